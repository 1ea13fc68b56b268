/** A picture of the whole window as it is on the screen; the page saves it or puts it on the clipboard. */
import { BrowserWindow, ipcMain } from 'electron'
import { windowChannels } from '../contract/window-channels'
import { isTrustedSender } from './window-messages'

export function handleCapture(): void {
  ipcMain.handle(windowChannels.captureWindow, async (event): Promise<Uint8Array> => {
    const window = BrowserWindow.fromWebContents(event.sender)
    if (!isTrustedSender(event) || window === null) throw new Error('this page may not capture the window')
    const image = await window.webContents.capturePage()
    // A window that is hidden or on its way out has no pixels.
    return image.isEmpty() ? new Uint8Array() : new Uint8Array(image.toPNG())
  })
}
