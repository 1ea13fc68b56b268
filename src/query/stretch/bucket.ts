/**
 * What a bucket of a row stands for, exactly: its spans by state and reason, whose they are, which is the longest.
 * For a group also who stood where at one instant.
 */
import { assertUnreachable } from '../../base/assert'
import { visualStateIndex, visualStates } from '../../contract/visual-states'
import type { BucketDto, InstantDto } from '../../contract/stretch-dto'
import { spanAt } from '../assist-pieces'
import type { GoroutineGroup } from '../goroutine/groups'
import { sparseListOf } from '../list-by-key'
import type { StretchRow } from '../lod/stretch-row'
import { codeOfNothing } from '../lod/stretch-row'
import { subjectOfRow } from '../rows/row-key'
import { reasonTextOf } from '../goroutine/network-wake'
import { goroutineRef } from '../goroutine/span-details'
import type { TraceTiles } from '../tiles/trace-tiles'
import { regionsAt } from '../tiles/track-layers'
import type { TraceIndex } from '../trace-index'
import { NOT_DRAWN, visualStateCount } from '../visual-state'
import { LongestParts, spanPlace, SpanTally, visitSpans } from './span-tally'

const mostNamed = 20

export interface BucketRequest {
  readonly row: string
  readonly fromNs: number
  readonly toNs: number
  readonly atNs?: number
}

/** Undefined for a row that does not exist. */
export function bucket(tiles: TraceTiles, request: BucketRequest): BucketDto | undefined {
  const { index } = tiles
  const { row, fromNs, toNs } = request
  const subject = subjectOfRow(index, row)
  if (subject === undefined) return undefined
  switch (subject.kind) {
    case 'goroutine':
      return ofGoroutines(index, request, [subject.goroutine])
    case 'group': {
      const group = index.groups[subject.group]
      const atNs = request.atNs ?? (fromNs + toNs) / 2
      return { ...ofGoroutines(index, request, group.goroutines), instant: instantOf(index, group, atNs) }
    }
    case 'processor':
      return ofExecutions(
        index,
        request,
        index.processorRows[subject.processor].row,
        (position) => index.executions.spanGoroutine[position],
      )
    case 'thread': {
      const { row, goroutineAt } = tiles.threads.rowOf(subject.thread)
      return ofExecutions(index, request, row, goroutineAt)
    }
    case 'gc':
      return ofNamed(index, request, [tiles.events.gcMark.range, tiles.events.stopTheWorld.range])
    case 'network':
      return counted(request, countTimes(tiles.index.networkWakeups.atNs, request))
    case 'samples': {
      const { atNs } = index.trace.cpuSamples
      return counted(
        request,
        countTimes(
          Array.from(sparseListOf(index.samplesOf, subject.goroutine), (sample) => atNs[sample]),
          request,
        ),
      )
    }
    case 'regions': {
      const { regions } = index.trace
      const names = new StretchNames(request)
      for (const one of regionsAt(index, subject.goroutine, subject.depth))
        names.offer(regions.name[one], regions.startNs[one], regions.endNs[one])
      return names.answer(index)
    }
    case 'stack': {
      const { cut, sampleNs } = tiles.stacks.level(subject.goroutine, subject.depth)
      return counted(request, countRows([cut.row], request) + countTimes(sampleNs, request))
    }
    case 'heap':
    case 'goroutine-counts':
    case 'section':
    case 'task':
      return counted(request, 0)
    default:
      return assertUnreachable(subject)
  }
}

function counted({ row, fromNs, toNs }: BucketRequest, spanCount: number): BucketDto {
  return { row, fromNs, toNs, spanCount, goroutineCount: 0, reasons: [] }
}

function ofNamed(index: TraceIndex, request: BucketRequest, rows: readonly Uint32Array[]): BucketDto {
  const { ranges } = index.trace
  const names = new StretchNames(request)
  for (const row of rows)
    for (const range of row) names.offer(ranges.name[range], ranges.startNs[range], ranges.endNs[range])
  return names.answer(index)
}

/** Stretches of a bucket by name. */
class StretchNames {
  private readonly found = new Map<
    number,
    { count: number; totalNs: number; longestNs: number; longestStartNs: number }
  >()
  private spanCount = 0

  constructor(private readonly request: BucketRequest) {}

  offer(name: number, startNs: number, endNs: number): void {
    const { fromNs, toNs } = this.request
    // One of no length lies in the bucket that it begins in.
    if (startNs >= toNs || (endNs <= fromNs && startNs < fromNs)) return
    this.spanCount++
    const lengthNs = endNs - startNs
    const own = this.found.get(name) ?? { count: 0, totalNs: 0, longestNs: -1, longestStartNs: NaN }
    own.count++
    own.totalNs += lengthNs
    if (lengthNs > own.longestNs) {
      own.longestNs = lengthNs
      own.longestStartNs = startNs
    }
    this.found.set(name, own)
  }

  answer({ trace }: TraceIndex): BucketDto {
    const names = [...this.found].map(([name, own]) => ({ name: trace.tables.strings.get(name), ...own }))
    names.sort((a, b) => b.totalNs - a.totalNs || (a.name < b.name ? -1 : 1))
    return { ...counted(this.request, this.spanCount), names }
  }
}

function countTimes(times: ArrayLike<number>, { fromNs, toNs }: BucketRequest): number {
  let count = 0
  for (let at = 0; at < times.length; at++) if (times[at] >= fromNs && times[at] < toNs) count++
  return count
}

function countRows(rows: readonly StretchRow[], { fromNs, toNs }: BucketRequest): number {
  let count = 0
  for (const row of rows) {
    for (let at = row.first; at < row.first + row.count; at++)
      if (row.startAt(at) < toNs && row.endAt(at) > fromNs) count++
  }
  return count
}

function ofGoroutines(
  index: TraceIndex,
  { row, fromNs, toNs }: BucketRequest,
  goroutines: Iterable<number>,
): BucketDto {
  const tally = new SpanTally(index, fromNs, toNs)
  const longest = new LongestParts(1)
  let goroutineCount = 0
  for (const goroutine of goroutines) {
    const before = tally.spanCount
    visitSpans(index, goroutine, fromNs, toNs, (_, span, insideNs, code) => {
      tally.addPart(goroutine, span, insideNs, code)
      longest.offer(goroutine, span, insideNs, code)
    })
    if (tally.spanCount === before) continue
    goroutineCount++
    tally.addAssists(goroutine)
  }
  return answer(index, { row, fromNs, toNs }, tally, longest, goroutineCount)
}

function ofExecutions(
  index: TraceIndex,
  request: BucketRequest,
  row: StretchRow,
  goroutineAt: (position: number) => number,
): BucketDto {
  const { fromNs, toNs } = request
  const tally = new SpanTally(index, fromNs, toNs)
  const longest = new LongestParts(1)
  const goroutines = new Set<number>()
  const end = row.first + row.count
  let at = row.count === 0 ? end : row.positionAt(fromNs)
  while (at > row.first && row.startAt(at - 1) >= fromNs) at--
  for (; at < end && row.startAt(at) < toNs; at++) {
    const startNs = row.startAt(at)
    const insideNs = Math.min(row.endAt(at), toNs) - Math.max(startNs, fromNs)
    const code = row.codeAt(at)
    if (code === codeOfNothing || insideNs < 0 || (insideNs === 0 && startNs < fromNs)) continue
    const goroutine = goroutineAt(at)
    tally.addPart(goroutine, row.elementAt(at), insideNs, code)
    longest.offer(goroutine, row.elementAt(at), insideNs, code)
    goroutines.add(goroutine)
  }
  return answer(index, request, tally, longest, goroutines.size)
}

function answer(
  index: TraceIndex,
  { row, fromNs, toNs }: BucketRequest,
  tally: SpanTally,
  longest: LongestParts,
  goroutineCount: number,
): BucketDto {
  const [part] = longest.parts
  return {
    row,
    fromNs,
    toNs,
    spanCount: tally.spanCount,
    goroutineCount,
    reasons: tally.reasons(),
    longest: longest.parts.length === 0 ? undefined : spanPlace(index, part),
  }
}

function instantOf(index: TraceIndex, group: GoroutineGroup, atNs: number): InstantDto {
  const { trace, assists } = index
  const { goroutines, spans } = trace
  const counts = new Array<number>(visualStateCount).fill(0)
  const found: { goroutine: number; span: number; code: number }[] = []
  for (const goroutine of group.goroutines) {
    if (goroutines.createdNs.at(goroutine) > atNs || goroutines.rowEndNs.at(goroutine) < atNs) continue
    if (goroutines.endedNs.at(goroutine) <= atNs) continue
    if (goroutines.spanOffset[goroutine] === goroutines.spanOffset[goroutine + 1]) continue
    const span = spanAt(trace, goroutine, atNs)
    const codes = index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes
    let code = codes[(spans.state[span] << 8) | spans.reason[span]]
    if (code === NOT_DRAWN) continue
    const run = assists.runs.get(goroutine)
    if (run !== undefined) {
      for (let piece = run.first; piece < run.end; piece++)
        if (assists.startNs[piece] <= atNs && atNs < assists.endNs[piece])
          code = visualStateIndex['gc-assist']
    }
    counts[code]++
    found.push({ goroutine, span, code })
  }
  found.sort((a, b) => spans.startNs.at(a.span) - spans.startNs.at(b.span) || a.goroutine - b.goroutine)
  return {
    atNs,
    total: found.length,
    counts,
    goroutines: found.slice(0, mostNamed).map(({ goroutine, span, code }) => ({
      goroutine: goroutineRef(trace, goroutine),
      visualState: visualStates[code],
      reason: reasonTextOf(trace, trace.goroutines.spanOffset[goroutine], span),
      startNs: spans.startNs.at(span),
    })),
  }
}
