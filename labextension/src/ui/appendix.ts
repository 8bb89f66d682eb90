/** The appendix, as the server makes it. */

import { Notification } from '@jupyterlab/apputils';
import { PathExt, URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { NotebookView } from '../views';

/** What is asked of the appendix. */
export interface IExport {
  readonly format: string;
  readonly lang: string;
  readonly preset: string;
}

/** A form of statement: an institution's or a journal's. */
export interface IPreset {
  readonly name: string;
  /** By language; a name that is the same in all stands once, as English. */
  readonly title: Readonly<Record<string, string>>;
}

const API = 'aiprov/api';

/** The presets the server knows; none where it serves no appendix. */
export async function loadPresets(
  settings: ServerConnection.ISettings
): Promise<readonly IPreset[]> {
  const address = URLExt.join(settings.baseUrl, API, 'presets');
  try {
    const response = await ServerConnection.makeRequest(address, {}, settings);
    const { presets } = (await response.json()) as { presets?: IPreset[] };
    return response.ok && presets ? presets : [];
  } catch {
    // Without the server's part there is still Save and Export Notebook As.
    return [];
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
  Notification.promise(handed(request, context.localPath, options), {
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

async function handed(
  request: Promise<Response>,
  path: string,
  { format }: IExport
): Promise<null> {
  const response = await request;
  if (!response.ok) {
    const { message } = (await response.json()) as { message?: string };
    throw new Error(message ?? response.statusText);
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${PathExt.basename(path, '.ipynb')}.appendix.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
  return null;
}
