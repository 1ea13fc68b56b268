/**
 * The files that are open: each has an id minted here, a state that the page is told of, and a thread of its own.
 * Paths stay on this side.
 */
import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import type { MethodName } from '../contract/api'
import type { ApiError } from '../contract/errors'
import { limits } from '../contract/limits'
import type { FileHashDto, SourceDto, SourceId } from '../contract/sources'
import type { EventHub } from './event-hub'
import { checkRegular, fileError, isSame } from './file-source'
import type { FileIdentity } from './file-source'
import { budgetFor, readMemoryFacts } from './memory-budget'
import type { ParseThreads } from './parse-threads'
import type { RecentFiles } from './recent-files'
import type { EncodedAnswer } from './session-protocol'
import { SessionLink } from './session-link'
import { hashFile } from './session-store'
import type { SpawnWorker } from './spawn-worker'
import type { Uploads } from './uploads'
import { shortenFolder } from './user-data'
import { WorkerDiedError } from './worker-guard'

/** Where a file comes from decides what is remembered and what is removed. */
type Origin = 'path' | 'sample' | 'upload'

interface Entry {
  readonly origin: Origin
  readonly path: string
  dto: SourceDto
  /** As found when it was opened last. */
  identity?: FileIdentity
  link?: SessionLink
  /** The first picture, encoded; while it is loading. */
  sketch?: Uint8Array<ArrayBuffer>
  /** SHA-256 of the content of that identity, once asked for. */
  hash?: { readonly identity: FileIdentity; readonly sha256: Promise<string> }
  /** Bytes promised while it is loading. */
  promisedBytes: number
}

export interface SourceRegistryParts {
  readonly hub: EventHub
  readonly recents: RecentFiles
  readonly uploads: Uploads
  readonly threads: ParseThreads
  readonly spawnSession: SpawnWorker
}

export class SourceRegistry {
  private readonly entries = new Map<SourceId, Entry>()
  private isDisposed = false

  constructor(private readonly parts: SourceRegistryParts) {}

  list(): readonly SourceDto[] {
    return [...this.entries.values()].map((entry) => entry.dto)
  }

  /**
   * Opens a file of this machine; what is wrong with it shows in its state. A file that is open already is only
   * brought to the front, or read again when it has changed or failed.
   */
  async openPath(
    path: string,
    origin: 'path' | 'sample' = 'path',
    name?: string,
  ): Promise<Result<SourceDto, ApiError>> {
    const absolute = resolve(path)
    const found = await identify(absolute)
    const known = [...this.entries].find(([, entry]) => entry.origin !== 'upload' && entry.path === absolute)
    if (known !== undefined) {
      const [id, entry] = known
      const isCurrent = found.ok && entry.identity !== undefined && isSame(found.value, entry.identity)
      const isAlive = entry.dto.state === 'loading' || entry.dto.state === 'ready'
      if (!isCurrent || !isAlive) await this.start(id, entry, found)
      this.parts.hub.emit({ type: 'focus', id })
      return succeed(entry.dto)
    }
    const place = origin === 'sample' ? 'shipped with Marey' : shortenFolder(dirname(absolute))
    return this.add(origin, absolute, name ?? basename(absolute), place, found)
  }

  /** Takes over a file that `Uploads.receive` has written. */
  async openUpload(path: string, name: string): Promise<Result<SourceDto, ApiError>> {
    return this.add('upload', path, name, '', await identify(path))
  }

  /** Reads the file again, under the same id. */
  async reopen(id: SourceId): Promise<Result<SourceDto, ApiError>> {
    const entry = this.entries.get(id)
    if (entry === undefined) return fail(unknownSource)
    await this.start(id, entry, await identify(entry.path))
    return succeed(entry.dto)
  }

  /** Stops the opening. A file that is ready stays as it is. */
  async cancel(id: SourceId): Promise<Result<null, ApiError>> {
    const entry = this.entries.get(id)
    if (entry === undefined) return fail(unknownSource)
    if (entry.dto.state !== 'loading') return succeed(null)
    const link = entry.link
    entry.link = undefined
    entry.promisedBytes = 0
    this.update(id, entry, {
      state: 'cancelled',
      progress: undefined,
      error: { code: 'cancelled', message: `${entry.dto.name}: opening was cancelled` },
    })
    await link?.cancel()
    return succeed(null)
  }

  async close(id: SourceId): Promise<Result<null, ApiError>> {
    const entry = this.entries.get(id)
    if (entry === undefined) return fail(unknownSource)
    this.entries.delete(id)
    this.parts.hub.emit({ type: 'closed', id })
    await entry.link?.stop()
    if (entry.origin === 'upload') await this.parts.uploads.remove(entry.path)
    else if (entry.origin === 'path') void this.parts.recents.closed(entry.path)
    return succeed(null)
  }

  /** The content's name. Read once; a file that has changed since it was opened has none. */
  async hash(id: SourceId): Promise<Result<FileHashDto, ApiError>> {
    const entry = this.entries.get(id)
    if (entry === undefined) return fail(unknownSource)
    const { identity, path, dto } = entry
    if (identity === undefined) return fail({ code: 'not-ready', message: `${dto.name} has not been opened` })
    if (entry.hash?.identity !== identity) entry.hash = { identity, sha256: hashFile(path) }
    try {
      const sha256 = await entry.hash.sha256
      const found = await identify(path)
      if (found.ok && isSame(found.value, identity))
        return succeed({ sha256, byteLength: identity.byteLength })
      delete entry.hash
      return fail({ code: 'file-changed', message: `${dto.name} has changed since it was opened` })
    } catch (error) {
      delete entry.hash
      return fail(fileError(path, error))
    }
  }

  /** The encoded answer of the file's thread; undefined when `signal` was aborted first (SessionLink.call). */
  async call(
    id: SourceId,
    method: MethodName,
    params: unknown,
    signal?: AbortSignal,
    onShare?: (share: number) => void,
  ): Promise<Result<EncodedAnswer | undefined, ApiError>> {
    const entry = this.entries.get(id)
    if (entry === undefined) return fail(unknownSource)
    if (method === 'trace/sketch') return sketchOf(entry)
    if (entry.dto.state !== 'ready' || entry.link === undefined) {
      if (entry.dto.error?.code === 'worker-died') return fail(entry.dto.error)
      return fail({ code: 'not-ready', message: `${entry.dto.name} is ${stateWords[entry.dto.state]}` })
    }
    try {
      return succeed(await entry.link.call(method, params, signal, onShare))
    } catch (error) {
      if (error instanceof WorkerDiedError) return fail({ code: 'worker-died', message: error.reason })
      const { message, stack } = error as Error
      process.stderr.write(`marey: a bug in ${method}: ${stack ?? message}\n`)
      return fail({ code: 'bug', message: `${method}: ${message}` })
    }
  }

  async dispose(): Promise<void> {
    this.isDisposed = true
    const links = [...this.entries.values()].map((entry) => entry.link)
    this.entries.clear()
    await Promise.all(links.map((link) => link?.stop()))
  }

  private async add(
    origin: Origin,
    path: string,
    name: string,
    place: string,
    found: Result<FileIdentity, ApiError>,
  ): Promise<Result<SourceDto, ApiError>> {
    if (this.entries.size >= limits.openSources) {
      if (origin === 'upload') await this.parts.uploads.remove(path)
      return fail({
        code: 'over-budget',
        message: `${limits.openSources} files are open; close one before opening ${name}`,
      })
    }
    const id = `f-${randomBytes(8).toString('hex')}`
    const dto: SourceDto = {
      id,
      name,
      place,
      byteLength: 0,
      state: 'loading',
      warnings: [],
      isComplete: true,
    }
    const entry: Entry = { origin, path, dto, promisedBytes: 0 }
    this.entries.set(id, entry)
    await this.start(id, entry, found)
    this.parts.hub.emit({ type: 'focus', id })
    return succeed(entry.dto)
  }

  /** Begins to read. Resolves when the thread has been started, or the file found unfit. */
  private async start(id: SourceId, entry: Entry, found: Result<FileIdentity, ApiError>): Promise<void> {
    const old = entry.link
    entry.link = undefined
    entry.identity = found.ok ? found.value : undefined
    entry.promisedBytes = 0
    delete entry.sketch
    const fresh = {
      kind: undefined,
      hasSketch: undefined,
      progress: undefined,
      error: undefined,
      warnings: [],
      isComplete: true,
    }
    if (!found.ok) {
      this.update(id, entry, { ...fresh, state: 'failed', error: found.error })
      await old?.stop()
      return
    }
    const byteLength = found.value.byteLength
    this.update(id, entry, { ...fresh, state: 'loading', byteLength })
    // The old model's memory must be free again before the budget is taken.
    await old?.stop()
    if (this.isDisposed || this.entries.get(id) !== entry || entry.link !== undefined) return
    const promised = [...this.entries.values()].reduce((sum, other) => sum + other.promisedBytes, 0)
    const budgetBytes = budgetFor(readMemoryFacts(), promised)
    entry.promisedBytes = Math.min(budgetBytes, likelyBytes(byteLength))
    const link = new SessionLink(this.parts.spawnSession, this.parts.threads, {
      path: entry.path,
      name: entry.dto.name,
      budgetBytes,
      byteLength: found.value.byteLength,
      onProgress: (progress) => {
        if (entry.link === link && entry.dto.state === 'loading') this.update(id, entry, { progress })
      },
      onSketch: (bytes) => {
        if (entry.link !== link || entry.dto.state !== 'loading') return
        entry.sketch = bytes
        this.update(id, entry, { hasSketch: true })
      },
      onDeath: (reason) => {
        if (entry.link !== link) return
        entry.link = undefined
        this.update(id, entry, {
          state: 'failed',
          progress: undefined,
          error: { code: 'worker-died', message: `${entry.dto.name}: ${reason}` },
        })
      },
    })
    entry.link = link
    void link.opened.then((opened) => {
      entry.promisedBytes = 0
      // Cancelled, closed, reopened or dead meanwhile: another hand has set the state.
      if (entry.link !== link || this.entries.get(id) !== entry) return
      if (opened.ok) {
        const { kind, warnings, isComplete } = opened.value
        this.update(id, entry, { state: 'ready', progress: undefined, kind, warnings, isComplete })
        if (entry.origin === 'path') void this.parts.recents.add(entry.path, Date.now())
        return
      }
      entry.link = undefined
      const state = opened.error.code === 'cancelled' ? 'cancelled' : 'failed'
      this.update(id, entry, { state, progress: undefined, error: opened.error })
      void link.stop()
    })
  }

  private update(id: SourceId, entry: Entry, change: Partial<SourceDto>): void {
    entry.dto = { ...entry.dto, ...change }
    if (entry.dto.state !== 'loading' && entry.sketch !== undefined) {
      delete entry.sketch
      entry.dto = { ...entry.dto, hasSketch: undefined }
    }
    if (this.entries.get(id) === entry) this.parts.hub.emit({ type: 'source', source: entry.dto })
  }
}

/**
 * What reading a file is likely to take, so that several opened at once do not starve each other: columns are a few
 * times the file, and compressed files unfold to some ten times their size.
 */
function likelyBytes(byteLength: number): number {
  return Math.max(64 << 20, byteLength * 24)
}

function sketchOf({ dto, sketch }: Entry): Result<EncodedAnswer, ApiError> {
  if (sketch !== undefined) return succeed({ type: 'frame', bytes: sketch })
  return dto.state === 'loading'
    ? fail({ code: 'not-ready', message: `${dto.name} has no first picture yet` })
    : fail({ code: 'not-found', message: `${dto.name} has a first picture only while it is being read` })
}

const unknownSource: ApiError = { code: 'unknown-source', message: 'this file is not open (any more)' }

const stateWords: Readonly<Record<SourceDto['state'], string>> = {
  loading: 'still being read',
  ready: 'being read again',
  failed: 'not open: reading it failed',
  cancelled: 'not open: reading it was cancelled',
}

async function identify(path: string): Promise<Result<FileIdentity, ApiError>> {
  try {
    return checkRegular(path, await stat(path))
  } catch (error) {
    return fail(fileError(path, error))
  }
}
