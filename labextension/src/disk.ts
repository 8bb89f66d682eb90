/**
 * Whether the files that the cells read are still what they were.
 *
 * The server looks at them, by one request when a notebook is opened, saved or shown in the
 * panel, and reads at most 8 MB of each. Without our part of the server nothing is known.
 */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { contentOf, fileKey } from './staleness';
import { IAIProvViews } from './tokens';
import type { ICellView, NotebookView } from './views';

type File = readonly [path: string, digest: string];

/** Ask for the files a notebook's cells read, and tell its view which of them changed. */
export async function lookAtFiles(
  view: NotebookView,
  settings: ServerConnection.ISettings
): Promise<void> {
  const files = filesRead(view.cells);
  if (!files.length) {
    view.setChangedFiles(new Set());
    return;
  }
  const { localPath } = view.panel.context;
  const address = URLExt.join(
    settings.baseUrl,
    'aiprov/api/changed',
    URLExt.encodeParts(localPath)
  );
  try {
    const body = JSON.stringify({ files });
    const request = { method: 'POST', body };
    const response = await ServerConnection.makeRequest(
      address,
      request,
      settings
    );
    if (response.ok) {
      const { changed } = (await response.json()) as { changed: File[] };
      view.setChangedFiles(new Set(changed.map(file => fileKey(...file))));
    }
  } catch {
    // Not reached, or without our part: what is on disk stays unknown.
  }
}

/** Each file once, with the content that the last run of a cell read. */
function filesRead(cells: readonly ICellView[]): File[] {
  const found = new Map<string, File>();
  for (const { record } of cells) {
    for (const use of record.run?.files ?? []) {
      const digest = contentOf(use);
      if (use.mode === 'read' && !use.outside && digest) {
        found.set(fileKey(use.path, digest), [use.path, digest]);
      }
    }
  }
  return [...found.values()];
}

export const diskPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-aiprov:disk',
  description: 'Notices files that changed since the cells read them.',
  autoStart: true,
  requires: [IAIProvViews],
  activate: (app, views: IAIProvViews): void => {
    const { serverSettings } = app.serviceManager;
    const follow = (view: NotebookView): void => {
      const look = (): void => void lookAtFiles(view, serverSettings);
      view.panel.context.saveState.connect((_, state) => {
        if (state.startsWith('completed')) {
          look();
        }
      });
      look();
    };
    views.forEach(follow);
    views.added.connect((_, view) => follow(view));
  }
};
