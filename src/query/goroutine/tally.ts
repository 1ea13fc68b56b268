/**
 * The numbers of one goroutine, or of several together: those of Go 1.27 src/internal/trace/summary.go
 * (GoroutineExecStats) and some more. Times are of the clock as the file has it.
 */
import { GoroutineState, RangeScope } from '../../model/states'
import type { Trace } from '../../model/trace'
import { Durations } from '../durations'
import { addRowByKernel, WantedTimes } from '../kernel/row-sums'
import { isBlocked, moveAssists } from './figures'
import { lifetimeNs } from './filter'
import { nthLeast } from '../order-by'
import { lostSyscalls } from '../scheduling/lost-syscalls'
import type { TraceIndex } from '../trace-index'
import { NOT_DRAWN, visualStateCount } from '../visual-state'

/** Waits that are handed on together. */
const waitsAtOnce = 1_024
const waitNs = new Float64Array(waitsAtOnce)
const waitStartNs = new Float64Array(waitsAtOnce)
/** Of the goroutine that is added: time by `state << 8 | reason`. Empty between two of them. */
const timeByKey = new Float64Array(6 << 8)

/** What is looked up for every goroutine, found once. */
export class TallyTables {
  readonly lost: ReadonlyMap<number, number>
  readonly charged: ChargedTimes
  /** Whether spans of a `state << 8 | reason` are blocked stretches. */
  readonly isWait: Uint8Array
  readonly isWaitOfWorkers: Uint8Array

  constructor(
    readonly index: TraceIndex,
    /** False: TypeScript alone, to compare with. */
    readonly usesKernel = true,
  ) {
    this.lost = lostTimesOf(index)
    this.charged = chargedTimesOf(index)
    this.isWait = waitsIn(index.codes)
    this.isWaitOfWorkers = waitsIn(index.workerCodes)
  }
}

function waitsIn(codes: Uint8Array): Uint8Array {
  return codes.map((code, key) => (key >> 8 === GoroutineState.waiting ? isBlocked[code] : 0))
}

export class GoroutineTally {
  count = 0
  spanCount = 0
  lifetimeNs = 0
  /** Running spans, mark assist included: Go's execution time. */
  executionNs = 0
  /** Of system calls: from losing the P to the return. */
  lostProcessorNs = 0
  /** Lifetime that is in no state. */
  unknownNs = 0
  createdNs = Infinity
  /** First time one of them ran; Infinity: never. */
  startedNs = Infinity
  readonly times = new Float64Array(visualStateCount)
  /** Blocked stretches. */
  readonly waits = new Durations()
  /** Waiting time by reason. */
  readonly blockedNs = new Float64Array(256)
  /** Time in ranges charged to them, by string index of the range's name. */
  readonly chargedNs = new Map<number, number>()

  add(tables: TallyTables, goroutine: number): void {
    const { index } = tables
    const { goroutines } = index.trace
    const first = goroutines.spanOffset[goroutine]
    const end = goroutines.spanOffset[goroutine + 1]
    const isWorker = index.isGcWorker[goroutine] === 1
    const isWait = isWorker ? tables.isWaitOfWorkers : tables.isWait
    if (!tables.usesKernel || !addRowByKernel(index, goroutine, isWait, timeByKey, this.waits))
      this.addSpans(index.trace, goroutine, isWait)
    const knownNs = this.takeTimes(index.trace, first, end, isWorker ? index.workerCodes : index.codes)
    if (index.assists.count > 0) moveAssists(index.assists, goroutine, this.times)
    const aliveNs = lifetimeNs(index, goroutine)
    this.count++
    this.spanCount += end - first
    this.lifetimeNs += aliveNs
    this.unknownNs += Math.max(0, aliveNs - knownNs)
    this.createdNs = Math.min(this.createdNs, goroutines.createdNs.at(goroutine))
    this.startedNs = Math.min(this.startedNs, startedNs(index, goroutine))
    this.lostProcessorNs += tables.lost.get(goroutine) ?? 0
    const charged = tables.charged.get(goroutine)
    if (charged === undefined) return
    for (const [name, timeNs] of charged) this.chargedNs.set(name, (this.chargedNs.get(name) ?? 0) + timeNs)
  }

  get waitCount(): number {
    return this.waits.count
  }

  get longestWaitNs(): number {
    return Math.max(0, this.waits.longestNs)
  }

  /** Times go to `timeByKey`. A goroutine may have millions of spans: little is done for each, and nothing called. */
  private addSpans({ spans, goroutines }: Trace, goroutine: number, isWait: Uint8Array): void {
    const { startNs, state, reason } = spans
    const first = goroutines.spanOffset[goroutine]
    const end = goroutines.spanOffset[goroutine + 1]
    if (first === end) return
    let gathered = 0
    let nextNs = startNs.at(first)
    for (let span = first; span < end; span++) {
      const beginNs = nextNs
      nextNs = span + 1 < end ? startNs.at(span + 1) : goroutines.rowEndNs.at(goroutine)
      const key = (state[span] << 8) | reason[span]
      timeByKey[key] += nextNs - beginNs
      if (isWait[key] === 0) continue
      waitNs[gathered] = nextNs - beginNs
      waitStartNs[gathered] = beginNs
      if (++gathered < waitsAtOnce) continue
      this.waits.addAll(waitNs, waitStartNs, gathered)
      gathered = 0
    }
    this.waits.addAll(waitNs, waitStartNs, gathered)
  }

  /** Moves what is in `timeByKey` to where it belongs, and returns how much of it is in a known state. */
  private takeTimes({ spans }: Trace, first: number, end: number, codes: Uint8Array): number {
    const { state, reason } = spans
    const keys = 6 << 8
    const areFew = end - first < keys
    let knownNs = 0
    // Of few spans each tells where there is something; whoever comes second finds nothing.
    for (let at = areFew ? first : 0; at < (areFew ? end : keys); at++) {
      const key = areFew ? (state[at] << 8) | reason[at] : at
      const timeNs = timeByKey[key]
      if (timeNs === 0) continue
      timeByKey[key] = 0
      const code = codes[key]
      if (code !== NOT_DRAWN) this.times[code] += timeNs
      if (!isKnownState(key >> 8)) continue
      knownNs += timeNs
      if (key >> 8 === GoroutineState.running) this.executionNs += timeNs
      else if (key >> 8 === GoroutineState.waiting) this.blockedNs[key & 0xff] += timeNs
    }
    return knownNs
  }
}

/** Time of the spans that are wanted: one figure of millions. */
export class SpanTimes {
  private readonly index: TraceIndex
  /** By `state << 8 | reason`. */
  private readonly isWanted: Uint8Array

  private readonly byKernel: WantedTimes | undefined

  constructor({ index, usesKernel }: TallyTables, isWanted: (state: number, reason: number) => boolean) {
    this.index = index
    this.isWanted = Uint8Array.from({ length: 6 << 8 }, (_, key) => (isWanted(key >> 8, key & 0xff) ? 1 : 0))
    this.byKernel = usesKernel ? WantedTimes.of(index, this.isWanted) : undefined
  }

  /** Of goroutines [from, to), each to its place. */
  add(from: number, to: number, sums: Float64Array): void {
    const { isWanted, byKernel } = this
    if (byKernel !== undefined) {
      byKernel.add(from, to, sums)
      return
    }
    const { spans, goroutines } = this.index.trace
    const { startNs, state, reason } = spans
    const { spanOffset, rowEndNs } = goroutines
    for (let goroutine = from; goroutine < to; goroutine++) {
      const end = spanOffset[goroutine + 1]
      let sum = 0
      for (let span = spanOffset[goroutine]; span < end; span++) {
        if (isWanted[(state[span] << 8) | reason[span]] === 0) continue
        sum += (span + 1 < end ? startNs.at(span + 1) : rowEndNs.at(goroutine)) - startNs.at(span)
      }
      sums[goroutine] = sum
    }
  }
}

/** Whether a goroutine is known to have been at something: what is left of its life is in no state. */
export const isKnownState = (state: number): boolean =>
  state === GoroutineState.running ||
  state === GoroutineState.waiting ||
  state === GoroutineState.runnable ||
  state === GoroutineState.syscall

/** When it first ran; Infinity: never. */
export function startedNs({ trace }: TraceIndex, goroutine: number): number {
  const { spans, goroutines } = trace
  const end = goroutines.spanOffset[goroutine + 1]
  for (let span = goroutines.spanOffset[goroutine]; span < end; span++)
    if (spans.state[span] === GoroutineState.running) return spans.startNs.at(span)
  return Infinity
}

/** Time in the ranges of a name that were charged to one goroutine. */
export function chargedNs(index: TraceIndex, goroutine: number, range: string): number {
  const { strings } = index.trace.tables
  for (const [name, timeNs] of chargedTimesOf(index).get(goroutine) ?? [])
    if (strings.get(name) === range) return timeNs
  return 0
}

/** A percentile of the blocked stretches of any goroutine, by nearest rank; 0 where there is none. */
export function waitPercentiles(index: TraceIndex, share: number): (goroutine: number) => number {
  const { trace } = index
  const { startNs, state, reason } = trace.spans
  const { spanOffset, rowEndNs } = trace.goroutines
  const usual = waitsIn(index.codes)
  const ofWorkers = waitsIn(index.workerCodes)
  let waits = new Float64Array(64)
  return (goroutine) => {
    const isWait = index.isGcWorker[goroutine] === 1 ? ofWorkers : usual
    const first = spanOffset[goroutine]
    const end = spanOffset[goroutine + 1]
    if (end - first > waits.length) waits = new Float64Array(2 * (end - first))
    let count = 0
    for (let span = first; span < end; span++) {
      if (isWait[(state[span] << 8) | reason[span]] === 0) continue
      waits[count++] = (span + 1 < end ? startNs.at(span + 1) : rowEndNs.at(goroutine)) - startNs.at(span)
    }
    if (count === 0) return 0
    return nthLeast(waits, count, Math.max(1, Math.ceil(share * count)) - 1)
  }
}

const lostTimes = new WeakMap<TraceIndex, ReadonlyMap<number, number>>()

function lostTimesOf(index: TraceIndex): ReadonlyMap<number, number> {
  let times = lostTimes.get(index)
  if (times === undefined) {
    const sums = new Map<number, number>()
    for (const { goroutine, lostNs, endNs } of lostSyscalls(index))
      sums.set(goroutine, (sums.get(goroutine) ?? 0) + endNs - lostNs)
    lostTimes.set(index, (times = sums))
  }
  return times
}

type ChargedTimes = ReadonlyMap<number, ReadonlyMap<number, number>>
const chargedTimes = new WeakMap<TraceIndex, ChargedTimes>()

/** By goroutine and string index of the range's name: ranges of the goroutine, and those of a P that it ran (sweep). */
function chargedTimesOf(index: TraceIndex): ChargedTimes {
  let times = chargedTimes.get(index)
  if (times === undefined) chargedTimes.set(index, (times = sumRanges(index.trace)))
  return times
}

function sumRanges({ ranges, goroutines }: Trace): ChargedTimes {
  const byGoroutine = new Map<number, Map<number, number>>()
  for (let range = 0; range < ranges.count; range++) {
    const scope = ranges.scope[range]
    if (scope !== RangeScope.goroutine && scope !== RangeScope.processor) continue
    const goroutine = scope === RangeScope.goroutine ? ranges.scopeId[range] : ranges.goroutine[range]
    if (goroutine >= goroutines.count) continue
    let names = byGoroutine.get(goroutine)
    if (names === undefined) byGoroutine.set(goroutine, (names = new Map<number, number>()))
    const name = ranges.name[range]
    names.set(name, (names.get(name) ?? 0) + ranges.endNs[range] - ranges.startNs[range])
  }
  return byGoroutine
}

const columnCache = new WeakMap<
  TraceIndex,
  { readonly reasons: readonly number[]; readonly ranges: readonly number[] }
>()

/** Reasons (index) that goroutines waited for, and ranges (string index) that are charged to some. */
export function tallyColumns(index: TraceIndex): {
  readonly reasons: readonly number[]
  readonly ranges: readonly number[]
} {
  let columns = columnCache.get(index)
  if (columns === undefined) {
    const { spans } = index.trace
    const occurs = new Uint8Array(256)
    for (let span = 0; span < spans.count; span++)
      if (spans.state[span] === GoroutineState.waiting) occurs[spans.reason[span]] = 1
    const names = new Set<number>()
    for (const charged of chargedTimesOf(index).values()) for (const name of charged.keys()) names.add(name)
    columns = {
      reasons: spans.reasons.flatMap((_name, reason) => (occurs[reason] === 1 ? [reason] : [])),
      ranges: [...names],
    }
    columnCache.set(index, columns)
  }
  return columns
}
