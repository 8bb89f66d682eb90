/** Icons of this extension. */

import { LabIcon } from '@jupyterlab/ui-components';

/** A page whose lines have authors: one line marked. */
export const provenanceIcon = new LabIcon({
  name: 'jupyter-aiprov:provenance',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24">
  <g class="jp-icon3" fill="#616161">
    <path d="M5 3h10l5 5v4h-2V9h-4V5H6v14h5v2H5a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1z"/>
    <path d="M8 10h4v2H8zM8 14h3v2H8z"/>
    <path d="m17.5 12 1.4 3.6 3.6 1.4-3.6 1.4-1.4 3.6-1.4-3.6-3.6-1.4 3.6-1.4z"/>
  </g>
</svg>`
});
