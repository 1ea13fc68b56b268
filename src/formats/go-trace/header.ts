import type { ByteSource } from '../../base/byte-source'
import type { ImportFailure } from '../../base/import-warning'
import type { Result } from '../../base/result'
import { fail, succeed } from '../../base/result'
import type { TraceVersion } from '../sniff-trace'
import { readTraceHeader, traceHeaderBytes } from '../sniff-trace'

/** What the header says, with the facts that depend on its number. */
export interface VersionFacts extends TraceVersion {
  /** Header 1.25 and later: frequency and wall clock come together in a sync batch. */
  readonly hasClockSnapshots: boolean
  /** Header 1.26 and later: a byte closes each generation. */
  readonly hasEndMarks: boolean
}

/** Reads the header of an execution trace. A header of a later Go is accepted and marked. */
export function readHeader(source: ByteSource): Result<VersionFacts, ImportFailure> {
  if (source.byteLength === 0) return fail({ code: 'empty', message: 'The file is empty.' })
  const reading = readTraceHeader(source.read(0, traceHeaderBytes))
  if (reading.type === 'failure') return fail(reading.failure)
  if (reading.type === 'none') {
    return fail({
      code: 'unknown-kind',
      message: 'The file does not begin with "go 1.N trace": it is not a Go execution trace.',
      byteOffset: 0,
    })
  }
  const { version } = reading
  return succeed({
    ...version,
    hasClockSnapshots: version.minor >= 25,
    hasEndMarks: version.minor >= 26,
  })
}
