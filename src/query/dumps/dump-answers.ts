/** Answers to the `dump/` and `race/` methods. Expected failures are values. */
import type { Result } from '../../base/result'
import { fail, succeed } from '../../base/result'
import type {
  CrashDto,
  DumpAbilitiesDto,
  DumpInfoDto,
  DumpOverviewDto,
  GoroutineDetailDto,
  GoroutineLineDto,
  GoroutineListDto,
  GroupsDto,
  RawTextDto,
  Similarity,
  UnreadTextDto,
} from '../../contract/dump-dto'
import type { ApiError } from '../../contract/errors'
import type { FilterError } from '../../filter/tokens'
import type { GoroutineDump } from '../../model/goroutine-dump'
import { dumpName } from './compare-dumps'
import { findInDumps } from './dump-findings'
import type { DumpIndex } from './dump-index'
import { explainCrash } from './explain-crash'
import { filterGroups } from './filter-groups'
import { frameDto, groupDto } from './group-dto'
import { goroutineCountOf } from './group-goroutines'
import { formatAddress } from './wait-addresses'

const listedUnread = 500
const excerptBytes = 160
const listedIds = 200
/** More groups than anyone reads; a filter narrows them. */
const listedGroups = 1000
const rawGoroutineBytes = 256 * 1024
const listedFrames = 1000

type Answer<T> = Result<T, ApiError>

const notFound = (message: string): { readonly ok: false; readonly error: ApiError } =>
  fail({ code: 'not-found', message })

export function dumpOverview(index: DumpIndex): DumpOverviewDto {
  const { text } = index
  const states = new Map<string, number>()
  for (const { rows } of text.dumps) {
    for (let row = 0; row < rows.count; row++) {
      const state = index.grouper.stateOf(rows.state[row], rows.stack[row])
      states.set(state, (states.get(state) ?? 0) + rows.weight[row])
    }
  }
  return {
    kind: text.kind,
    dumps: text.dumps.map((dump, number) => dumpInfo(index, dump, number)),
    crashes: text.dumps.flatMap((dump, number) => crashDtos(index, dump, number)),
    raceCount: text.races.length,
    findings: findInDumps(index),
    states: [...states].map(([state, count]) => ({ state, count })).sort((a, b) => b.count - a.count),
    unread: text.unread.slice(0, listedUnread).map((span): UnreadTextDto => ({
      byteOffset: text.text.fileOffset(span.offset),
      offset: span.offset,
      byteLength: span.byteLength,
      lineCount: span.lineCount,
      isInsideStack: span.isInsideStack,
      excerpt: text.text.slice(span.offset, Math.min(span.byteLength, excerptBytes)),
    })),
    unreadLineCount: text.unreadLineCount,
    wrappers: text.wrappers,
    textBytes: text.text.byteLength,
  }
}

function dumpInfo(index: DumpIndex, dump: GoroutineDump, number: number): DumpInfoDto {
  return {
    index: number,
    name: dumpName(index, number),
    source: dump.source,
    goroutineCount: goroutineCountOf(dump),
    groupCount: index.groups([number], 'same-place').length,
    unixMs: dump.unixMs,
    headlines: dump.headlines,
    abilities: abilitiesOf(dump),
  }
}

function abilitiesOf(dump: GoroutineDump): DumpAbilitiesDto {
  const { rows } = dump
  const hasWaits = rows.minutes.some((minutes) => minutes >= 0)
  switch (dump.form) {
    case 'counts':
      return {
        hasIds: false,
        hasStates: false,
        hasCreators: false,
        hasWaits: false,
        note:
          dump.profileName === 'goroutineleak'
            ? 'A count of the leaked goroutines only: this form has no ids, states, waits or creators.'
            : 'Stacks and counts: this form has no ids, states, waits or creators.',
      }
    case 'bare-stacks':
      return {
        hasIds: false,
        hasStates: false,
        hasCreators: false,
        hasWaits: false,
        note: 'Stacks out of log records: they have no ids, states, waits or creators.',
      }
    case 'goroutines':
      return {
        hasIds: true,
        hasStates: true,
        hasCreators: true,
        hasWaits,
        note: hasWaits ? '' : 'No waits are printed: how long the goroutines have waited is unknown.',
      }
  }
}

function crashDtos(index: DumpIndex, dump: GoroutineDump, number: number): CrashDto[] {
  return dump.crashes.map((crash) => {
    const { headline, sentences, placeFrame } = explainCrash(crash, dump, index.views)
    const { row } = crash
    const stack = row === undefined ? undefined : index.views.stack(dump.rows.stack[row])
    const place = stack?.frames[placeFrame]
    const creator = row === undefined ? undefined : index.text.tables.creators[dump.rows.creator[row]]
    return {
      dump: number,
      kind: crash.kind,
      headline,
      explanation: sentences,
      chain: crash.chain,
      signal: crash.signal,
      notes: crash.notes,
      servedAddress: crash.servedAddress,
      runningTests: crash.runningTests,
      registers: crash.registers,
      exitStatus: crash.exitStatus,
      goroutine:
        row === undefined
          ? undefined
          : {
              row,
              id: idOf(dump, row),
              state: index.grouper.stateOf(dump.rows.state[row], dump.rows.stack[row]),
            },
      place:
        place === undefined
          ? undefined
          : { functionName: place.functionName, file: place.file, line: place.line },
      frames: stack?.frames.slice(0, listedFrames).map((frame) => frameDto(frame)) ?? [],
      createdBy: creator?.functionName ?? '',
      byteOffset: index.text.text.fileOffset(crash.offset),
    }
  })
}

/** All of them when `dumps` is empty; unknown indices are left out. */
export function chosenDumps(index: DumpIndex, dumps: readonly number[]): readonly number[] {
  const known = dumps.filter((number) => number < index.text.dumps.length)
  return known.length === 0 ? index.allDumps : [...new Set(known)].sort((a, b) => a - b)
}

export function dumpGroups(
  index: DumpIndex,
  dumps: readonly number[],
  similarity: Similarity,
  filter: string,
): Answer<GroupsDto> {
  const groups = index.groups(chosenDumps(index, dumps), similarity)
  const filtered = filterGroups(index, groups, filter)
  if (!filtered.ok) return fail(filterFailure(filtered.error))
  const shown = filtered.value
  return succeed({
    groups: shown.slice(0, listedGroups).map((group) => groupDto(index, group, listedIds)),
    groupCount: shown.length,
    goroutineCount: shown.reduce((sum, group) => sum + group.count, 0),
    idleCount: shown.reduce((sum, group) => sum + (group.idleReason === undefined ? 0 : group.count), 0),
    hiddenGroupCount: groups.length - shown.length,
    similarity,
  })
}

export function filterFailure(error: FilterError): ApiError {
  return {
    code: 'bad-request',
    message: `filter, at character ${error.position + 1}: ${error.message}`,
    filter: error,
  }
}

export function goroutinesOfGroup(
  index: DumpIndex,
  request: {
    readonly dumps: readonly number[]
    readonly similarity: Similarity
    readonly group: string
    readonly offset: number
    readonly limit: number
  },
): Answer<GoroutineListDto> {
  const groups = index.groups(chosenDumps(index, request.dumps), request.similarity)
  const group = groups.find(({ key }) => key === request.group)
  if (group === undefined) return notFound('There is no such group in this dump.')
  const members = group.members.slice(request.offset, request.offset + request.limit)
  return succeed({
    total: group.members.length,
    rows: members.map(({ dump, row }) => lineDto(index, dump, row)),
  })
}

function idOf(dump: GoroutineDump, row: number): number | undefined {
  const id = dump.rows.id[row]
  return Number.isNaN(id) ? undefined : id
}

function lineDto(index: DumpIndex, dumpNumber: number, row: number): GoroutineLineDto {
  const dump = index.text.dumps[dumpNumber]
  const { rows } = dump
  const creatorId = rows.creatorId[row]
  return {
    row,
    dump: dumpNumber,
    id: idOf(dump, row),
    state: index.grouper.stateOf(rows.state[row], rows.stack[row]),
    minutes: rows.minutes[row] < 0 ? undefined : rows.minutes[row],
    createdById: Number.isNaN(creatorId) ? undefined : creatorId,
    labels: index.text.tables.strings.get(rows.labels[row]),
    count: rows.weight[row],
  }
}

export function goroutineDetail(
  index: DumpIndex,
  dumpNumber: number,
  row: number,
): Answer<GoroutineDetailDto> {
  const { text } = index
  const dump = text.dumps[dumpNumber]
  if (dump === undefined || row >= dump.rows.count)
    return notFound('There is no such goroutine in this dump.')
  const { rows } = dump
  const frames = index.views.stack(rows.stack[row]).frames
  const creator = text.tables.creators[rows.creator[row]]
  const length = rows.textLength[row]
  return succeed({
    ...lineDto(index, dumpNumber, row),
    frames: frames.slice(0, listedFrames).map((frame) => frameDto(frame)),
    createdBy: creator.functionName,
    createdAt: creator.file === '' ? undefined : creator,
    ancestors: (dump.ancestors.get(row) ?? []).map((ancestor) => ({
      id: ancestor.goroutineId,
      frames: index.views.stack(ancestor.stack).frames.map((frame) => frameDto(frame)),
      createdBy: text.tables.creators[ancestor.creator].functionName,
    })),
    raw: text.text.slice(rows.textOffset[row], Math.min(length, rawGoroutineBytes)),
    isRawCut: length > rawGoroutineBytes,
    textOffset: rows.textOffset[row],
    byteOffset: text.text.fileOffset(rows.textOffset[row]),
    notes: goroutineNotes(index, dumpNumber, row),
  })
}

function goroutineNotes(index: DumpIndex, dumpNumber: number, row: number): string[] {
  const locks = index.locks(dumpNumber)
  const wait = locks.waitOf(row)
  if (wait === undefined) return []
  const notes: string[] = []
  const shared = locks.waits.find(({ address }) => address === wait.address)
  const others = (shared?.waiters.length ?? 1) - 1
  notes.push(
    `Waits for the ${shared?.kind ?? wait.kind} at ${formatAddress(wait.address)}${others > 0 ? `, with ${others} others` : ''}.`,
  )
  for (const candidate of shared?.candidates ?? []) {
    notes.push(`Likely worth a look: ${index.nameOfRow(dumpNumber, candidate.row)} ${candidate.reason}.`)
  }
  if ((shared?.candidates.length ?? 0) > 0) notes.push('Who holds a lock is not printed in a dump.')
  return notes
}

export function findGoroutine(
  index: DumpIndex,
  dumps: readonly number[],
  id: number,
): Answer<{ readonly dump: number; readonly row: number }> {
  for (const dump of chosenDumps(index, dumps)) {
    const row = index.text.dumps[dump].rows.id.indexOf(id)
    if (row >= 0) return succeed({ dump, row })
  }
  return notFound(`Goroutine ${id} is not in the dump; it may have ended before.`)
}

export function rawText(index: DumpIndex, offset: number, length: number): RawTextDto {
  const { text } = index.text
  const from = Math.min(offset, text.byteLength)
  const byteLength = Math.min(length, text.byteLength - from)
  return { text: text.slice(from, byteLength), offset: from, byteLength, totalBytes: text.byteLength }
}
