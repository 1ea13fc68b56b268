import type { ByteSource } from '../base/byte-source'
import type { ImportFailure, ImportWarning } from '../base/import-warning'
import type { Result } from '../base/result'
import { succeed } from '../base/result'
import type { DocumentObject } from '../query/analyses/document-value'
import { traceDocument } from '../query/analyses/summary-document'
import { Summarizer, type SummaryFigures } from '../query/analyses/summarizer'
import { summaryRules } from '../query/analyses/summary-rules'
import { sha256Of } from './hash-source'
import type { ReadTraceOptions } from './read-trace'
import { EventCounter } from '../model/event-counter'
import { SilentSink } from '../model/silent-sink'
import { readTrace } from './read-trace'

export interface TraceSummary {
  readonly document: DocumentObject
  readonly eventCount: number
  /** Whether there is more than Sync events. */
  readonly hasEvents: boolean
  readonly isComplete: boolean
  readonly warnings: readonly ImportWarning[]
  /** Go's reader stops with an error. */
  readonly error: string | undefined
}

/** What of a trace is wanted. */
export interface SummarizeTraceOptions extends ReadTraceOptions {
  /** Only how many events there are: the document has no other figures. */
  readonly countsOnly?: boolean
}

/**
 * Reads an unpacked trace and counts everything.
 * @param outerWarnings about the packing around it.
 * @throws SourceReadError
 */
export function summarizeTrace(
  source: ByteSource,
  options: SummarizeTraceOptions,
  outerWarnings: readonly ImportWarning[],
): Result<TraceSummary, ImportFailure> {
  let summarizer: Summarizer | undefined
  const counter = new EventCounter()
  const read = readTrace(
    source,
    ({ format }) =>
      options.countsOnly === true
        ? counter
        : (summarizer = new Summarizer(summaryRules(options.isParity, format))),
    options,
  )
  if (!read.ok) return read
  const { version, originNs, experimentalBatches } = read.value
  const figures: SummaryFigures | undefined = summarizer?.finish()
  const warnings = [...outerWarnings, ...read.value.warnings]
  const eventCount = figures?.tally.eventCount ?? counter.eventCount
  const hasEvents = eventCount > (figures?.syncs.length ?? counter.syncCount)
  const isPlain = read.value.warnings.length === 0 && hasEvents
  const error = options.isParity ? read.value.error : isPlain ? null : errorOfGo(source)
  const isComplete =
    (error === null || !options.isParity) && warnings.every((warning) => warning.isLoss !== true)
  const facts = {
    header: `go 1.${version.minor} trace`,
    sizeBytes: source.byteLength,
    isComplete,
    warnings,
    ...(error === null ? {} : { error }),
  }
  const document =
    figures === undefined
      ? { header: facts.header, sizeBytes: facts.sizeBytes, error: facts.error, events: eventCount }
      : traceDocument({ ...facts, sha256: sha256Of(source), originNs, experimentalBatches }, figures)
  return succeed({ document, eventCount, hasEvents, isComplete, warnings, error: error ?? undefined })
}

/** Why Go's reader would stop, or null. Nobody needs to ask about a trace that gave no reason for any warning. */
function errorOfGo(source: ByteSource): string | null {
  const read = readTrace(source, () => new SilentSink(), { isParity: true, onProgress: () => undefined })
  return read.ok ? read.value.error : read.error.message
}
