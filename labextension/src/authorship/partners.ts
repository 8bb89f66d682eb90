/**
 * Tools that say, through a token of their own, which model they ask.
 *
 * None of them need be installed. Their tokens are objects of their modules, which
 * the application has loaded where they are.
 */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { Token } from '@lumino/coreutils';

import { isObject } from '../record/shapes';
import type { System } from '../record';
import type { Systems } from './systems';
import type { WritingNow } from './writing';

/** What the commands of Notebook Intelligence begin with. */
const NBI = 'notebook-intelligence';

/** What a partner tells of itself goes there. */
interface IListeners {
  readonly systems: Systems;
  readonly writing: WritingNow;
}

interface IPartner {
  readonly extension: string;
  readonly token: string;
  listen(service: never, listeners: IListeners): void;
}

interface ITelemetry {
  registerTelemetryListener(listener: {
    name: string;
    onTelemetryEvent(event: unknown): void;
  }): void;
}

interface IModelSettings {
  getCompleterProvider(): { provider?: string; model?: string } | undefined;
}

/** Partners known. A new one is one entry here. */
const PARTNERS: readonly IPartner[] = [
  {
    extension: '@plmbr/notebook-intelligence',
    token: '@plmbr/notebook-intelligence:INotebookIntelligence',
    listen: (service: ITelemetry, listeners) => {
      const chats = new Set<string>();
      service.registerTelemetryListener({
        name: 'jupyter-aiprov',
        onTelemetryEvent: event => onTelemetry(event, listeners, chats)
      });
    }
  },
  {
    extension: '@jupyternaut/persona',
    token: '@jupyternaut/agent:IAISettingsModel',
    listen: (service: IModelSettings, { systems }) => {
      systems.set('@jupyternaut/persona:completer', () => {
        const { provider, model } = service.getCompleterProvider() ?? {};
        return model ? { tool: 'Jupyternaut', provider, model } : null;
      });
    }
  }
];

/** Listen to every partner that is there. */
export async function listen(
  app: JupyterFrontEnd,
  listeners: IListeners
): Promise<void> {
  for (const partner of PARTNERS) {
    try {
      const token = await tokenOf(partner);
      const service = token && (await app.resolveOptionalService(token));
      if (service) {
        partner.listen(service as never, listeners);
      }
    } catch (error) {
      // A partner of another make than we know: its model stays unknown.
      console.warn('aiprov: not understood:', partner.extension, error);
    }
  }
}

type Plain = Readonly<Record<string, unknown>>;

interface IContainer {
  get(module: string): Promise<() => Readonly<Record<string, unknown>>>;
}

async function tokenOf(partner: IPartner): Promise<Token<unknown> | null> {
  const { _JUPYTERLAB: loaded } = window as {
    _JUPYTERLAB?: Readonly<Record<string, IContainer | undefined>>;
  };
  const make = await loaded?.[partner.extension]?.get('./extension');
  const provided = [make?.().default]
    .flat()
    .map(plugin => (isObject(plugin) ? plugin.provides : null))
    .filter(isObject);
  return (
    (provided.find(({ name }) => name === partner.token) as
      Token<unknown> | undefined) ?? null
  );
}

/** What Notebook Intelligence tells of itself; its own server hears the same. */
function onTelemetry(
  event: unknown,
  { systems, writing }: IListeners,
  chats: Set<string>
): void {
  if (!isObject(event) || !isObject(event.data)) {
    return;
  }
  const { type, data } = event;
  if (type === 'inline-completion-response') {
    systems.set(
      '@plmbr/notebook-intelligence',
      systemOf(data, data.inlineCompletionModel)
    );
  } else if (type === 'chat-request') {
    const system = systemOf(data, data.chatModel);
    // Its commands do not say which answer they put in: with two models asked, neither is named.
    chats.add(JSON.stringify(system));
    systems.set(NBI, chats.size === 1 ? system : null);
  } else if (type === 'inline-chat-accepted') {
    writing.say({
      kind: data.mode === 'review' ? 'edit' : 'generation',
      channel: `${NBI}:editor-generate-code`,
      system: systemOf(data, data.chatModel)
    });
  }
}

/** The model it names, unless that is only a place where users put one, or another tool's. */
function systemOf({ assistantMode }: Plain, named: unknown): System {
  const tool = 'Notebook Intelligence';
  if (!isObject(named) || assistantMode === 'claude') {
    return { tool };
  }
  const provider = typeof named.provider === 'string' ? named.provider : null;
  const model = typeof named.model === 'string' ? named.model : null;
  const isPlace = provider && model?.startsWith(`${provider}-`);
  return { tool, provider, ...(model && !isPlace ? { model } : {}) };
}
