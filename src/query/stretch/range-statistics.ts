/**
 * What happened in a selected range of time, and in that range only: every span is cut to it. Nothing is taken from
 * grids or pyramids, so that the figures are exact at any length.
 */
import { partOf } from '../../base/steps'
import type { Steps } from '../../base/steps'
import { visualStateIndex } from '../../contract/visual-states'
import type {
  RangeFunctionDto,
  RangeGoroutineDto,
  RangeProcessorsDto,
  RangeSort,
  RangeStatisticsDto,
} from '../../contract/stretch-dto'
import { NONE, RangeScope, GoroutineFlag } from '../../model/states'
import { gcMarkRange, stopTheWorldPrefix } from '../counters/counters-index'
import { goroutineRef } from '../goroutine/span-details'
import { spanPortions } from '../span-portions'
import type { SpanPortion } from '../span-portions'
import { sweepRange } from '../tiles/event-rows'
import type { TraceIndex } from '../trace-index'
import { isBlockedState, NOT_DRAWN, visualStateCount } from '../visual-state'
import { HeldSums } from '../scheduling/held-times'
import { firstSpanIn, LongestParts, spanPlace, SpanTally } from './span-tally'
import type { SpanPart } from './span-tally'

export const mostWaits = 24
const mostStops = 12
export const mostRan = 32

export const isWait = Uint8Array.from({ length: visualStateCount }, (_, code) =>
  isBlockedState(code) || code === visualStateIndex.runnable ? 1 : 0,
)

export interface RangeRequest {
  readonly fromNs: number
  readonly toNs: number
  readonly sort: RangeSort
  /** Most rows per goroutine and per function. */
  readonly limit: number
}

/** Of all of the trace; for some rows see range-of-rows.ts. */
export function* rangeStatistics(index: TraceIndex, request: RangeRequest): Steps<RangeStatisticsDto> {
  const { fromNs, toNs } = request
  const all = new WholeRange(index, request)
  const { count } = index.trace.goroutines
  // A range of little is had in one piece; of much, each piece ends with a goroutine or within one of many spans.
  for (const portion of spanPortions(index.trace)) {
    all.add(portion)
    if (portion.endGoroutine < count) yield 0.8 * portion.share
  }
  const processors = yield* partOf(processorsOf(index, fromNs, toNs), 0.8, 1)
  return { fromNs, toNs, ...all.answer(processors) }
}

class WholeRange {
  private readonly tally: SpanTally
  private readonly waits = new LongestParts(mostWaits)
  private readonly functions = new Map<number, { count: number; times: Float64Array }>()
  private readonly best: BestGoroutines
  /** Of the goroutine in hand. */
  private readonly own = new Float64Array(visualStateCount)
  private longestNs = -1
  private longestSpan = NONE
  private spans = 0
  private total = 0
  private created = 0
  private ended = 0

  constructor(
    private readonly index: TraceIndex,
    private readonly request: RangeRequest,
  ) {
    this.tally = new SpanTally(index, request.fromNs, request.toNs)
    this.best = new BestGoroutines(request.limit)
  }

  add({ firstGoroutine, endGoroutine, firstSpan, endSpan }: SpanPortion): void {
    const { index } = this
    const { fromNs, toNs } = this.request
    const { goroutines } = index.trace
    const { spanOffset, createdNs, endedNs, rowEndNs, flags } = goroutines
    for (let goroutine = firstGoroutine; goroutine < endGoroutine; goroutine++) {
      const isBegin = spanOffset[goroutine] >= firstSpan
      const isEnd = spanOffset[goroutine + 1] <= endSpan
      const bornNs = createdNs.at(goroutine)
      if (isBegin) {
        const isBorn = (flags[goroutine] & GoroutineFlag.createdInTrace) !== 0
        if (isBorn && bornNs >= fromNs && bornNs < toNs) this.created++
        if (endedNs.at(goroutine) >= fromNs && endedNs.at(goroutine) < toNs) this.ended++
        this.spans = 0
        this.longestNs = -1
        for (let state = 0; state < visualStateCount; state++) this.own[state] = 0
      }
      if (bornNs >= toNs || rowEndNs.at(goroutine) < fromNs) continue
      this.addSpans(goroutine, isBegin ? 0 : firstSpan, endSpan)
      if (isEnd && this.spans > 0) this.endGoroutine(goroutine)
    }
  }

  /** visitSpans written out: a call for each of millions of spans costs as much as all the rest. */
  private addSpans(goroutine: number, firstSpan: number, endSpan: number): void {
    const { index, tally, waits, own } = this
    const { fromNs, toNs } = this.request
    const { startNs: starts, state, reason } = index.trace.spans
    const { spanOffset, rowEndNs, flags } = index.trace.goroutines
    const isSystem = (flags[goroutine] & GoroutineFlag.system) !== 0
    const codes = index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes
    const end = spanOffset[goroutine + 1]
    const last = Math.min(end, endSpan)
    let spans = 0
    let { longestNs, longestSpan } = this
    for (let span = Math.max(firstSpan, firstSpanIn(index, goroutine, fromNs)); span < last; span++) {
      const startNs = starts.at(span)
      if (startNs >= toNs) break
      const endNs = span + 1 < end ? starts.at(span + 1) : rowEndNs.at(goroutine)
      const insideNs = (endNs > toNs ? toNs : endNs) - (startNs < fromNs ? fromNs : startNs)
      if (insideNs < 0 || (insideNs === 0 && (endNs > startNs || startNs < fromNs))) continue
      const code = codes[(state[span] << 8) | reason[span]]
      if (code === NOT_DRAWN) continue
      spans++
      own[code] += insideNs
      tally.addPart(goroutine, span, insideNs, code)
      if (isWait[code] === 0) continue
      if (insideNs > longestNs) {
        longestNs = insideNs
        longestSpan = span
      }
      if (insideNs > 0 && !isSystem) waits.offer(goroutine, span, insideNs, code)
    }
    this.spans += spans
    this.longestNs = longestNs
    this.longestSpan = longestSpan
  }

  private endGoroutine(goroutine: number): void {
    const { index, tally, functions, best, own } = this
    this.total++
    const runningCode =
      index.isGcWorker[goroutine] === 1 ? visualStateIndex['gc-work'] : visualStateIndex.running
    tally.addAssists(goroutine, (_, __, insideNs, code) => {
      own[runningCode] -= insideNs
      own[code] += insideNs
    })
    const name = index.trace.goroutines.functionName[goroutine]
    let sums = functions.get(name)
    if (sums === undefined)
      functions.set(name, (sums = { count: 0, times: new Float64Array(visualStateCount) }))
    sums.count++
    for (let state = 0; state < visualStateCount; state++) sums.times[state] += own[state]
    best.offer(goroutine, own, sortValue(own, this.request.sort), this.longestOfOwn(goroutine))
  }

  private longestOfOwn(goroutine: number): SpanPart | undefined {
    const { index, longestNs, longestSpan: span } = this
    if (longestNs < 0) return undefined
    const { state, reason } = index.trace.spans
    const codes = index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes
    return { goroutine, span, insideNs: longestNs, code: codes[(state[span] << 8) | reason[span]] }
  }

  answer(processors: RangeProcessorsDto): Omit<RangeStatisticsDto, 'fromNs' | 'toNs'> {
    const { index, tally, functions, best, waits, total, created, ended } = this
    const { fromNs, toNs, sort, limit } = this.request
    return {
      stateTimes: Array.from(tally.stateTimes),
      reasons: tally.reasons(),
      goroutines: {
        total,
        created,
        ended,
        rows: best.rows.map((row) => goroutineRow(index, row)),
      },
      functions: { total: functions.size, rows: functionRows(index, functions, sort, limit) },
      longestWaits: waits.parts.map((part) => spanPlace(index, part)),
      processors,
      ...collectorOf(index, fromNs, toNs, tally.stateTimes),
      cpuSampleCount: samplesBetween(index, fromNs, toNs),
    }
  }
}

export function sortValue(times: ArrayLike<number>, sort: RangeSort): number {
  if (sort === 'running') return times[visualStateIndex.running] + times[visualStateIndex['gc-work']]
  if (sort !== 'blocked') return times[visualStateIndex[sort]]
  let sum = 0
  for (let state = 0; state < visualStateCount; state++) if (isBlockedState(state)) sum += times[state]
  return sum
}

interface BestRow {
  readonly goroutine: number
  readonly value: number
  readonly times: readonly number[]
  readonly longest: SpanPart | undefined
}

/** The goroutines with the largest values; a heap would win little at the sizes a table shows. */
export class BestGoroutines {
  rows: BestRow[] = []

  constructor(private readonly most: number) {}

  /** @param longest its longest wait in the range */
  offer(goroutine: number, times: Float64Array, value: number, longest: SpanPart | undefined): void {
    const { rows, most } = this
    if (most === 0 || (rows.length === most && value <= rows[most - 1].value)) return
    let low = 0
    let high = rows.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (rows[middle].value >= value) low = middle + 1
      else high = middle
    }
    rows.splice(low, 0, { goroutine, value, times: Array.from(times), longest })
    if (rows.length > most) rows.pop()
  }
}

export function goroutineRow(index: TraceIndex, row: BestRow): RangeGoroutineDto {
  return {
    goroutine: goroutineRef(index.trace, row.goroutine),
    stateTimes: row.times,
    longestWait: row.longest === undefined ? undefined : spanPlace(index, row.longest),
  }
}

export function functionRows(
  index: TraceIndex,
  functions: ReadonlyMap<number, { readonly count: number; readonly times: Float64Array }>,
  sort: RangeSort,
  limit: number,
): readonly RangeFunctionDto[] {
  const { strings } = index.trace.tables
  return [...functions]
    .map(([name, { count, times }]) => ({ name, count, times, value: sortValue(times, sort) }))
    .sort((a, b) => b.value - a.value || b.count - a.count || a.name - b.name)
    .slice(0, limit)
    .map(({ name, count, times }) => ({
      functionName: strings.get(name),
      goroutineCount: count,
      stateTimes: Array.from(times),
    }))
}

function* processorsOf(index: TraceIndex, fromNs: number, toNs: number): Steps<RangeProcessorsDto> {
  const { trace, executions, processorRows, counters } = index
  const held = new HeldSums(trace.goroutines.count)
  const rows: RangeProcessorsDto['rows'][number][] = []
  for (const [processor, { row }] of processorRows.entries()) {
    rows.push({
      processor: trace.processors.id[processor],
      heldNs: counters.shownProcessors[processor].between(fromNs, toNs),
      goroutineNs: held.addRow(row, executions.spanGoroutine, fromNs, toNs),
    })
    yield rows.length / processorRows.length
  }
  return {
    heldNs: rows.reduce((sum, row) => sum + row.heldNs, 0),
    goroutineNs: rows.reduce((sum, row) => sum + row.goroutineNs, 0),
    rows,
    ran: held
      .times()
      .most(mostRan)
      .map(({ goroutine, timeNs }) => ({
        goroutine: goroutineRef(trace, goroutine),
        onProcessorsNs: timeNs,
      })),
  }
}

type Stop = RangeStatisticsDto['stw']['longest'][number]

export function collectorOf(
  index: TraceIndex,
  fromNs: number,
  toNs: number,
  stateTimes: Float64Array,
): Pick<RangeStatisticsDto, 'gc' | 'stw'> {
  const { ranges, tables } = index.trace
  let markCount = 0
  let sweepNs = 0
  const stops: Stop[] = []
  const kinds = new Map<number, 'mark' | 'stop' | 'sweep' | 'other'>()
  for (let range = 0; range < ranges.count && ranges.startNs[range] < toNs; range++) {
    const startNs = ranges.startNs[range]
    const endNs = ranges.endNs[range]
    if (endNs < fromNs || (endNs === fromNs && startNs < fromNs)) continue
    const nameIndex = ranges.name[range]
    let kind = kinds.get(nameIndex)
    if (kind === undefined) kinds.set(nameIndex, (kind = kindOfRange(tables.strings.get(nameIndex))))
    const insideNs = Math.max(0, Math.min(endNs, toNs) - Math.max(startNs, fromNs))
    if (kind === 'mark') markCount++
    else if (kind === 'stop') stops.push({ name: tables.strings.get(nameIndex), startNs, endNs, insideNs })
    else if (kind === 'sweep' && ranges.scope[range] === RangeScope.processor) sweepNs += insideNs
  }
  stops.sort((a, b) => b.insideNs - a.insideNs || a.startNs - b.startNs)
  return {
    gc: {
      markNs: index.counters.gcMark.between(fromNs, toNs),
      markCount,
      workerNs: stateTimes[visualStateIndex['gc-work']],
      assistNs: assistBetween(index, fromNs, toNs),
      sweepNs,
    },
    stw: {
      totalNs: index.counters.stopTheWorld.between(fromNs, toNs),
      count: stops.length,
      longest: stops.slice(0, mostStops),
    },
  }
}

function kindOfRange(name: string): 'mark' | 'stop' | 'sweep' | 'other' {
  if (name === gcMarkRange) return 'mark'
  if (name.startsWith(stopTheWorldPrefix)) return 'stop'
  return name === sweepRange ? 'sweep' : 'other'
}

/** Only work: the state gc-assist holds also those that wait for the collector. */
function assistBetween({ assists }: TraceIndex, fromNs: number, toNs: number): number {
  let sum = 0
  for (let piece = 0; piece < assists.count; piece++)
    sum += Math.max(0, Math.min(assists.endNs[piece], toNs) - Math.max(assists.startNs[piece], fromNs))
  return sum
}

function samplesBetween({ trace }: TraceIndex, fromNs: number, toNs: number): number {
  const { atNs, count } = trace.cpuSamples
  let found = 0
  for (let sample = 0; sample < count; sample++) if (atNs[sample] >= fromNs && atNs[sample] < toNs) found++
  return found
}
