/** Which AI systems stand behind the tools that write here, by what the tools themselves say. */

import type { System } from '../record';

/** Knows the systems by the names that completion providers and commands go by. */
export class Systems {
  /** Say that what `name` writes comes from a system, or ask each time; null: not known. */
  set(name: string, system: System | (() => System | null) | null): void {
    if (system) {
      this._known.set(name, system);
    } else {
      this._known.delete(name);
    }
  }

  /** The system behind `name`, else what is known without its saying so. */
  get(name: string, otherwise: System): System {
    const known = this._known.get(name);
    return (typeof known === 'function' ? known() : known) ?? otherwise;
  }

  private readonly _known = new Map<string, System | (() => System | null)>();
}
