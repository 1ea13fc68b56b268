/**
 * Who had the Ps in a stretch of time: for every P, which goroutines ran on it and for how long, and for how long it
 * had none. "Had" is what the trace knows: a P counts as taken while its goroutine is in a short system call, or its
 * thread has been descheduled by the operating system.
 */
import type { WhoRanDto } from '../contract/goroutine-dto'
import { Metric } from '../model/states'
import type { Trace } from '../model/trace'
import { goroutineRef } from './span-details'
import type { TraceIndex } from './trace-index'

export interface Holder {
  /** Goroutine index. */
  readonly goroutine: number
  readonly timeNs: number
}

export interface WhoRan {
  /** Ps that took part: those below GOMAXPROCS. */
  readonly processorCount: number
  /** Most time first. */
  readonly holders: readonly Holder[]
  /** Time with a goroutine, over all Ps. */
  readonly takenNs: number
  /** Time without one, over all Ps: idle, or the world stood still, or the scheduler itself was at work. */
  readonly freeNs: number
  /** The longest time without a thread that any one P had in the stretch. */
  readonly mostIdleNs: number
  /** False when there were more executions than are looked at: the figures then cover the stretch up to `coveredToNs`. */
  readonly isWhole: boolean
  readonly coveredToNs: number
}

/** Executions looked at in one answer; at a microsecond each that is a tenth of a second of one P. */
const mostExecutions = 200_000

export function whoRan(index: TraceIndex, fromNs: number, toNs: number): WhoRan {
  const { trace, processorRows, executions, counters } = index
  const processors = processorsBetween(trace, fromNs, toNs)
  let coveredToNs = toNs
  const each = Math.max(1, Math.floor(mostExecutions / Math.max(1, processors.length)))
  for (const processor of processors) {
    const { row } = processorRows[processor]
    const last = row.positionAt(fromNs) + each
    if (last < row.first + row.count) coveredToNs = Math.min(coveredToNs, row.startAt(last))
  }
  coveredToNs = Math.max(fromNs, coveredToNs)
  const times = new Map<number, number>()
  let takenNs = 0
  let mostIdleNs = 0
  for (const processor of processors) {
    const { row } = processorRows[processor]
    mostIdleNs = Math.max(
      mostIdleNs,
      coveredToNs - fromNs - counters.processors[processor].between(fromNs, coveredToNs),
    )
    if (row.count === 0) continue
    for (let position = row.positionAt(fromNs); position < row.first + row.count; position++) {
      const startNs = row.startAt(position)
      if (startNs >= coveredToNs) break
      const timeNs = Math.min(coveredToNs, row.endAt(position)) - Math.max(fromNs, startNs)
      if (timeNs <= 0) continue
      const goroutine = executions.spanGoroutine[position]
      times.set(goroutine, (times.get(goroutine) ?? 0) + timeNs)
      takenNs += timeNs
    }
  }
  return {
    processorCount: processors.length,
    holders: Array.from(times, ([goroutine, timeNs]) => ({ goroutine, timeNs })).sort(
      (a, b) => b.timeNs - a.timeNs || a.goroutine - b.goroutine,
    ),
    takenNs,
    freeNs: Math.max(0, processors.length * (coveredToNs - fromNs) - takenNs),
    mostIdleNs,
    isWhole: coveredToNs === toNs,
    coveredToNs,
  }
}

/** Indices of the Ps that existed all through a stretch: below the least GOMAXPROCS in it, where the file tells it. */
export function processorsBetween(trace: Trace, fromNs: number, toNs: number): readonly number[] {
  const { count, atNs, value } = trace.metrics[Metric.gomaxprocs]
  let least = Infinity
  for (let point = 0; point < count; point++) {
    if (atNs[point] > toNs && least < Infinity) break
    // The value before the first point is not in the file: the first stands for it.
    if (point + 1 < count && atNs[point + 1] <= fromNs) continue
    least = Math.min(least, value[point])
  }
  const found: number[] = []
  for (let processor = 0; processor < trace.processors.count; processor++) {
    if (trace.processors.id[processor] < least) found.push(processor)
  }
  return found
}

const mostListed = 12

export function whoRanDto(index: TraceIndex, fromNs: number, toNs: number): WhoRanDto {
  const ran = whoRan(index, fromNs, toNs)
  const listed = ran.holders.slice(0, mostListed)
  const listedNs = listed.reduce((sum, { timeNs }) => sum + timeNs, 0)
  return {
    fromNs,
    toNs: ran.coveredToNs,
    processorCount: ran.processorCount,
    holders: listed.map(({ goroutine, timeNs }) => ({
      goroutine: goroutineRef(index.trace, goroutine),
      timeNs,
    })),
    holderTotal: ran.holders.length,
    otherNs: ran.takenNs - listedNs,
    freeNs: ran.freeNs,
    stoppedNs: index.counters.stopTheWorld.between(fromNs, ran.coveredToNs),
  }
}
