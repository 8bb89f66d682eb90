/**
 * What the server says of open notebooks: the figures of their Report, out of the way of typing.
 *
 * It is told what changed once typing rests, one request at a time. Without our part of the
 * server there is no answer, and views say so.
 */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { Changes } from './changes';
import type { Answer, Subject } from './report';
import { IAIProvStore, IAIProvViews } from './tokens';
import { language } from './ui/language';
import type { NotebookView } from './views';

const UNKNOWN_REVISION = 409;
/** Of a server without our part, or to a person who may not ask it: there will be no answer. */
const NO_PART: ReadonlySet<number> = new Set([401, 403, 404, 405, 501]);

/** Asks on behalf of one view. */
class Asking {
  constructor(
    private readonly _view: NotebookView,
    store: IAIProvStore,
    private readonly _settings: ServerConnection.ISettings
  ) {
    this._changes = new Changes(_view, store);
    _view.edited.connect(() => void this.ask());
    _view.wanted.connect((_, subject) => {
      this._subject = subject;
      void this.ask();
    });
    _view.looked.connect(() => this.look());
    _view.panel.context.saveState.connect((_, state) => {
      if (state.startsWith('completed')) {
        this.look();
      }
    });
    this.look();
  }

  /** Ask, and let the server look at the files that the cells read. */
  look(): void {
    this._isLooking = true;
    void this.ask();
  }

  /** Ask as soon as the question before is answered. */
  async ask(): Promise<void> {
    this._isDue = true;
    if (this._isAsking || this._isOver) {
      return;
    }
    this._isAsking = true;
    try {
      while (this._isDue && !this._isOver && !this._view.panel.isDisposed) {
        this._isDue = false;
        await this._once();
      }
    } catch {
      // Not reached: what is shown stays, and all is told with the next change.
      this._changes.forget();
      this._view.showAlone();
    } finally {
      this._isAsking = false;
    }
  }

  private async _once(): Promise<void> {
    const [subject, look] = [this._subject, this._isLooking];
    this._isLooking = false;
    const change = await this._changes.next();
    const response = await this._send({
      ...change,
      look,
      subject,
      language: language()
    });
    if (response.ok) {
      const answer = (await response.json()) as Answer;
      if (answer.revision === this._changes.revision) {
        this._view.show(answer, subject);
      }
      return;
    }
    this._changes.forget();
    if (response.status === UNKNOWN_REVISION && change.base !== null) {
      this._isDue = true;
      this._isLooking ||= look;
    } else {
      this._isOver = NO_PART.has(response.status);
      this._view.showAlone();
    }
  }

  private _send(question: object): Promise<Response> {
    const { localPath } = this._view.panel.context;
    const address = URLExt.join(
      this._settings.baseUrl,
      'aiprov/api/view',
      URLExt.encodeParts(localPath)
    );
    const request = { method: 'POST', body: JSON.stringify(question) };
    return ServerConnection.makeRequest(address, request, this._settings);
  }

  private readonly _changes: Changes;
  private _subject: Subject | null = null;
  private _isLooking = false;
  private _isDue = false;
  private _isOver = false;
  private _isAsking = false;
}

export const answersPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-aiprov:answers',
  description: 'Asks the server for the figures of open notebooks.',
  autoStart: true,
  requires: [IAIProvStore, IAIProvViews],
  activate: (app, store: IAIProvStore, views: IAIProvViews): void => {
    const { serverSettings } = app.serviceManager;
    const follow = (view: NotebookView): void => {
      new Asking(view, store, serverSettings);
    };
    views.forEach(follow);
    views.added.connect((_, view) => follow(view));
  }
};
