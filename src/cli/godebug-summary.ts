import type { ByteSource } from '../base/byte-source'
import { neverCancelled } from '../base/cancellation'
import type { ImportFailure, ImportWarning } from '../base/import-warning'
import { succeed } from '../base/result'
import type { Result } from '../base/result'
import { readGodebug } from '../formats/godebug/read-godebug'
import type { DocumentObject } from '../query/analyses/document-value'
import { clean } from '../base/plain-lines'
import { godebugSummary } from '../query/godebug/summary'
import { godebugLabel, godebugSummaryLines } from '../query/godebug/summary-text'
import { dumpBudgetBytes } from './dump-summary'
import { ExitCode } from './exit-codes'
import type { FileSummary, SummarizeOptions } from './file-summary'

/**
 * A GODEBUG log as the command line shows it.
 * @param source unpacked bytes.
 * @param outerWarnings what detection and unpacking had to say.
 * @param facts what can be said of any file.
 * @throws SourceReadError when the bytes cannot be had.
 */
export function summarizeGodebug(
  source: ByteSource,
  options: SummarizeOptions,
  outerWarnings: readonly ImportWarning[],
  facts: DocumentObject,
): Result<FileSummary, ImportFailure> {
  const read = readGodebug(source, {
    cancellation: neverCancelled,
    onProgress: options.onProgress,
    budgetBytes: dumpBudgetBytes,
  })
  if (!read.ok) return read
  const warnings = [...outerWarnings, ...read.value.warnings]
  const document = godebugSummary(read.value, warnings)
  return succeed({
    exitCode: document['complete'] === true ? ExitCode.whole : ExitCode.partial,
    kind: 'godebug',
    label: godebugLabel(read.value),
    document: { ...document, ...facts },
    warnings,
    eventCount: 0,
    textLines: godebugSummaryLines(read.value, clean),
  })
}
