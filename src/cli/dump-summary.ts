import type { ByteSource } from '../base/byte-source'
import { neverCancelled } from '../base/cancellation'
import type { ImportFailure, ImportWarning } from '../base/import-warning'
import { succeed } from '../base/result'
import type { Result } from '../base/result'
import { readGoroutineText } from '../formats/goroutine-dump/read-goroutine-text'
import type { DocumentObject } from '../query/analyses/document-value'
import { DumpIndex } from '../query/dumps/dump-index'
import { dumpSummary } from '../query/dumps/summary'
import { dumpLabel, dumpSummaryLines } from '../query/dumps/summary-text'
import { ExitCode } from './exit-codes'
import type { FileSummary, SummarizeOptions } from './file-summary'

/** More than any dump needs; what a machine really has decides. */
export const dumpBudgetBytes = 2 ** 36

/**
 * A dump, crash or race report as the command line shows it.
 * @param source unpacked bytes.
 * @param outerWarnings what detection and unpacking had to say.
 * @param facts what can be said of any file.
 * @throws SourceReadError when the bytes cannot be had.
 */
export function summarizeDump(
  source: ByteSource,
  options: SummarizeOptions,
  outerWarnings: readonly ImportWarning[],
  facts: DocumentObject,
): Result<FileSummary, ImportFailure> {
  const read = readGoroutineText(source, {
    cancellation: neverCancelled,
    onProgress: options.onProgress,
    budgetBytes: dumpBudgetBytes,
  })
  if (!read.ok) return read
  const index = new DumpIndex(read.value)
  const warnings = [...outerWarnings, ...read.value.warnings]
  const document = dumpSummary(index, warnings)
  return succeed({
    exitCode: document['complete'] === true ? ExitCode.whole : ExitCode.partial,
    kind: read.value.kind,
    label: dumpLabel(index),
    document: { ...document, ...facts },
    warnings,
    eventCount: 0,
    textLines: dumpSummaryLines(index),
  })
}
