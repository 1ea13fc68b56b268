/**
 * Names of the few messages between preload and Electron's main process. Files and answers never go this way.
 */
export const windowChannels = {
  openDialog: 'marey:open-dialog',
  openDropped: 'marey:open-dropped',
  saveFile: 'marey:save-file',
  captureWindow: 'marey:capture-window',
  copyPicture: 'marey:copy-picture',
  setTitle: 'marey:set-title',
  editorSettings: 'marey:editor-settings',
  setEditor: 'marey:set-editor',
  openPlace: 'marey:open-place',
  /** Main to page. */
  menuCommand: 'marey:menu-command',
} as const
