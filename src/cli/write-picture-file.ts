/** Writing a picture: never over something that is none. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { writeWhole } from './write-whole'

const headBytes = 256

/** Why an existing file may not be replaced; undefined where there is none, an empty one, or a picture. */
function whyKept(name: string): string | undefined {
  let handle: number
  try {
    handle = openSync(name, 'r')
  } catch (error) {
    // Nothing is there; whatever else is wrong, writing will say.
    return (error as { readonly code?: string }).code === 'EACCES'
      ? 'this user may not read what is there'
      : undefined
  }
  try {
    if (!fstatSync(handle).isFile()) return 'it is no file'
    const head = Buffer.alloc(headBytes)
    const text = head.subarray(0, readSync(handle, head, 0, headBytes, 0)).toString('latin1')
    if (text === '' || text.startsWith('\x89PNG\r\n') || /^\s*(<\?xml[^>]*>\s*)?<svg\b/.test(text))
      return undefined
    return 'a file of that name is there, and it is no picture'
  } finally {
    closeSync(handle)
  }
}

/** Answers the problem in words. */
export function writePictureFile(name: string, bytes: Uint8Array): string | undefined {
  const kept = whyKept(name)
  if (kept !== undefined) return `${name} was not written: ${kept}. Choose another name.`
  return writeWhole(name, (write) => write(bytes))
}
