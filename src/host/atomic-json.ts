/**
 * Small JSON files of our own (recent files, window state). Written aside and renamed, so that a crash or a second
 * instance never leaves half a file; read with suspicion, since people and other versions edit them too.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { randomBytes } from 'node:crypto'

/** Larger files are not ours. */
const maximumBytes = 1 << 20

/** The parsed content, or undefined when there is no such file or it is not JSON. */
export async function readJson(path: string): Promise<unknown> {
  try {
    const text = await readFile(path, 'utf8')
    return text.length > maximumBytes ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

/** @throws what the file system throws; the old file is then untouched. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const aside = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    await writeFile(aside, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 })
    await rename(aside, path)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
}
