/** Attaches to the kernels of notebooks, and takes what they deliver. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { PageConfig, PathExt } from '@jupyterlab/coreutils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { readDeliveries } from './deliveries';
import { isObject } from './record/shapes';
import { KEY } from './record';
import { IAIProvKernels, IAIProvStore, type KernelState } from './tokens';

const BEGUN: ReadonlySet<Kernel.Status> = new Set([
  'starting',
  'restarting',
  'autorestarting'
]);

/** Follows one notebook's kernel through restarts, changes and renames. */
class Attachment {
  constructor(
    private readonly _panel: NotebookPanel,
    private readonly _store: IAIProvStore,
    private readonly _onState: () => void
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

  /** See {@link IAIProvKernels.stateOf}. */
  get state(): KernelState | null {
    return this._state;
  }

  private async _follow(
    kernel: Kernel.IKernelConnection | null | undefined
  ): Promise<void> {
    this._now(null);
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
        this._now(info ? 'foreign' : null);
        return;
      }
      const request = kernel.requestExecute({
        code: attaching(this._path()),
        silent: true,
        store_history: false,
        stop_on_error: false,
        allow_stdin: false,
        user_expressions: { [KEY]: RECORDING }
      });
      this._now(stateIn(await request.done));
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

  private _now(state: KernelState | null): void {
    this._state = state;
    this._onState();
  }

  private _attached = false;
  private _state: KernelState | null = null;
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

/** Asked with the above: an error where the package is missing, false where it is switched off. */
const RECORDING =
  "__import__('jupyter_aiprov.kernel').kernel.loaded() is not None";

/** What the answer to that says; nothing where a kernel answers no such questions. */
function stateIn({
  content
}: KernelMessage.IExecuteReplyMsg): KernelState | null {
  const said: unknown =
    content.status === 'ok' ? content.user_expressions?.[KEY] : null;
  if (!isObject(said)) {
    return null;
  }
  const isSo = isObject(said.data) && said.data['text/plain'] === 'True';
  return isSo ? 'recording' : 'silent';
}

/** See {@link IAIProvKernels}. */
class Kernels implements IAIProvKernels {
  constructor(private readonly _store: IAIProvStore) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  stateOf({ context }: NotebookPanel): KernelState | null {
    return this._all.get(context)?.state ?? null;
  }

  follow(panel: NotebookPanel): void {
    if (!this._all.has(panel.context)) {
      const made = new Attachment(panel, this._store, () =>
        this._changed.emit()
      );
      this._all.set(panel.context, made);
    }
  }

  private readonly _all = new WeakMap<object, Attachment>();
  private readonly _changed = new Signal<this, void>(this);
}

/** One attachment a document, however many views it has. */
export const kernelPlugin: JupyterFrontEndPlugin<IAIProvKernels> = {
  id: 'jupyter-aiprov:kernel',
  description: 'Attaches to kernels and keeps what they deliver.',
  autoStart: true,
  requires: [INotebookTracker, IAIProvStore],
  provides: IAIProvKernels,
  activate: (
    _,
    tracker: INotebookTracker,
    store: IAIProvStore
  ): IAIProvKernels => {
    const kernels = new Kernels(store);
    tracker.forEach(panel => kernels.follow(panel));
    tracker.widgetAdded.connect((_, panel) => kernels.follow(panel));
    return kernels;
  }
};
