/** The user's settings, read with defaults a privacy officer would choose. */

import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { JSONObject } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { ContentMode } from '../record';

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
}

const DEFAULTS: IValues = {
  badges: 'ai',
  marks: 'subtle',
  prompts: 'hash',
  welcome: true,
  remembered: {}
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
      await this._settings.set(key, value as JSONObject);
    }
    this._saving = {};
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
