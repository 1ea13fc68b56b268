import type { ByteSource } from '../base/byte-source'
import type { ImportFailure, ImportWarning } from '../base/import-warning'
import type { Result } from '../base/result'
import { succeed } from '../base/result'
import type { DocumentObject } from '../query/analyses/summary-document'
import { traceDocument } from '../query/analyses/summary-document'
import { Summarizer, type SummaryFigures } from '../query/analyses/summarizer'
import { summaryRules } from '../query/analyses/summary-rules'
import { sha256Of } from './hash-source'
import type { ReadTraceOptions } from './read-trace'
import { SilentSink } from '../model/silent-sink'
import { readTrace } from './read-trace'

export interface TraceSummary {
  readonly document: DocumentObject
  readonly eventCount: number
  readonly isComplete: boolean
  readonly warnings: readonly ImportWarning[]
  /** Go's reader stops with an error. */
  readonly error: string | undefined
}

/**
 * Reads an unpacked trace and counts everything.
 * @param outerWarnings about the packing around it.
 * @throws SourceReadError
 */
export function summarizeTrace(
  source: ByteSource,
  options: ReadTraceOptions,
  outerWarnings: readonly ImportWarning[],
): Result<TraceSummary, ImportFailure> {
  let summarizer: Summarizer | undefined
  const read = readTrace(
    source,
    ({ format }) => (summarizer = new Summarizer(summaryRules(options.isParity, format))),
    options,
  )
  if (!read.ok) return read
  const { version, originNs, experimentalBatches } = read.value
  const figures: SummaryFigures | undefined = summarizer?.finish()
  const warnings = [...outerWarnings, ...read.value.warnings]
  const isPlain =
    read.value.warnings.length === 0 && (figures?.tally.eventCount ?? 0) > (figures?.syncs.length ?? 0)
  const error = options.isParity ? read.value.error : isPlain ? null : errorOfGo(source)
  const isComplete =
    (error === null || !options.isParity) && warnings.every((warning) => warning.isLoss !== true)
  const document = traceDocument(
    {
      header: `go 1.${version.minor} trace`,
      sizeBytes: source.byteLength,
      sha256: sha256Of(source),
      originNs,
      experimentalBatches,
      isComplete,
      warnings,
      ...(error === null ? {} : { error }),
    },
    figures,
  )
  return succeed({
    document,
    eventCount: figures?.tally.eventCount ?? 0,
    isComplete,
    warnings,
    error: error ?? undefined,
  })
}

/** Why Go's reader would stop, or null. Nobody needs to ask about a trace that gave no reason for any warning. */
function errorOfGo(source: ByteSource): string | null {
  const read = readTrace(source, () => new SilentSink(), { isParity: true, onProgress: () => undefined })
  return read.ok ? read.value.error : read.error.message
}
