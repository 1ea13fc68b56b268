/**
 * Opens a file: what it is decides which answerer it gets, one file per kind (trace-session.ts, ...). Runs in whatever
 * thread calls it; knows no thread, path or socket.
 */
import { assertUnreachable } from '../base/assert'
import type { ByteSource } from '../base/byte-source'
import type { ImportFailure } from '../base/import-warning'
import type { Result } from '../base/result'
import { defaultUnpackLimits, unpack } from '../formats/decompress'
import { detect } from '../formats/registry'
import { openDumpSession } from './dump-session'
import { openGodebugSession } from './godebug-session'
import { openProfileSession } from './profile-session'
import type { Session, SessionOptions } from './session'
import { openTraceSession } from './trace-session'

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
      return openGodebugSession(inner, options, warnings)
    default:
      return assertUnreachable(format.kind)
  }
}
