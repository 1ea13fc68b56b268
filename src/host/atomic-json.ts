/**
 * Small JSON files of our own (recent files, window state): replaced as a whole, and read with suspicion, since people and other
 * versions edit them too.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { replaceFile } from './replace-file'

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
  await replaceFile(path, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 })
}
