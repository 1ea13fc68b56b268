import type { ByteSource } from '../base/byte-source'
import type { ImportFailure, ImportWarning } from '../base/import-warning'
import type { Result } from '../base/result'
import { fail, succeed } from '../base/result'
import { BatchKind, indexBatches } from '../formats/go-trace/batch-index'
import type { VersionFacts } from '../formats/go-trace/header'
import { readHeader } from '../formats/go-trace/header'
import type { ProducedEvents, ProduceOptions } from '../formats/go-trace/produce-events'
import { produceEvents } from '../formats/go-trace/produce-events'
import { produceEventsV1 } from '../formats/go-trace/v1/produce-events'
import { tooManyBatches } from '../formats/go-trace/read-trace'
import { whyNothing, whyTooLarge } from '../formats/go-trace/v1/read-trace'
import { neverCancelled } from '../base/cancellation'
import { budgetFor, readMemoryFacts } from '../host/memory-budget'
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
  const produceOptions: ProduceOptions = {
    clock: options.isParity ? 'go' : 'raw',
    mode: options.isParity ? 'strict' : 'tolerant',
    onProgress: (done, total) => options.onProgress('Ordering events', done, total),
  }
  const sink = sinkFor(version)
  if (version.format === 1) {
    const tooLarge = whyTooLarge(source)
    if (tooLarge !== null) return fail(tooLarge)
    const produced = produceEventsV1(source, version, sink, produceOptions)
    const nothing = options.isParity ? null : whyNothing(source, produced)
    if (nothing !== null) return fail(nothing)
    return succeed({ version, experimentalBatches: 0, ...resultOf(produced) })
  }
  const onProgress = (done: number): void => options.onProgress('Reading', done, source.byteLength)
  const budgetBytes = budgetFor(readMemoryFacts(), 0)
  const index = indexBatches(source, version, neverCancelled, onProgress, budgetBytes)
  if (index.outgrownAt >= 0) return fail(tooManyBatches(index))
  const produced = produceEvents(source, index, sink, produceOptions)
  const { kind, count } = index.batches
  return succeed({
    version,
    experimentalBatches: kind.subarray(0, count).filter((value) => value === BatchKind.experimental).length,
    ...resultOf(produced),
  })
}

function resultOf({
  originNs,
  warnings,
  error,
}: ProducedEvents): Pick<ReadTrace, 'originNs' | 'warnings' | 'error'> {
  return { originNs, warnings, error }
}
