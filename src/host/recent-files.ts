/**
 * Files opened before, newest first, kept over restarts. The list is read again before each change, since the window
 * and `marey serve` may both run.
 */
import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { limits } from '../contract/limits'
import type { RecentDto } from '../contract/sources'
import { readJson, writeJson } from './atomic-json'
import { shortenFolder } from './user-data'

interface RecentEntry {
  readonly id: string
  readonly path: string
  readonly openedAtUnixMs: number
  /** Process that has the file open. Still there when that process is gone: it did not end by itself. */
  readonly openIn?: number
}

const maximumPathLength = 4096

function isEntry(value: unknown): value is RecentEntry {
  if (typeof value !== 'object' || value === null) return false
  const { id, path, openedAtUnixMs, openIn } = value as Record<string, unknown>
  return (
    typeof id === 'string' &&
    /^r-[0-9a-f]{16}$/.test(id) &&
    typeof path === 'string' &&
    path.length <= maximumPathLength &&
    isAbsolute(path) &&
    typeof openedAtUnixMs === 'number' &&
    Number.isFinite(openedAtUnixMs) &&
    (openIn === undefined || (typeof openIn === 'number' && Number.isSafeInteger(openIn) && openIn > 0))
  )
}

export class RecentFiles {
  private readonly file: string
  /** Changes follow each other, or one would undo the other. */
  private last: Promise<unknown> = Promise.resolve()

  private readonly listeners: (() => void)[] = []

  constructor(userData: string) {
    this.file = join(userData, 'recent.json')
  }

  async list(): Promise<readonly RecentDto[]> {
    const entries = await this.read()
    return Promise.all(
      entries.map(async ({ id, path, openedAtUnixMs, openIn }) => ({
        id,
        name: basename(path),
        place: shortenFolder(dirname(path)),
        openedAtUnixMs,
        isMissing: !(await exists(path)),
        wasOpen: openIn !== undefined && !isRunning(openIn),
      })),
    )
  }

  async pathOf(id: string): Promise<string | undefined> {
    return (await this.read()).find((entry) => entry.id === id)?.path
  }

  /** Puts `path` at the head. A list that cannot be written costs the list, never the file that was opened. */
  add(path: string, nowUnixMs: number): Promise<void> {
    return this.change((entries) => {
      const known = entries.find((entry) => entry.path === path)
      const id = known?.id ?? `r-${randomBytes(8).toString('hex')}`
      const rest = entries.filter((entry) => entry !== known)
      return [{ id, path, openedAtUnixMs: nowUnixMs, openIn: process.pid }, ...rest].slice(
        0,
        limits.recentFiles,
      )
    })
  }

  /** The file's tab was closed. */
  closed(path: string): Promise<void> {
    return this.change((entries) =>
      entries.map((entry) => (entry.path === path ? withoutProcess(entry) : entry)),
    )
  }

  /** This process ends by itself: nothing is offered next time, nor what an earlier one left. */
  leave(): Promise<void> {
    return this.change((entries) =>
      entries.map((entry) =>
        entry.openIn === process.pid || (entry.openIn !== undefined && !isRunning(entry.openIn))
          ? withoutProcess(entry)
          : entry,
      ),
    )
  }

  /** Resolves when every change made so far is on disk. */
  async settled(): Promise<void> {
    await this.last
  }

  clear(): Promise<void> {
    return this.change(() => [])
  }

  /** Calls back after each change made by this process. */
  onChange(listener: () => void): void {
    this.listeners.push(listener)
  }

  private change(edit: (entries: readonly RecentEntry[]) => readonly RecentEntry[]): Promise<void> {
    const changed = this.last.then(async () => {
      try {
        await writeJson(this.file, { version: 1, files: edit(await this.read()) })
      } catch (error) {
        process.stderr.write(`marey: recent files are not kept: ${(error as Error).message}\n`)
      }
      for (const listener of this.listeners) listener()
    })
    this.last = changed
    return changed
  }

  private async read(): Promise<readonly RecentEntry[]> {
    const content = await readJson(this.file)
    const files = (content as { readonly files?: unknown } | undefined | null)?.files
    return Array.isArray(files) ? files.filter(isEntry).slice(0, limits.recentFiles) : []
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

const withoutProcess = ({ openIn: _gone, ...rest }: RecentEntry): RecentEntry => rest

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Another user's process may be there without our being allowed to signal it.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
