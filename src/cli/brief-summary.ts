import { neverCancelled } from '../base/cancellation'
import type { ByteSource } from '../base/byte-source'
import { unpack } from '../formats/decompress'
import { openTrace } from '../formats/go-trace/open-trace'
import { detect } from '../formats/registry'
import { budgetFor, readMemoryFacts } from '../host/memory-budget'
import { briefDocument } from '../query/analyses/brief-document'
import { findFindingsIn } from '../query/findings/find-findings'
import { buildTraceIndex } from '../query/build-trace-index'
import { ExitCode } from './exit-codes'
import type { FileSummary, SummarizeOptions } from './file-summary'
import { traceLabel } from './summarize-file'
import { findingValues, withFindings } from './trace-findings'

/**
 * The figures of the text form of a whole trace, with its findings, from its rows: one reading, and no event is sent to anybody.
 * Undefined where that does not tell all, or nothing can be told without reserve: the file has to be summarized (summarize-file.ts).
 * @throws SourceReadError when the bytes cannot be had.
 */
export async function summarizeBriefly(
  packed: ByteSource,
  onProgress: SummarizeOptions['onProgress'],
): Promise<FileSummary | undefined> {
  const detected = detect(packed)
  if (!detected.ok || detected.value.format.kind !== 'trace') return undefined
  const unpacked = unpack(packed)
  if (!unpacked.ok || unpacked.value.warnings.length + detected.value.warnings.length > 0) return undefined
  const { source } = unpacked.value
  const read = await openTrace(source, {
    budgetBytes: budgetFor(readMemoryFacts(), 0),
    onProgress: (_, done, total) => onProgress('Reading', done, total),
  })
  if (!read.ok) return undefined
  const trace = read.value
  if (!trace.isComplete || trace.warnings.length > 0 || trace.spans.count === 0) return undefined
  const index = buildTraceIndex(trace, neverCancelled)
  const document = briefDocument(index, source.byteLength)
  if (document === undefined) return undefined
  return {
    exitCode: ExitCode.whole,
    kind: 'trace',
    label: traceLabel(detected.value.version?.writtenBy),
    document: withFindings(document, findingValues(findFindingsIn(index))),
    warnings: [],
    eventCount: trace.eventCount,
  }
}
