/**
 * What `marey summary --json` says about a text of goroutines (kinds goroutine-dump, crash, race).
 * The names are a contract: add, never rename.
 */
import type { ImportWarning } from '../../base/import-warning'
import type { DumpFindingDto } from '../../contract/dump-dto'
import type { GoroutineText } from '../../model/goroutine-dump'
import { countDumps } from './dump-counts'
import { findInDumps } from './dump-findings'
import type { DumpIndex } from './dump-index'
import { explainCrash } from './explain-crash'
import type { GoroutineGroup } from './group-goroutines'
import { goroutineCountOf } from './group-goroutines'
import { groupDto, waitMinutesOf } from './group-dto'
import type { StackView } from './stack-view'

type Value =
  string | number | boolean | null | undefined | readonly Value[] | { readonly [key: string]: Value }
type Document = { readonly [key: string]: Value }

/** @param warnings those of the reader, and of whatever unpacked the file. */
export function dumpSummary(index: DumpIndex, warnings: readonly ImportWarning[]): Document {
  const { text } = index
  const common = {
    kind: text.kind,
    complete: text.isComplete && !warnings.some((warning) => warning.isLoss === true),
    warnings: warnings.map(({ code, message, byteOffset }) => ({ code, message, byteOffset })),
  }
  const after = {
    wrappers: text.wrappers,
    unread: { lines: text.unreadLineCount, bytes: text.unreadByteCount },
    findings: findInDumps(index).map(findingDocument),
  }
  const reports = text.races.length === 0 && text.kind !== 'race' ? {} : { reports: raceReports(text) }
  if (text.kind === 'race') return { ...common, ...reports, ...after }
  const groups = index.groups(index.allDumps, 'same-place')
  return {
    ...common,
    ...(countDumps(text) as unknown as Document),
    ...(text.kind === 'crash' ? { crashes: crashDocuments(index) } : {}),
    ...(text.dumps.length > 1 ? { dumps: dumpDocuments(index) } : {}),
    groups: groups.map((group) => groupDocument(index, group)),
    ...reports,
    ...after,
  }
}

function findingDocument(finding: DumpFindingDto): Document {
  const { code, severity, text, certainty, formula, figures, at } = finding
  return { code, severity, text, certainty, formula, figures, at: { ...at } }
}

function frameDocument(frame: {
  readonly functionName: string
  readonly file: string
  readonly line: number
}): Document {
  return { function: frame.functionName, file: frame.file, line: frame.line }
}

function groupDocument(index: DumpIndex, group: GoroutineGroup): Document {
  const dto = groupDto(index, group, Infinity)
  const wait = waitMinutesOf(group)
  return {
    count: dto.count,
    state: dto.state,
    waitMinutes: wait === undefined ? undefined : { min: wait.min, median: wait.median, max: wait.max },
    frames: group.stack.frames.map(frameDocument),
    createdBy: dto.createdBy === '' ? null : dto.createdBy,
    ids: dto.ids,
    originalStates: dto.originalStates,
    userFrame: tellingFrame(group.stack),
    idleReason: dto.idleReason,
    leaked: dto.leaked || undefined,
    lockedToThread: dto.lockedToThread || undefined,
    labels: dto.labels.length === 0 ? undefined : dto.labels.map(({ text, count }) => ({ text, count })),
    notes: dto.notes.length === 0 ? undefined : dto.notes,
  }
}

function tellingFrame(stack: StackView): Document | undefined {
  const frame = stack.frames[stack.tellingFrame]
  return frame === undefined ? undefined : frameDocument(frame)
}

function dumpDocuments(index: DumpIndex): Value {
  return index.text.dumps.map((dump, number) => ({
    goroutines: goroutineCountOf(dump),
    groups: index.groups([number], 'same-place').length,
    source: dump.source === '' ? undefined : dump.source,
    unixMs: dump.unixMs,
    byteOffset: index.text.text.fileOffset(dump.offset),
    headline: dump.headlines,
  }))
}

function crashDocuments(index: DumpIndex): Value {
  return index.text.dumps.flatMap((dump) =>
    dump.crashes.map((crash) => {
      const { headline, sentences, placeFrame } = explainCrash(crash, dump, index.views)
      const stack = crash.row === undefined ? undefined : index.views.stack(dump.rows.stack[crash.row])
      const id = crash.row === undefined ? NaN : dump.rows.id[crash.row]
      const place = stack?.frames[placeFrame]
      return {
        kind: crash.kind,
        headline,
        explanation: sentences,
        chain: crash.chain.map(({ text, isRecovered, isRepanicked }) => ({
          text,
          recovered: isRecovered,
          repanicked: isRepanicked,
        })),
        signal: crash.signal === undefined ? undefined : { ...crash.signal },
        goroutine: Number.isNaN(id) ? null : id,
        place: place === undefined ? undefined : frameDocument(place),
        runningTests: crash.runningTests.length === 0 ? undefined : crash.runningTests,
        servedAddress: crash.servedAddress,
        exitStatus: crash.exitStatus,
      }
    }),
  )
}

function raceReports(text: GoroutineText): Value {
  return text.races.map((report) => ({
    accesses: report.accesses.map((access) => ({
      kind: access.kind,
      previous: access.isPrevious,
      address: access.address,
      goroutine: access.goroutine ?? null,
      main: access.isMainGoroutine,
      state: report.created.find(({ goroutine }) => goroutine === access.goroutine)?.state ?? null,
      stack: access.stack.map(frameDocument),
    })),
    created: report.created.map((made) => ({
      goroutine: made.goroutine,
      state: made.state,
      stack: made.stack.map(frameDocument),
    })),
    byteOffset: text.text.fileOffset(report.offset),
    complete: !report.isCut,
  }))
}
