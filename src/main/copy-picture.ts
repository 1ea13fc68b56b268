/** Putting a picture that the page has made on the system's clipboard. */
import { clipboard, ClipboardItem, ipcMain, nativeImage } from 'electron'
import { copiedPictureLimitBytes } from '../contract/platform'
import { windowChannels } from '../contract/window-channels'
import { isTrustedSender } from './window-messages'

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Signature, then the chunk IHDR: length, type, width and height in big-endian order (PNG specification 11.2.2). */
const headBytes = 24
/** What a canvas of the page can hold; decoded, a pixel takes four bytes. */
const maximumPixels = 2 ** 28

/** Whether this is a PNG file that may be decoded: a few bytes of one could ask for any amount of memory. */
export function isCopiablePicture(value: unknown): value is Uint8Array {
  if (!(value instanceof Uint8Array)) return false
  if (value.byteLength < headBytes || value.byteLength > copiedPictureLimitBytes) return false
  if (signature.some((byte, index) => value[index] !== byte)) return false
  const head = new DataView(value.buffer, value.byteOffset, headBytes)
  const isHeader = head.getUint32(12) === 0x49484452
  return isHeader && head.getUint32(16) * head.getUint32(20) <= maximumPixels
}

export function handleCopying(): void {
  ipcMain.handle(windowChannels.copyPicture, async (event, png: unknown): Promise<boolean> => {
    if (!isTrustedSender(event)) throw new Error('this page may not write to the clipboard')
    if (!isCopiablePicture(png)) throw new Error('not a picture that can be copied')
    const bytes = Buffer.from(png)
    // The file is damaged after its head.
    if (nativeImage.createFromBuffer(bytes).isEmpty()) return false
    try {
      await clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })])
      return true
    } catch {
      return false
    }
  })
}
