import { summarizeBriefly } from './brief-summary'
import type { CommandOutput } from './command'
import { ExitCode } from './exit-codes'
import type { FileSummary } from './file-summary'
import { summarizeFile } from './summarize-file'
import { missingText, openInput, readErrorText } from './input-file'
import { findInTrace, withFindings } from './trace-findings'

export interface ReadFileOptions {
  readonly isParity: boolean
  /** Look for findings in traces, which takes a second reading. Other kinds bring theirs along. */
  readonly hasFindings: boolean
  /** Of traces no more than the number of events: whether a file is whole needs no figures. */
  readonly countsOnly?: boolean
  /** No more figures than the text form shows, findings included. */
  readonly isBrief?: boolean
}

/** Summarizes a named file. A file that cannot be had is a result too. Rejects with what is a bug. */
export async function readFile(
  name: string,
  options: ReadFileOptions,
  output: CommandOutput,
): Promise<FileSummary> {
  const opened = openInput(name)
  if (!opened.ok) return unavailable(opened.error.code, missingText(name, opened.error))
  const input = opened.value
  const onProgress = (stage: string, done: number, total: number): void =>
    output.progress(name, stage, done, total)
  try {
    const brief = options.isBrief === true ? await summarizeBriefly(input.source, onProgress) : undefined
    if (brief !== undefined) return brief
    // First: the rows they are found in are gone when the figures need room.
    const findings = options.hasFindings ? await findInTrace(input.source) : []
    const countsOnly = options.countsOnly === true
    const summary = summarizeFile(input, { isParity: options.isParity, countsOnly, onProgress })
    if (!options.hasFindings || summary.kind !== 'trace') return summary
    const isReadable = summary.exitCode !== ExitCode.unreadable
    return { ...summary, document: withFindings(summary.document, isReadable ? findings : []) }
  } catch (error) {
    const text = readErrorText(error)
    if (text === undefined) throw error
    return unavailable('file-changed', text)
  } finally {
    input.close()
  }
}

function unavailable(code: string, message: string): FileSummary {
  return {
    exitCode: ExitCode.unavailable,
    label: 'not available',
    document: { kind: null, complete: false, warnings: [], ok: false, error: message, code },
    warnings: [],
    error: message,
    eventCount: 0,
  }
}
