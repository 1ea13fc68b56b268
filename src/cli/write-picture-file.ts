/** Writing what a command has made: whole or not at all, and never over something that it did not make. */
import { closeSync, fstatSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { writeProblem } from '../base/write-problem'

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

/** Writes beside the name and renames: the old picture stays whole until the new one is. Answers the problem in words. */
export function writePictureFile(name: string, bytes: Uint8Array): string | undefined {
  const kept = whyKept(name)
  if (kept !== undefined) return `${name} was not written: ${kept}. Choose another name.`
  const aside = `${name}.${process.pid}.part`
  try {
    const handle = openSync(aside, 'wx')
    try {
      for (let at = 0; at < bytes.byteLength;) at += writeSync(handle, bytes, at)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(aside, name)
    return undefined
  } catch (error) {
    try {
      rmSync(aside, { force: true })
    } catch {
      // The folder is none: nothing was made in it.
    }
    const words = writeProblem((error as { readonly code?: string }).code)
    return `${name} cannot be written (${words}). Name a place where this user may write and there is room.`
  }
}
