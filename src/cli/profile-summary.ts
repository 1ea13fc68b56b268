import type { ByteSource } from '../base/byte-source'
import type { ImportFailure, ImportWarning } from '../base/import-warning'
import { succeed } from '../base/result'
import type { Result } from '../base/result'
import { readProfile } from '../formats/pprof/read-profile'
import type { DocumentObject } from '../query/analyses/document-value'
import { goroutineGroups } from '../query/profile/goroutine-groups'
import { summarizeProfile } from '../query/profile/summary'
import { profileLabel, profileSummaryLines } from '../query/profile/summary-text'
import { ExitCode } from './exit-codes'
import type { FileSummary, SummarizeOptions } from './file-summary'

/**
 * A pprof profile as the command line shows it.
 * @param source unpacked bytes.
 * @param outerWarnings what detection and unpacking had to say.
 * @param facts what can be said of any file.
 * @throws SourceReadError when the bytes cannot be had.
 */
export function summarizeProfileFile(
  source: ByteSource,
  options: SummarizeOptions,
  outerWarnings: readonly ImportWarning[],
  facts: DocumentObject,
): Result<FileSummary, ImportFailure> {
  const read = readProfile(source, {
    onProgress: (done, total) => options.onProgress('Reading', done, total),
  })
  if (!read.ok) return read
  const profile = read.value
  const summary = summarizeProfile(profile)
  const groups = goroutineGroups(profile)
  const warnings = [...outerWarnings, ...profile.warnings]
  const isComplete = warnings.every((warning) => warning.isLoss !== true)
  const document: DocumentObject = {
    kind: 'profile',
    complete: isComplete,
    warnings: warnings.map((warning) => ({ ...warning })),
    findings: [],
    ...facts,
    ...summary,
    totals: { ...summary.totals },
    labels: summary.labels === undefined ? undefined : { ...summary.labels },
    top: Object.fromEntries(
      Object.entries(summary.top).map(([type, functions]) => [type, functions.map((each) => ({ ...each }))]),
    ),
    ...(groups === null
      ? {}
      : {
          groups: groups.map(({ count, frames, labels }) => ({
            count,
            // Protobuf does not carry these.
            state: null,
            createdBy: null,
            ids: [],
            frames: frames.map(({ functionName, file, line }) => ({ function: functionName, file, line })),
            labels: Object.keys(labels).length === 0 ? undefined : { ...labels },
          })),
        }),
  }
  return succeed({
    exitCode: isComplete ? ExitCode.whole : ExitCode.partial,
    kind: 'profile',
    label: profileLabel(profile),
    document,
    warnings,
    eventCount: 0,
    textLines: profileSummaryLines(profile, summary),
  })
}
