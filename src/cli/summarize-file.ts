import type { ByteSource } from '../base/byte-source'
import type { ImportFailure } from '../base/import-warning'
import { unpack } from '../formats/decompress'
import { readHeader } from '../formats/go-trace/header'
import { detect } from '../formats/registry'
import type { FileKind } from '../contract/sources'
import type { DocumentObject } from '../query/analyses/document-value'
import { emptyTraceFigures } from '../query/analyses/summary-document'
import { ExitCode } from './exit-codes'
import { summarizeDump } from './dump-summary'
import { summarizeGodebug } from './godebug-summary'
import type { FileSummary, SummarizeOptions } from './file-summary'
import type { Input } from './input-file'
import { sha256Of } from './hash-source'
import type { TraceSummary } from './trace-summary'
import { summarizeProfileFile } from './profile-summary'
import { summarizeTrace } from './trace-summary'

const kindWords: Readonly<Record<FileKind, string>> = {
  trace: 'an execution trace',
  'goroutine-dump': 'a goroutine dump',
  crash: 'the text of a crash',
  race: 'a report of the race detector',
  profile: 'a profile',
  godebug: 'GODEBUG output',
}

/**
 * Recognises a file and counts what is in it.
 * @throws SourceReadError when the bytes cannot be had.
 */
export function summarizeFile(input: Input, options: SummarizeOptions): FileSummary {
  const detected = detect(input.source)
  const unpacked = unpack(input.source)
  if (!detected.ok && !options.isParity) return unreadable(detected.error, factsOf(input.source))
  if (!unpacked.ok) return unreadable(unpacked.error, factsOf(input.source))
  const { source, warnings } = unpacked.value
  // Go looks at the header only, so in parity mode a body that does not fit is read as far as Go reads it.
  const isTrace = detected.ok ? detected.value.format.kind === 'trace' : readHeader(source).ok
  if (!isTrace) {
    const facts = { ...factsOf(source), ...(options.isParity ? goFindsNothing(source) : {}) }
    if (!detected.ok) return unreadable(detected.error, facts)
    const { kind } = detected.value.format
    if (kind === 'goroutine-dump' || kind === 'crash' || kind === 'race') {
      const dump = summarizeDump(source, options, [...detected.value.warnings, ...warnings], facts)
      return dump.ok ? dump.value : unreadable(dump.error, facts, kind)
    }
    const outer = [...detected.value.warnings, ...warnings]
    const summarize = kind === 'profile' ? summarizeProfileFile : summarizeGodebug
    const summary = summarize(source, options, outer, facts)
    return summary.ok ? summary.value : unreadable(summary.error, facts, kind)
  }
  const outerWarnings = [...(detected.ok ? detected.value.warnings : []), ...warnings]
  const summary = summarizeTrace(source, options, outerWarnings)
  const label = traceLabel(detected.ok ? detected.value.version?.writtenBy : undefined)
  if (!summary.ok) {
    return unreadable(summary.error, { ...factsOf(source), ...goFindsNothing(source) }, 'trace')
  }
  const { document, eventCount, hasEvents, isComplete, error } = summary.value
  // Go itself accepts a header with nothing behind it.
  if (!hasEvents && !(options.isParity && error === undefined)) {
    return withNothing(label, summary.value)
  }
  return {
    exitCode: isComplete ? ExitCode.whole : ExitCode.partial,
    kind: 'trace',
    label,
    document,
    warnings: summary.value.warnings,
    eventCount,
    ...(error === undefined ? {} : { error }),
  }
}

/** @param writtenBy which Go releases write such a file, in words */
export function traceLabel(writtenBy: string | undefined): string {
  return `Go execution trace${writtenBy === undefined ? '' : ` of ${writtenBy}`}`
}

/** A trace without any event but Sync. */
function withNothing(label: string, { document, warnings, error }: TraceSummary): FileSummary {
  const first = warnings.find((warning) => warning.isLoss === true) ?? warnings[0]
  const why = first?.message ?? error
  const message =
    document['sizeBytes'] === headerBytes
      ? 'The file ends after its header: the trace in it is empty, or the program died before it was written.'
      : `The header is that of an execution trace, but there is no event behind it that can be read${why === undefined ? '.' : `: ${why}`}`
  return {
    exitCode: ExitCode.unreadable,
    kind: 'trace',
    label,
    document: { ...document, complete: false, error: document['error'] ?? message },
    warnings,
    error: message,
    eventCount: 0,
    ...(first?.byteOffset === undefined ? {} : { byteOffset: first.byteOffset }),
  }
}

/** What can be said of any bytes. */
function factsOf(source: ByteSource): DocumentObject {
  return { sizeBytes: source.byteLength, sha256: sha256Of(source) }
}

const headerBytes = 16

/** What Go's trace reader makes of a file that it refuses: the text where a header should be, and no events. */
function goFindsNothing(source: ByteSource): DocumentObject {
  const head = source.read(0, headerBytes)
  const header = head.length < headerBytes ? '' : new TextDecoder().decode(head).replace(/\0+$/, '')
  return { header, ...emptyTraceFigures }
}

function unreadable(failure: ImportFailure, facts: DocumentObject, kind?: FileKind): FileSummary {
  return {
    exitCode: ExitCode.unreadable,
    ...(kind === undefined ? {} : { kind }),
    label: kind === undefined ? 'unreadable' : kindWords[kind],
    document: {
      kind: kind ?? null,
      complete: false,
      warnings: [],
      ok: false,
      error: failure.message,
      code: failure.code,
      byteOffset: failure.byteOffset,
      ...facts,
    },
    warnings: [],
    error: failure.message,
    eventCount: 0,
    ...(failure.byteOffset === undefined ? {} : { byteOffset: failure.byteOffset }),
  }
}
