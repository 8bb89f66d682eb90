/** What each surface begins with: the user's language and settings. */

import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import {
  nullTranslator,
  type ITranslator,
  type TranslationBundle
} from '@jupyterlab/translation';

import { readSettings, type Settings } from './settings';
import { DOMAIN } from './labels';

export interface ISurface {
  readonly trans: TranslationBundle;
  readonly settings: Settings;
}

/** The texts in the user's language. */
export function textsOf(translator: ITranslator | null): TranslationBundle {
  return (translator ?? nullTranslator).load(DOMAIN);
}

/** Texts and settings; without a translator English, without a registry the defaults. */
export async function beginSurface(
  registry: ISettingRegistry | null,
  translator: ITranslator | null
): Promise<ISurface> {
  return {
    trans: textsOf(translator),
    settings: await readSettings(registry)
  };
}
