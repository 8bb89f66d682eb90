/** The user's settings, read with defaults a privacy officer would choose. */

import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { JSONObject } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { ContentMode, Person, System } from '../record';

const PLUGIN = 'jupyter-aiprov:plugin';

export type BadgeLevel = 'off' | 'ai' | 'all';
export type MarkLevel = 'off' | 'subtle' | 'full';

/** What the declaration form was last filled with; never a prompt. */
export interface IRemembered {
  readonly tool?: string;
  readonly model?: string;
  readonly model_version?: string;
  readonly provider?: string;
  readonly name?: string;
  readonly orcid?: string;
}

export interface IValues {
  readonly badges: BadgeLevel;
  readonly marks: MarkLevel;
  readonly prompts: ContentMode;
  readonly welcome: boolean;
  readonly remembered: IRemembered;
  /** Who declared or reviewed here, the last first. */
  readonly people: readonly Person[];
  /** AI systems declared here, the last first. */
  readonly systems: readonly System[];
}

/** As many are proposed as a person can tell apart. */
const REMEMBERED = 12;

/** The list with its newest member first, each once. */
function withNewest<T extends object>(
  known: readonly T[],
  newest: T,
  nameOf: (one: T) => string
): T[] {
  const name = nameOf(newest);
  const others = known.filter(one => nameOf(one) !== name);
  return [newest, ...others].slice(0, REMEMBERED);
}

const DEFAULTS: IValues = {
  badges: 'ai',
  marks: 'subtle',
  prompts: 'hash',
  welcome: true,
  remembered: {},
  people: [],
  systems: []
};

/** The settings as they stand, and a way to remember. */
export class Settings {
  constructor(private readonly _settings: ISettingRegistry.ISettings | null) {
    _settings?.changed.connect(() => this._changed.emit(), this);
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get value(): IValues {
    return {
      ...DEFAULTS,
      ...(this._settings?.composite as Partial<IValues> | undefined),
      ...this._saving
    };
  }

  /** Keep a value for this user; without a place to keep it in, until the page closes. */
  async set(changes: Partial<IValues>): Promise<void> {
    this._saving = { ...this._saving, ...changes };
    if (!this._settings) {
      return;
    }
    for (const [key, value] of Object.entries(changes)) {
      await this._settings.set(key, value as unknown as JSONObject);
      const { [key as keyof IValues]: latest, ...others } = this._saving;
      this._saving = latest === value ? others : this._saving;
    }
  }

  /** Propose a system and a person in the next form. */
  async remember(
    system: System | null,
    person: Person | null,
    nameOf: (system: System) => string = JSON.stringify
  ): Promise<void> {
    const { systems, people, remembered } = this.value;
    const { name = '', orcid = '', ...last } = remembered;
    const { tool, model, model_version, provider } = system ?? last;
    const by = person ?? { name, orcid };
    const said = Object.entries({
      ...{ tool, model, model_version, provider },
      ...{ name: by.name, orcid: by.orcid }
    });
    await this.set({
      remembered: Object.fromEntries(said.filter(([, text]) => text)),
      ...(system ? { systems: withNewest(systems, system, nameOf) } : {}),
      ...(person ? { people: withNewest(people, person, one => one.name) } : {})
    });
  }

  /** What is on its way to the server: it holds already. */
  private _saving: Partial<IValues> = {};
  private readonly _changed = new Signal<this, void>(this);
}

let loading: Promise<Settings> | null = null;

/** The settings, loaded once for all surfaces. */
export function readSettings(
  registry: ISettingRegistry | null
): Promise<Settings> {
  loading ??= load(registry);
  return loading;
}

async function load(registry: ISettingRegistry | null): Promise<Settings> {
  try {
    return new Settings((await registry?.load(PLUGIN)) ?? null);
  } catch {
    // A page whose settings cannot be read still works, with the defaults.
    return new Settings(null);
  }
}
