/**
 * The numbers of one goroutine, or of several together: those of Go 1.27 src/internal/trace/summary.go
 * (GoroutineExecStats) and some more. Times are of the clock as the file has it.
 */
import { GoroutineState, RangeScope } from '../../model/states'
import type { Trace } from '../../model/trace'
import { Durations } from '../durations'
import { figuresOf, isBlocked, newFigures } from './figures'
import { lifetimeNs } from './filter'
import { lostSyscalls } from '../scheduling/lost-syscalls'
import type { TraceIndex } from '../trace-index'
import { visualStateCount } from '../visual-state'

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
  waitCount = 0
  longestWaitNs = 0
  readonly times = new Float64Array(visualStateCount)
  /** Blocked stretches. */
  readonly waits = new Durations()
  /** Waiting time by reason. */
  readonly blockedNs = new Float64Array(256)
  /** Time in ranges charged to them, by string index of the range's name. */
  readonly chargedNs = new Map<number, number>()

  add(index: TraceIndex, goroutine: number): void {
    const { trace } = index
    const { spans, goroutines } = trace
    const { startNs, state, reason } = spans
    const codes = index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes
    const first = goroutines.spanOffset[goroutine]
    const end = goroutines.spanOffset[goroutine + 1]
    let knownNs = 0
    for (let span = first; span < end; span++) {
      const durationNs = (span + 1 < end ? startNs[span + 1] : goroutines.rowEndNs[goroutine]) - startNs[span]
      switch (state[span]) {
        case GoroutineState.running:
          this.executionNs += durationNs
          if (startNs[span] < this.startedNs) this.startedNs = startNs[span]
          break
        case GoroutineState.waiting:
          this.blockedNs[reason[span]] += durationNs
          if (isBlocked[codes[(state[span] << 8) | reason[span]]] === 1)
            this.waits.add(durationNs, startNs[span])
          break
        case GoroutineState.runnable:
        case GoroutineState.syscall:
          break
        default:
          continue
      }
      knownNs += durationNs
    }
    const figures = figuresOf(index, goroutine, newFigures())
    for (let one = 0; one < visualStateCount; one++) this.times[one] += figures.times[one]
    const aliveNs = lifetimeNs(index, goroutine)
    this.count++
    this.spanCount += end - first
    this.lifetimeNs += aliveNs
    this.unknownNs += Math.max(0, aliveNs - knownNs)
    this.createdNs = Math.min(this.createdNs, goroutines.createdNs[goroutine])
    this.waitCount += figures.waitCount
    this.longestWaitNs = Math.max(this.longestWaitNs, figures.longestWaitNs)
    this.lostProcessorNs += lostProcessorNs(index, goroutine)
    for (const [name, timeNs] of chargedTimesOf(index).get(goroutine) ?? [])
      this.chargedNs.set(name, (this.chargedNs.get(name) ?? 0) + timeNs)
  }
}

export function tallyOf(index: TraceIndex, goroutine: number): GoroutineTally {
  const tally = new GoroutineTally()
  tally.add(index, goroutine)
  return tally
}

/** Time of the spans that are wanted, by goroutine: one figure of millions. */
export function spanTimes(
  { trace }: TraceIndex,
  isWanted: (state: number, reason: number) => boolean,
): Float64Array {
  const { spans, goroutines } = trace
  const { startNs, state, reason } = spans
  const wanted = Uint8Array.from({ length: 6 << 8 }, (_, key) => (isWanted(key >> 8, key & 0xff) ? 1 : 0))
  const times = new Float64Array(goroutines.count)
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    const end = goroutines.spanOffset[goroutine + 1]
    let sum = 0
    for (let span = goroutines.spanOffset[goroutine]; span < end; span++) {
      if (wanted[(state[span] << 8) | reason[span]] === 0) continue
      sum += (span + 1 < end ? startNs[span + 1] : goroutines.rowEndNs[goroutine]) - startNs[span]
    }
    times[goroutine] = sum
  }
  return times
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
    if (spans.state[span] === GoroutineState.running) return spans.startNs[span]
  return Infinity
}

export const lostProcessorNs = (index: TraceIndex, goroutine: number): number =>
  lostTimesOf(index).get(goroutine) ?? 0

/** Time in the ranges of a name that were charged to one goroutine. */
export function chargedNs(index: TraceIndex, goroutine: number, range: string): number {
  const { strings } = index.trace.tables
  for (const [name, timeNs] of chargedTimesOf(index).get(goroutine) ?? [])
    if (strings.get(name) === range) return timeNs
  return 0
}

/** Of the blocked stretches of one goroutine, by nearest rank; 0 where there is none. */
export function waitPercentile(index: TraceIndex, goroutine: number, share: number): number {
  const { trace } = index
  const { startNs, state, reason } = trace.spans
  const { spanOffset, rowEndNs } = trace.goroutines
  const codes = index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes
  const end = spanOffset[goroutine + 1]
  const waits: number[] = []
  for (let span = spanOffset[goroutine]; span < end; span++) {
    if (state[span] !== GoroutineState.waiting) continue
    if (isBlocked[codes[(state[span] << 8) | reason[span]]] === 0) continue
    waits.push((span + 1 < end ? startNs[span + 1] : rowEndNs[goroutine]) - startNs[span])
  }
  if (waits.length === 0) return 0
  waits.sort((a, b) => a - b)
  return waits[Math.max(1, Math.ceil(share * waits.length)) - 1]
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
