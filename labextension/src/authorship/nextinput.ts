/** Code that a `%%ai` magic puts into the next cell: the kernel says so in its reply. */

import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel, KernelMessage } from '@jupyterlab/services';

import { newId, sha256Text, utcNow } from '../record/digest';
import { readDeliveries } from '../deliveries';
import { isObject } from '../record/shapes';
import { KEY, type Activity, type System } from '../record';

/** `%%ai PROVIDER:MODEL …`, or `%ai`. */
const MAGIC = /^\s*%{1,2}ai\s+(?:([\w.-]+):)?([^\s:-]\S*)/;
const TOOL = 'jupyter-ai';
const WRITERS: readonly string[] = ['generation', 'model-call'];
const KEPT_REQUESTS = 1000;

/** Tell of the text that model calls of a kernel put into the next cell. */
export function watchReplies(
  session: ISessionContext,
  announce: (text: string, activity: Activity) => void
): void {
  const asked = new Map<string, string>();
  const listen = (
    _: Kernel.IKernelConnection,
    { msg, direction }: Kernel.IAnyMessageArgs
  ): void => {
    if (direction === 'send' && msg.header.msg_type === 'execute_request') {
      remember(asked, msg as KernelMessage.IExecuteRequestMsg);
    } else if (
      direction === 'recv' &&
      msg.header.msg_type === 'execute_reply'
    ) {
      const reply = msg as KernelMessage.IExecuteReplyMsg;
      const id =
        'msg_id' in reply.parent_header ? reply.parent_header.msg_id : '';
      const code = asked.get(id) ?? '';
      asked.delete(id);
      for (const text of nextInputs(reply)) {
        const activity = writer(code, text, reply);
        if (activity) {
          announce(text, activity);
        }
      }
    }
  };
  const follow = (kernel: Kernel.IKernelConnection | null | undefined): void =>
    void kernel?.anyMessage.connect(listen);
  session.kernelChanged.connect((_, { oldValue, newValue }) => {
    oldValue?.anyMessage.disconnect(listen);
    follow(newValue);
  });
  follow(session.session?.kernel);
}

function remember(
  asked: Map<string, string>,
  { header, content }: KernelMessage.IExecuteRequestMsg
): void {
  asked.set(header.msg_id, content.code);
  for (const oldest of asked.keys()) {
    if (asked.size <= KEPT_REQUESTS) {
      break;
    }
    asked.delete(oldest);
  }
}

function nextInputs({ content }: KernelMessage.IExecuteReplyMsg): string[] {
  const payload: unknown = 'payload' in content ? content.payload : [];
  return (Array.isArray(payload) ? (payload as unknown[]) : []).flatMap(one =>
    isObject(one) &&
    one.source === 'set_next_input' &&
    typeof one.text === 'string'
      ? [one.text]
      : []
  );
}

/** What wrote `text`: a call of the cell, or the magic it consists of; null if neither. */
function writer(
  code: string,
  text: string,
  { metadata }: KernelMessage.IExecuteReplyMsg
): Activity | null {
  const calls = readDeliveries(metadata[KEY] ?? [])
    .flatMap(({ records }) => records ?? [])
    .filter(({ kind }) => WRITERS.includes(kind));
  const magic = MAGIC.exec(code);
  const exact = calls.find(
    ({ response }) => response?.sha256 === sha256Text(text)
  );
  const call = exact ?? calls.at(-1);
  if (!call && !magic) {
    return null;
  }
  const named: System = { tool: TOOL, provider: magic?.[1], model: magic?.[2] };
  return {
    id: newId(),
    kind: 'generation',
    evidence: exact || magic ? 'observed' : 'inferred',
    channel: 'set-next-input',
    time: utcNow(),
    system: call?.system ?? named,
    response: {
      sha256: sha256Text(text),
      mode: 'hash',
      length: [...text].length
    }
  };
}
