/**
 * Notes and view of every file that has been annotated, kept by the file's hash, so that a crash loses nothing and a moved
 * file finds its notes again. A kill at any moment leaves the old state or the new one.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import { writeProblem } from '../base/write-problem'
import type { ApiError } from '../contract/errors'
import { parseSession, sessionLimitBytes } from '../notes/session-file'
import { replaceFile, unfinishedSuffix } from './replace-file'

const hashPattern = /^[0-9a-f]{64}$/
/** What a killed process may leave; older than this it is nobody's any more. */
const leftoverMs = 60 * 60 * 1000

export class SessionStore {
  private readonly folder: string
  /** One write at a time for each file: a later state never loses to an earlier one. */
  private readonly last = new Map<string, Promise<unknown>>()

  /** Files whose kept state has been read or written by this process: it is one that this version understands. */
  private readonly understood = new Set<string>()

  constructor(userData: string) {
    this.folder = join(userData, 'sessions')
  }

  private pathOf(sha256: string): string {
    if (!hashPattern.test(sha256)) throw new RangeError('not a hash')
    return join(this.folder, `${sha256}.json`)
  }

  /** Keeps the text if it is a session about exactly this file. */
  async save(sha256: string, text: string): Promise<Result<null, ApiError>> {
    const session = parseSession(text)
    if (!session.ok) return fail({ code: 'bad-request', message: session.error.message })
    const { files } = session.value
    if (files.length !== 1 || files[0]?.sha256 !== sha256)
      return fail({ code: 'bad-request', message: 'the session is about another file' })
    const writing = (this.last.get(sha256) ?? Promise.resolve()).then(() => this.write(sha256, text))
    this.last.set(sha256, writing)
    const written = await writing
    if (this.last.get(sha256) === writing) this.last.delete(sha256)
    return written
  }

  private async write(sha256: string, text: string): Promise<Result<null, ApiError>> {
    const path = this.pathOf(sha256)
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 })
      await replaceFile(path, text, {
        mode: 0o600,
        beforeRename: () => this.setAsideUnread(sha256, path),
      })
      return succeed(null)
    } catch (error) {
      const words = writeProblem((error as NodeJS.ErrnoException).code)
      return fail({
        code: 'file-unreadable',
        message: `Marey’s own folder could not be written (${words})`,
      })
    }
  }

  /** What a newer Marey has kept, or what is damaged, is never written over: it stays beside, under another name. */
  private async setAsideUnread(sha256: string, path: string): Promise<void> {
    if (this.understood.has(sha256)) return
    this.understood.add(sha256)
    const text = await readFile(path, 'utf8').catch(() => undefined)
    if (text === undefined || parseSession(text).ok) return
    await rename(path, `${path}.${randomBytes(4).toString('hex')}.unread`)
  }

  /** The kept text, or undefined when there is none that is whole. */
  async load(sha256: string): Promise<string | undefined> {
    await this.last.get(sha256)
    try {
      const path = this.pathOf(sha256)
      if ((await stat(path)).size > sessionLimitBytes) return undefined
      const text = await readFile(path, 'utf8')
      return parseSession(text).ok ? text : undefined
    } catch {
      return undefined
    }
  }

  /** Removes what killed processes have left half-written. */
  async tidy(nowMs: number): Promise<void> {
    const names = await readdir(this.folder).catch(() => [])
    for (const name of names.filter((one) => one.endsWith(unfinishedSuffix))) {
      const path = join(this.folder, name)
      const found = await stat(path).catch(() => undefined)
      if (found !== undefined && nowMs - found.mtimeMs > leftoverMs) await rm(path, { force: true })
    }
  }

  /** Resolves when everything is on disk. */
  async settled(): Promise<void> {
    await Promise.all(this.last.values())
  }
}

/** SHA-256 of a file in hexadecimal digits, read as a stream. Rejects with what the file system says. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
