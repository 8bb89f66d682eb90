/** The appendix, as the server makes it. */

import { Notification } from '@jupyterlab/apputils';
import { PathExt, URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { NotebookView } from '../views';
import { labelOf, language, type Labels } from './language';

/** What is asked of the appendix, by the names of what the server offers. */
export interface IExport {
  readonly form: string;
  readonly lang: string;
  readonly preset: string;
}

/** A form of the appendix, ours or a plugin's. */
export interface IForm {
  readonly name: string;
  readonly label: Labels;
  /** What is put after the notebook's name. */
  readonly suffix: string;
}

/** A form of statement: an institution's or a journal's. */
export interface IPreset {
  readonly name: string;
  readonly title: Labels;
}

/** What an appendix can be asked for in; all empty where the server makes none. */
export interface IChoices {
  readonly forms: readonly IForm[];
  readonly presets: readonly IPreset[];
  readonly languages: readonly { name: string; label: string }[];
}

/** The form where none is named. */
export const FORM = 'html';

/** Where the server makes no appendix, or has not answered. */
export const NO_CHOICES: IChoices = { forms: [], presets: [], languages: [] };

const API = 'aiprov/api';
const asked = new Map<string, Promise<IChoices>>();

/** What the server offers, asked once. */
export function loadChoices(
  settings: ServerConnection.ISettings
): Promise<IChoices> {
  const address = URLExt.join(settings.baseUrl, API, 'appendix-choices');
  const choices = asked.get(address) ?? askChoices(address, settings);
  asked.set(address, choices);
  return choices;
}

async function askChoices(
  address: string,
  settings: ServerConnection.ISettings
): Promise<IChoices> {
  try {
    const response = await ServerConnection.makeRequest(address, {}, settings);
    return response.ok ? ((await response.json()) as IChoices) : NO_CHOICES;
  } catch {
    asked.delete(address);
    return NO_CHOICES;
  }
}

/** Save, so that the appendix says what is on the screen, and hand it to the browser. */
export async function saveAppendix(
  { panel, isWritable }: NotebookView,
  options: IExport,
  settings: ServerConnection.ISettings,
  trans: TranslationBundle
): Promise<void> {
  const { context } = panel;
  if (context.model.dirty && isWritable) {
    await context.save();
  }
  const address = URLExt.join(
    settings.baseUrl,
    API,
    'appendix',
    URLExt.encodeParts(context.localPath)
  );
  const query = URLExt.objectToQueryString({ ...options });
  const request = ServerConnection.makeRequest(address + query, {}, settings);
  const { forms } = await loadChoices(settings);
  const form = forms.find(({ name }) => name === options.form);
  const name =
    PathExt.basename(context.localPath, '.ipynb') + (form?.suffix ?? '');
  Notification.promise(handed(request, name), {
    pending: { message: trans.__('Writing the appendix…') },
    success: { message: () => trans.__('The appendix was downloaded.') },
    error: {
      message: reason =>
        trans.__(
          'The appendix could not be written: %1',
          reason instanceof Error ? reason.message : String(reason)
        )
    }
  });
}

async function handed(request: Promise<Response>, name: string): Promise<null> {
  const response = await request;
  if (!response.ok) {
    const { message } = (await response.json()) as { message?: string };
    throw new Error(message ?? response.statusText);
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
  return null;
}

/** What is asked for where a person says nothing else: in the language of the interface. */
export function defaults({ languages }: Pick<IChoices, 'languages'>): IExport {
  const known = languages.some(({ name }) => name === language());
  return {
    form: FORM,
    preset: 'general',
    lang: known ? language() : 'en'
  };
}

/** A form in a menu. */
export function formLabel({ label }: IForm): string {
  return labelOf(label);
}
