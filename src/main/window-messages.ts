/**
 * The few messages that the preload may send. Each is answered only to the top frame of our own page.
 */
import { BrowserWindow, dialog, ipcMain } from 'electron'
import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron'
import { isAbsolute } from 'node:path'
import { limits } from '../contract/limits'
import type { SourceDto } from '../contract/sources'
import { windowChannels } from '../contract/window-channels'
import type { SourceRegistry } from '../host/sources'
import { isOwnUrl } from './page-address'

const maximumPathLength = 4096
const maximumTitleLength = 200

/** Whether the message comes from our page itself, not from a frame in it or a page that took its place. */
export function isTrustedSender(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame
  return frame !== null && frame !== undefined && frame === event.sender.mainFrame && isOwnUrl(frame.url)
}

/** Shows the native dialog over `window` and opens what the user chose. */
export async function openByDialog(
  window: BrowserWindow | undefined,
  sources: SourceRegistry,
): Promise<readonly SourceDto[]> {
  const options: Electron.OpenDialogOptions = {
    title: 'Open a Go trace, dump or profile',
    properties: ['openFile', 'multiSelections'],
  }
  const chosen =
    window === undefined ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options)
  return openAll(chosen.canceled ? [] : chosen.filePaths, sources)
}

export async function openAll(
  paths: readonly string[],
  sources: SourceRegistry,
): Promise<readonly SourceDto[]> {
  const opened: SourceDto[] = []
  for (const path of paths) {
    const result = await sources.openPath(path)
    if (result.ok) opened.push(result.value)
    else process.stderr.write(`marey: ${result.error.message}\n`)
  }
  return opened
}

/** The paths in a message: absolute, of possible length, no more than may be open. */
export function pathsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return []
  return value
    .slice(0, limits.openSources)
    .filter(
      (path): path is string =>
        typeof path === 'string' && path.length <= maximumPathLength && isAbsolute(path),
    )
}

export function handleWindowMessages(sources: SourceRegistry): void {
  ipcMain.handle(windowChannels.openDialog, (event) => {
    if (!isTrustedSender(event)) throw new Error('this page may not open files')
    return openByDialog(BrowserWindow.fromWebContents(event.sender) ?? undefined, sources)
  })
  ipcMain.handle(windowChannels.openDropped, (event, paths: unknown) => {
    if (!isTrustedSender(event)) throw new Error('this page may not open files')
    return openAll(pathsOf(paths), sources)
  })
  ipcMain.on(windowChannels.setTitle, (event, title: unknown) => {
    if (!isTrustedSender(event) || typeof title !== 'string') return
    BrowserWindow.fromWebContents(event.sender)?.setTitle(title.slice(0, maximumTitleLength))
  })
}
