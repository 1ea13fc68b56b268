/**
 * Replacing a file as a whole: the new content is written beside it, flushed and renamed, so that a full disk, a crash or a
 * second instance leaves the old file or the new one, never half of either.
 */
import { randomBytes } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'

/** The end of the name of what is being written. */
export const unfinishedSuffix = '.part'

export interface ReplaceOptions {
  /** Of a new file; what the system gives where nothing is said. */
  readonly mode?: number
  /** Done when the new content is on the disk, before it takes the name. */
  readonly beforeRename?: () => Promise<void>
}

/** @throws what the file system throws; the old file is then untouched, and nothing half-written stays. */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  { mode, beforeRename }: ReplaceOptions = {},
): Promise<void> {
  const aside = `${path}.${process.pid}-${randomBytes(4).toString('hex')}${unfinishedSuffix}`
  try {
    const handle = await open(aside, 'wx', mode)
    try {
      await handle.writeFile(content)
      // Before the rename: otherwise a power cut could leave the new name with nothing in it.
      await handle.sync()
    } finally {
      await handle.close()
    }
    await beforeRename?.()
    await rename(aside, path)
  } catch (error) {
    await rm(aside, { force: true }).catch(() => undefined)
    throw error
  }
}
