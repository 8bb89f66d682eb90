/** Names of the commands; the palette, menus and shortcuts refer to them. */
export const CommandIDs = {
  declare: 'aiprov:declare',
  declareSelection: 'aiprov:declare-selection',
  showPanel: 'aiprov:show-panel',
  showLineage: 'aiprov:show-lineage',
  showCell: 'aiprov:show-cell',
  review: 'aiprov:review',
  exportAppendix: 'aiprov:export-appendix',
  saveAppendix: 'aiprov:save-appendix'
} as const;
