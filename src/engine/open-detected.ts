/** Opens what is not plainly a trace: a file of another kind, or packed, or nothing that Marey knows. */
import { assertUnreachable } from '../base/assert'
import type { ByteSource } from '../base/byte-source'
import type { ImportFailure } from '../base/import-warning'
import type { Result } from '../base/result'
import { defaultUnpackLimits, unpack } from '../formats/decompress'
import { detect } from '../formats/registry'
import type { Session, SessionOptions } from './session'

/** As openSession. @throws CancelledError, SourceReadError */
export async function openDetected(
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
    case 'trace': {
      const { openTraceSession } = await import('./trace-session')
      // The pool's threads open the file itself: they cannot help with what was unpacked here.
      return openTraceSession(
        inner,
        unpacked === undefined ? options : { ...options, pool: undefined },
        warnings,
      )
    }
    case 'goroutine-dump':
    case 'crash':
    case 'race': {
      const { openDumpSession } = await import('./dump-session')
      return openDumpSession(inner, options, warnings)
    }
    case 'profile': {
      const { openProfileSession } = await import('./profile-session')
      return openProfileSession(inner, options, warnings)
    }
    case 'godebug': {
      const { openGodebugSession } = await import('./godebug-session')
      return openGodebugSession(inner, options, warnings)
    }
    default:
      return assertUnreachable(format.kind)
  }
}
