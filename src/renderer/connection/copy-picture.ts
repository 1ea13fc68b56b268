/** Puts a picture (a PNG file) on the clipboard: by the host in the window, by the page itself in a browser. */
import { platform } from './platform'

/** Answers whether the clipboard took it: a page without the focus may not write there, the window always may. */
export async function copyPicture(png: Blob): Promise<boolean> {
  const desktop = platform()
  try {
    if (desktop !== undefined) return await desktop.copyPicture(new Uint8Array(await png.arrayBuffer()))
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })])
    return true
  } catch {
    return false
  }
}
