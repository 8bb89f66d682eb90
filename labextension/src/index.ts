/** The plugins of this extension. */

import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';

import { answersPlugin } from './answers';
import { authorshipPlugin } from './authorship/plugin';
import { kernelPlugin } from './kernel';
import { Store } from './store';
import { IAIProvStore } from './tokens';
import { badgePlugin } from './ui/badge';
import { declarePlugin } from './ui/declaring';
import { exportMenuPlugin } from './ui/exportmenu';
import { panelPlugin } from './ui/panelplugin';
import { statusPlugin } from './ui/status';
import { welcomePlugin } from './ui/welcome';
import { viewsPlugin } from './views';

const store: JupyterFrontEndPlugin<IAIProvStore> = {
  id: 'jupyter-aiprov:store',
  description: 'Reads and writes the records in open notebooks.',
  autoStart: true,
  requires: [INotebookTracker],
  provides: IAIProvStore,
  activate: (_: JupyterFrontEnd, tracker: INotebookTracker): IAIProvStore => {
    const store = new Store();
    tracker.forEach(panel => void store.open(panel));
    tracker.widgetAdded.connect((_, panel) => void store.open(panel));
    return store;
  }
};

export default [
  store,
  authorshipPlugin,
  kernelPlugin,
  viewsPlugin,
  answersPlugin,
  badgePlugin,
  declarePlugin,
  panelPlugin,
  exportMenuPlugin,
  statusPlugin,
  welcomePlugin
];
