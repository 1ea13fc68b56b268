/**
 * A file on this machine as a ByteSource. Reading is synchronous: only worker threads and the command line do it.
 *
 * A trace may be rewritten while it is open (a service that writes its next snapshot to the same name). Columns
 * built from two different files would show a run that never was, so every read compares the file's length and time
 * of change with those seen at the opening, and refuses when they differ.
 */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { basename } from 'node:path'
import { SourceReadError } from '../base/byte-source'
import type { ByteSource } from '../base/byte-source'
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import type { ApiError } from '../contract/errors'

/** What tells one file's content from another's under the same name. Times in ms with a fraction. */
export interface FileIdentity {
  readonly device: number
  readonly inode: number
  readonly byteLength: number
  readonly changedMs: number
}

export interface FileSource extends ByteSource {
  readonly identity: FileIdentity
  close(): void
}

/** The file is no longer what it was when it was opened. */
export class FileChangedError extends SourceReadError {}

const identityOf = (stats: Stats): FileIdentity => ({
  device: stats.dev,
  inode: stats.ino,
  byteLength: stats.size,
  changedMs: stats.mtimeMs,
})

/** The failure of a system call about `path`, in words that name the file only. */
export function fileError(path: string, error: unknown): ApiError {
  const name = basename(path)
  const code = (error as { readonly code?: unknown }).code
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { code: 'file-missing', message: `${name}: there is no such file` }
    case 'EISDIR':
      return { code: 'file-is-folder', message: `${name} is a folder, not a file` }
    case 'EACCES':
    case 'EPERM':
      return { code: 'file-no-permission', message: `${name}: this user may not read the file` }
    default:
      return {
        code: 'file-unreadable',
        message: `${name}: the system refused to read it (${String(code ?? (error as Error).message)})`,
      }
  }
}

/**
 * Whether `path` is a regular file, and which. Never opens it: opening a named pipe would block for ever.
 */
export function identifyFile(path: string): Result<FileIdentity, ApiError> {
  let stats: Stats
  try {
    stats = statSync(path)
  } catch (error) {
    return fail(fileError(path, error))
  }
  return checkRegular(path, stats)
}

/** The identity in `stats`, or why a thing of that kind is not read. */
export function checkRegular(path: string, stats: Stats): Result<FileIdentity, ApiError> {
  if (stats.isDirectory()) return fail(fileError(path, { code: 'EISDIR' }))
  if (!stats.isFile()) {
    return fail({
      code: 'file-unreadable',
      message: `${basename(path)} is not a regular file (a device, pipe or socket); copy its content to a file first`,
    })
  }
  return succeed(identityOf(stats))
}

/**
 * Opens a regular file for random access.
 * @param expected refuse with `file-changed` unless the file is still this one.
 */
export function openFileSource(path: string, expected?: FileIdentity): Result<FileSource, ApiError> {
  const found = identifyFile(path)
  if (!found.ok) return found
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (error) {
    return fail(fileError(path, error))
  }
  // The name may have been given to another file between stat and open: ask the descriptor.
  const opened = checkRegular(path, fstatSync(descriptor))
  if (!opened.ok) {
    closeSync(descriptor)
    return opened
  }
  if (expected !== undefined && !isSame(expected, opened.value)) {
    closeSync(descriptor)
    return fail({ code: 'file-changed', message: `${basename(path)} changed while it was being read` })
  }
  return succeed(new DescriptorSource(descriptor, basename(path), opened.value))
}

export function isSame(a: FileIdentity, b: FileIdentity): boolean {
  return (
    a.device === b.device &&
    a.inode === b.inode &&
    a.byteLength === b.byteLength &&
    a.changedMs === b.changedMs
  )
}

class DescriptorSource implements FileSource {
  readonly byteLength: number
  private buffer = new Uint8Array(0)
  private isOpen = true

  constructor(
    private readonly descriptor: number,
    private readonly name: string,
    readonly identity: FileIdentity,
  ) {
    this.byteLength = identity.byteLength
  }

  read(offset: number, length: number): Uint8Array {
    const wanted = this.availableBytes(offset, length)
    // One buffer, grown to the largest read: parsers read generation by generation and copy what they keep.
    if (this.buffer.byteLength < wanted) this.buffer = new Uint8Array(wanted)
    this.fill(this.buffer, offset, wanted)
    return this.buffer.subarray(0, wanted)
  }

  readInto(offset: number, target: Uint8Array): number {
    const wanted = this.availableBytes(offset, target.length)
    this.fill(target, offset, wanted)
    return wanted
  }

  private availableBytes(offset: number, length: number): number {
    return Math.max(0, Math.min(length, this.byteLength - offset))
  }

  /** Puts the `wanted` bytes at `offset` of the file at the front of `target`. */
  private fill(target: Uint8Array, offset: number, wanted: number): void {
    if (wanted === 0) return
    this.checkUnchanged(offset)
    let done = 0
    while (done < wanted) {
      let count: number
      try {
        count = readSync(this.descriptor, target, done, wanted - done, offset + done)
      } catch (error) {
        throw new SourceReadError(fileError(this.name, error).message, offset + done)
      }
      if (count === 0) {
        throw new FileChangedError(`${this.name} became shorter while it was being read`, offset + done)
      }
      done += count
    }
  }

  close(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.buffer = new Uint8Array(0)
    closeSync(this.descriptor)
  }

  private checkUnchanged(offset: number): void {
    const now = fstatSync(this.descriptor)
    if (now.size < this.byteLength) {
      throw new FileChangedError(`${this.name} became shorter while it was being read`, offset)
    }
    if (now.size !== this.byteLength || now.mtimeMs !== this.identity.changedMs) {
      throw new FileChangedError(`${this.name} was written to while it was being read`, offset)
    }
  }
}
