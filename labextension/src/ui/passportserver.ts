/** Passports beside data files, as the server reads and writes them. */

import { PathExt, URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import type { PassportField } from '../passports';
import type { Passport } from '../record';

/** What the server says of a data file's passport. */
export interface IFiled {
  /** The data file, below the server's root. */
  readonly path: string;
  /** Where the passport lies, or would be written. */
  readonly file: string;
  readonly passport: Passport | null;
  readonly version: string | null;
  /** Why the file there is no passport; null where all is well. */
  readonly error: string | null;
}

/**
 * What is beside a data file.
 *
 * Records name it from the project's root, which lies at the notebook or above.
 * Throws where there is no such file, or no server part.
 */
export async function loadPassport(
  settings: ServerConnection.ISettings,
  notebook: string,
  path: string
): Promise<IFiled> {
  let folder = PathExt.dirname(notebook);
  for (;;) {
    const response = await ask(settings, PathExt.join(folder, path), {});
    if (response.status !== 404 || !folder) {
      return answer(response);
    }
    folder = PathExt.dirname(folder);
  }
}

/** Write it; throws with the server's own words where it refuses. */
export async function savePassport(
  settings: ServerConnection.ISettings,
  { path, version }: IFiled,
  passport: Readonly<Partial<Record<PassportField, string>>>
): Promise<IFiled> {
  const body = JSON.stringify({ passport, version });
  return answer(await ask(settings, path, { method: 'PUT', body }));
}

function ask(
  settings: ServerConnection.ISettings,
  path: string,
  init: RequestInit
): Promise<Response> {
  const address = URLExt.join(
    settings.baseUrl,
    'aiprov/api/passport',
    URLExt.encodeParts(path)
  );
  return ServerConnection.makeRequest(address, init, settings);
}

async function answer(response: Response): Promise<IFiled> {
  const said = (await response.json()) as IFiled & { message?: string };
  if (!response.ok) {
    throw new Error(said.message ?? response.statusText);
  }
  return said;
}
