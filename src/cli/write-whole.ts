/** Writing what a command has made: whole or not at all. */
import {
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { writeProblem } from '../base/write-problem'
import { readErrorText } from './input-file'

/**
 * Writes beside the name and renames: an old file stays whole until the new one is. A device or a pipe is written to as it is,
 * and a link stays one. Answers the problem in words.
 * @param produce hands on the bytes, in pieces. @throws what it throws that is no problem of writing.
 */
export function writeWhole(
  name: string,
  produce: (write: (bytes: Uint8Array) => void) => void,
): string | undefined {
  const { target, isReplaced } = placeOf(name)
  const aside = `${target}.${process.pid}.part`
  try {
    const handle = openSync(isReplaced ? aside : target, isReplaced ? 'wx' : 'w')
    try {
      produce((bytes) => {
        for (let at = 0; at < bytes.byteLength;) at += writeSync(handle, bytes, at)
      })
      if (isReplaced) fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    if (isReplaced) renameSync(aside, target)
    return undefined
  } catch (error) {
    try {
      if (isReplaced) rmSync(aside, { force: true })
    } catch {
      // The folder is none: nothing was made in it.
    }
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined || readErrorText(error) !== undefined) throw error
    return `${name} cannot be written (${writeProblem(code)}). Name a place where this user may write and there is room.`
  }
}

/** Whether two names lead to one file: what is read must not be written over. */
export function isSameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other)
  } catch {
    // One of them is not there.
    return false
  }
}

function placeOf(name: string): { readonly target: string; readonly isReplaced: boolean } {
  try {
    return { target: realpathSync(name), isReplaced: statSync(name).isFile() }
  } catch {
    // Nothing is there; whatever else is wrong, writing will say.
    return { target: name, isReplaced: true }
  }
}
