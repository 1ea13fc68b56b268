import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import type { ByteSource } from '../base/byte-source'
import { SourceReadError } from '../base/byte-source'
import type { Result } from '../base/result'
import { fail, succeed } from '../base/result'
import type { ApiError, ApiErrorCode } from '../contract/errors'
import { PagedBytes } from '../formats/paged-bytes'
import { fileError, openFileSource } from '../host/file-source'
import type { CommandOutput } from './command'
import { ExitCode } from './exit-codes'

/** Bytes that a command reads, and how to let go of them. */
export interface Input {
  /** As the user wrote it; `standard input` for `-`. */
  readonly label: string
  readonly source: ByteSource
  close(): void
}

/** A pipe that somebody made beforehand gets its writer later. */
const longestWaitMs = 10_000
/** Standard input and pipes are held in memory, so there is an end to them. */
const maxStreamBytes = 2 * 1024 ** 3

/** Opens a file, or takes standard input (`-`) or a pipe (`<(zcat x.gz)`) whole. */
export function openInput(name: string): Result<Input, ApiError> {
  if (name === '-') return readStandardInput()
  if (isPipe(name)) return readPipe(name)
  const opened = openFileSource(name)
  if (!opened.ok) return opened
  const source = opened.value
  return succeed({ label: name, source, close: () => source.close() })
}

/** A read that waits in the system could not be ended by Ctrl-C, so terminals and pipes are opened once more, not to wait. */
function readStandardInput(): Result<Input, ApiError> {
  let handle = 0
  try {
    const stats = fstatSync(0)
    if (stats.isCharacterDevice() || stats.isFIFO()) {
      handle = openSync('/dev/stdin', constants.O_RDONLY | constants.O_NONBLOCK)
    }
  } catch {
    // A system without that name: then it is read as it is.
  }
  try {
    return readStream(handle, 'standard input')
  } finally {
    if (handle !== 0) closeSync(handle)
  }
}

function isPipe(name: string): boolean {
  try {
    return statSync(name).isFIFO()
  } catch {
    // Opening it will say what is wrong.
    return false
  }
}

function readPipe(name: string): Result<Input, ApiError> {
  let handle: number
  try {
    // Waiting for a writer inside of open could not be ended by Ctrl-C.
    handle = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    return fail(fileError(name, error))
  }
  try {
    return readStream(handle, name, longestWaitMs)
  } finally {
    closeSync(handle)
  }
}

/** `waitsMs`: how long nothing at all may be there before it counts as the end. */
function readStream(handle: number, label: string, waitsMs = 0): Result<Input, ApiError> {
  const pages = new PagedBytes()
  const buffer = new Uint8Array(1 << 20)
  const giveUpMs = performance.now() + waitsMs
  for (;;) {
    let count: number
    try {
      count = readSync(handle, buffer, 0, buffer.length, null)
    } catch (error) {
      const code = (error as { readonly code?: unknown }).code
      // A terminal or a slow pipe in non-blocking mode has nothing yet.
      if (code === 'EAGAIN') {
        pause()
        continue
      }
      if (code === 'EOF') break
      const facts = code === 'EISDIR' ? 'it is a folder' : `the system refused to read it (${String(code)})`
      return fail({ code: 'file-unreadable', message: `${label}: ${facts}` })
    }
    if (count === 0 && pages.byteLength === 0 && performance.now() < giveUpMs) {
      pause()
      continue
    }
    if (count === 0) break
    pages.append(buffer.subarray(0, count))
    if (pages.byteLength > maxStreamBytes) {
      return fail({
        code: 'file-unreadable',
        message: `${label} is longer than 2 GiB, which is the most that is held in memory`,
      })
    }
  }
  return succeed({ label, source: pages.toSource(), close: () => undefined })
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
}

/** What to do about a file that could not be had. */
export function adviceFor(code: ApiErrorCode): string {
  switch (code) {
    case 'file-missing':
      return 'Check the name and the folder the command runs in.'
    case 'file-is-folder':
      return 'Name the files in it.'
    case 'file-no-permission':
      return 'Read it as a user who may, or change its permissions.'
    case 'file-changed':
      return 'Wait until it is written, or copy it, and try again.'
    default:
      return 'Copy it to a regular file on this machine and try again.'
  }
}

/** Whether an error came from reading a file midway, and what to tell. */
export function readErrorText(error: unknown): string | undefined {
  if (!(error instanceof SourceReadError)) return undefined
  return `${error.message} (at byte ${error.byteOffset}). ${adviceFor('file-changed')}`
}

/** The system's answer about a file, with the name as the user wrote it, and what to do. */
export function missingText(name: string, error: ApiError): string {
  const base = name.slice(name.lastIndexOf('/') + 1)
  const text = error.message.startsWith(base) ? name + error.message.slice(base.length) : error.message
  return `${text}. ${adviceFor(error.code)}`
}

/** Works on a named file and closes it again. One that cannot be had, or no longer while it is read, is told to people. */
export async function withInput(
  name: string,
  output: CommandOutput,
  work: (input: Input) => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  const opened = openInput(name)
  if (!opened.ok) {
    output.notice(`marey: ${missingText(name, opened.error)}`)
    return ExitCode.unavailable
  }
  try {
    return await work(opened.value)
  } catch (error) {
    const text = readErrorText(error)
    if (text === undefined) throw error
    output.notice(`marey: ${text}`)
    return ExitCode.unavailable
  } finally {
    opened.value.close()
  }
}
