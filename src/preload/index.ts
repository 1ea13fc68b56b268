/**
 * The page's only door to the desktop: a few named functions, frozen. No channel name, no ipcRenderer and no path ever
 * reaches the page.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { menuCommands } from '../contract/platform'
import type { EditorSettings, OpenOutcome, SetOutcome } from '../contract/editor'
import type { MareyPlatform, MenuCommand, SaveOutcome } from '../contract/platform'
import type { SourceDto } from '../contract/sources'
import { windowChannels } from '../contract/window-channels'

function isMenuCommand(value: unknown): value is MenuCommand {
  return menuCommands.includes(value as MenuCommand)
}

const platform: MareyPlatform = {
  kind: 'electron',
  platform: process.platform,
  openDialog: () => ipcRenderer.invoke(windowChannels.openDialog) as Promise<readonly SourceDto[]>,
  openDropped: (files) => {
    // '' for files made by a page, which have no place on this machine.
    const paths = files.map((file) => webUtils.getPathForFile(file as File)).filter((path) => path !== '')
    return ipcRenderer.invoke(windowChannels.openDropped, paths) as Promise<readonly SourceDto[]>
  },
  onMenuCommand: (callback) => {
    const listener = (_event: unknown, command: unknown): void => {
      if (isMenuCommand(command)) callback(command)
    }
    ipcRenderer.on(windowChannels.menuCommand, listener)
    return () => ipcRenderer.removeListener(windowChannels.menuCommand, listener)
  },
  saveFile: (name, kind, bytes) =>
    ipcRenderer.invoke(windowChannels.saveFile, name, kind, bytes) as Promise<SaveOutcome>,
  captureWindow: () => ipcRenderer.invoke(windowChannels.captureWindow) as Promise<Uint8Array>,
  copyPicture: (png) => ipcRenderer.invoke(windowChannels.copyPicture, png) as Promise<boolean>,
  editorSettings: () => ipcRenderer.invoke(windowChannels.editorSettings) as Promise<EditorSettings>,
  setEditor: (settings) => ipcRenderer.invoke(windowChannels.setEditor, settings) as Promise<SetOutcome>,
  openPlace: (place) => ipcRenderer.invoke(windowChannels.openPlace, place) as Promise<OpenOutcome>,
  setTitle: (title) => ipcRenderer.send(windowChannels.setTitle, title),
}

contextBridge.exposeInMainWorld('mareyPlatform', Object.freeze(platform))
