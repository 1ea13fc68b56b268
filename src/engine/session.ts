/**
 * One opened file and the questions it can answer. A thin dispatcher: what a file is decides which answerer it gets,
 * one file per kind (trace-session.ts, ...). Runs in whatever thread calls it; knows no thread, path or socket.
 */
import { assertUnreachable } from '../base/assert'
import type { ByteSource } from '../base/byte-source'
import type { Cancellation } from '../base/cancellation'
import type { ImportFailure, ImportWarning } from '../base/import-warning'
import type { Result } from '../base/result'
import { fail } from '../base/result'
import type { MethodName } from '../contract/api'
import type { ApiError } from '../contract/errors'
import type { FileKind } from '../contract/sources'
import { defaultUnpackLimits, unpack } from '../formats/decompress'
import { detect } from '../formats/registry'
import { openDumpSession } from './dump-session'
import type { ParsePool } from './parse-pool'
import { openProfileSession } from './profile-session'
import { openTraceSession } from './trace-session'

export interface SessionOptions {
  /** The file's name without its folder: only a hint for detection, and for messages. */
  readonly name: string
  /** Threads that share the parsing; without it everything runs in place. */
  readonly pool?: ParsePool
  /** The file has been read: nothing more is asked of `pool`, and what its threads hold may go. */
  readonly onRead?: () => void
  /** Columns beyond this are refused in words before they are allocated. */
  readonly budgetBytes: number
  readonly cancellation: Cancellation
  /** `stage` in words for people: 'Reading', 'Ordering events', 'Building rows'. */
  readonly onProgress: (stage: string, doneBytes: number, totalBytes: number) => void
}

export interface Session {
  readonly kind: FileKind
  readonly warnings: readonly ImportWarning[]
  /** False when a part of the file is lost. */
  readonly isComplete: boolean
  /**
   * Answers a method of contract/api.ts. `params` has been checked against its schema by the caller. The value of a
   * bulk method is a Frame of contract/wire.ts, of the others plain JSON. Expected failures (an unknown goroutine, a
   * filter that does not parse, a method of another kind of file) are values; a throw is a bug.
   */
  call(method: MethodName, params: unknown): Result<unknown, ApiError>
}

/**
 * Detects, reads and indexes a file. When it resolves, every query answers within its own budget: nothing is put off.
 * @throws CancelledError when `cancellation` says so, SourceReadError when the bytes cannot be had.
 */
export async function openSession(
  source: ByteSource,
  options: SessionOptions,
): Promise<Result<Session, ImportFailure>> {
  const detected = detect(source, { cancellation: options.cancellation })
  if (!detected.ok) return detected
  const { format, layers } = detected.value
  options.onProgress(layers.length > 0 ? 'Unpacking' : 'Reading', 0, source.byteLength)
  const limits = {
    ...defaultUnpackLimits,
    maxBytes: Math.min(defaultUnpackLimits.maxBytes, options.budgetBytes),
  }
  const unpacked =
    layers.length > 0 ? unpack(source, { limits, cancellation: options.cancellation }) : undefined
  if (unpacked !== undefined && !unpacked.ok) return unpacked
  const inner = unpacked === undefined ? source : unpacked.value.source
  const warnings = [...detected.value.warnings, ...(unpacked?.value.warnings ?? [])]
  switch (format.kind) {
    case 'trace':
      // The pool's threads open the file itself: they cannot help with what was unpacked here.
      return openTraceSession(
        inner,
        unpacked === undefined ? options : { ...options, pool: undefined },
        warnings,
      )
    case 'goroutine-dump':
    case 'crash':
    case 'race':
      return openDumpSession(inner, options, warnings)
    case 'profile':
      return openProfileSession(inner, options, warnings)
    case 'godebug':
      return fail({
        code: 'unsupported-kind',
        message: `${options.name} is a ${format.label}. This version of Marey recognises it but does not open it.`,
      })
    default:
      return assertUnreachable(format.kind)
  }
}
