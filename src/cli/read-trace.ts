import type { ByteSource } from '../base/byte-source'
import type { ImportFailure, ImportWarning } from '../base/import-warning'
import type { Result } from '../base/result'
import { fail, succeed } from '../base/result'
import { BatchKind, indexBatches } from '../formats/go-trace/batch-index'
import type { VersionFacts } from '../formats/go-trace/header'
import { readHeader } from '../formats/go-trace/header'
import { produceEvents } from '../formats/go-trace/produce-events'
import { neverCancelled } from '../base/cancellation'
import type { EventSink } from '../model/event-sink'

export interface ReadTraceOptions {
  /** Go's times, Go's strictness, and only what Go reads. */
  readonly isParity: boolean
  readonly onProgress: (stage: string, doneBytes: number, totalBytes: number) => void
}

/** What reading a trace tells besides its events. */
export interface ReadTrace {
  readonly version: VersionFacts
  readonly originNs: bigint
  readonly experimentalBatches: number
  readonly warnings: readonly ImportWarning[]
  /** Where and why Go's reader stops; null when it reads to the end, or when nobody asked. */
  readonly error: string | null
}

/**
 * Sends every event of an unpacked trace to `sink`.
 * @throws SourceReadError when the bytes cannot be had.
 */
export function readTrace(
  source: ByteSource,
  sinkFor: (version: VersionFacts) => EventSink,
  options: ReadTraceOptions,
): Result<ReadTrace, ImportFailure> {
  const header = readHeader(source)
  if (!header.ok) return header
  const version = header.value
  if (options.isParity && version.isNewerThanKnown) {
    return fail({
      code: 'unsupported-version',
      message: `The header says "go 1.${version.minor} trace". Go 1.27's own reader refuses versions it does not know.`,
      byteOffset: 3,
    })
  }
  if (version.format === 1) {
    return fail({
      code: 'unsupported-version',
      message: `The header says "go 1.${version.minor} trace" (${version.writtenBy}). Traces of Go 1.21 and earlier are not opened yet.`,
      byteOffset: 3,
    })
  }
  const index = indexBatches(source, version, neverCancelled)
  const produced = produceEvents(source, index, sinkFor(version), {
    clock: options.isParity ? 'go' : 'raw',
    mode: options.isParity ? 'strict' : 'tolerant',
    onProgress: (done, total) => options.onProgress('Ordering events', done, total),
  })
  const { kind, count } = index.batches
  return succeed({
    version,
    originNs: produced.originNs,
    experimentalBatches: kind.subarray(0, count).filter((value) => value === BatchKind.experimental).length,
    warnings: produced.warnings,
    error: produced.error,
  })
}
