/** Attaches to the kernels of notebooks, and takes what they deliver. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { PageConfig, PathExt } from '@jupyterlab/coreutils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel, KernelMessage } from '@jupyterlab/services';

import { readDeliveries } from './pending';
import { KEY } from './record';
import { IAIProvStore } from './tokens';

const BEGUN: ReadonlySet<Kernel.Status> = new Set([
  'starting',
  'restarting',
  'autorestarting'
]);

/** Follows one notebook's kernel through restarts, changes and renames. */
class Attachment {
  constructor(
    private readonly _panel: NotebookPanel,
    private readonly _store: IAIProvStore
  ) {
    const { context } = _panel;
    const session = context.sessionContext;
    session.kernelChanged.connect((_, { oldValue, newValue }) => {
      oldValue?.anyMessage.disconnect(this._onMessage, this);
      void this._follow(newValue);
    }, this);
    session.statusChanged.connect((_, status) => this._onStatus(status), this);
    context.pathChanged.connect(
      () => void this._attach(session.session?.kernel),
      this
    );
    void this._follow(session.session?.kernel);
  }

  private async _follow(
    kernel: Kernel.IKernelConnection | null | undefined
  ): Promise<void> {
    if (!kernel) {
      return;
    }
    kernel.anyMessage.connect(this._onMessage, this);
    this._attached = true;
    await this._attach(kernel);
  }

  private _onStatus(status: Kernel.Status): void {
    if (BEGUN.has(status)) {
      this._attached = false;
    } else if (status === 'idle' && !this._attached) {
      this._attached = true;
      const { session } = this._panel.context.sessionContext;
      void this._attach(session?.kernel);
    }
  }

  /** Ask the kernel, silently, to hand over its records; one without us ignores it. */
  private async _attach(
    kernel: Kernel.IKernelConnection | null | undefined
  ): Promise<void> {
    try {
      const info = await kernel?.info;
      if (!kernel || info?.language_info.name !== 'python') {
        return;
      }
      const request = kernel.requestExecute({
        code: attaching(this._path()),
        silent: true,
        store_history: false,
        stop_on_error: false,
        allow_stdin: false
      });
      await request.done;
    } catch {
      // The kernel went away meanwhile; its successor is attached to in turn.
    }
  }

  /** The notebook's path on the server's machine, as far as the server tells. */
  private _path(): string | null {
    const root = PageConfig.getOption('serverRoot');
    const { path, localPath } = this._panel.context;
    const drive = path.slice(0, path.length - localPath.length);
    return root && ['', 'RTC:'].includes(drive)
      ? PathExt.join(root, localPath)
      : null;
  }

  private _onMessage(
    _: Kernel.IKernelConnection,
    { msg, direction }: Kernel.IAnyMessageArgs
  ): void {
    if (direction === 'recv' && isReply(msg)) {
      const raw: unknown = msg.metadata[KEY];
      if (raw !== undefined) {
        this._store.deliver(this._panel.context.model, readDeliveries(raw));
      }
    }
  }

  private _attached = false;
}

function isReply(msg: KernelMessage.IMessage): boolean {
  return msg.header.msg_type === 'execute_reply';
}

/** Code that binds no name and shows nothing, whatever the kernel's environment holds. */
function attaching(path: string | null): string {
  const place = path
    ? `__import__('os').path.expanduser(${JSON.stringify(path)})`
    : 'None';
  return [
    'try:',
    `    __import__('jupyter_aiprov.kernel').kernel.attach(${place})`,
    'except Exception:',
    '    pass'
  ].join('\n');
}

/** One attachment a document, however many views it has. */
export const kernelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-aiprov:kernel',
  description: 'Attaches to kernels and keeps what they deliver.',
  autoStart: true,
  requires: [INotebookTracker, IAIProvStore],
  activate: (_, tracker: INotebookTracker, store: IAIProvStore): void => {
    const attached = new WeakSet<object>();
    const follow = (panel: NotebookPanel): void => {
      if (!attached.has(panel.context)) {
        attached.add(panel.context);
        new Attachment(panel, store);
      }
    };
    tracker.forEach(follow);
    tracker.widgetAdded.connect((_, panel) => follow(panel));
  }
};
