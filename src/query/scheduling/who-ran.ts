/**
 * Who had the Ps in a stretch of time: for every P, which goroutines ran on it and for how long, and for how long it
 * had none. "Had" is what the trace knows: a P counts as taken while its goroutine is in a short system call, or its
 * thread has been descheduled by the operating system.
 */
import type { WhoRanDto } from '../../contract/goroutine-dto'
import { Metric } from '../../model/states'
import type { Trace } from '../../model/trace'
import type { StretchRow } from '../lod/stretch-row'
import { goroutineRef } from '../goroutine/span-details'
import type { TraceIndex } from '../trace-index'
import type { HeldTimes } from './held-times'
import { HeldSums } from './held-times'

export interface WhoRan {
  /** Ps that took part: those below GOMAXPROCS. */
  readonly processorCount: number
  readonly held: HeldTimes
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
  const { trace, processorRows, counters } = index
  const processors = processorsBetween(trace, fromNs, toNs)
  const rows = processors.map((processor) => processorRows[processor].row)
  const each = Math.max(1, Math.floor(mostExecutions / Math.max(1, processors.length)))
  let coveredToNs = toNs
  for (const row of rows) {
    const last = row.positionAt(fromNs) + each
    if (last < row.first + row.count) coveredToNs = Math.min(coveredToNs, row.startAt(last))
  }
  coveredToNs = Math.max(fromNs, coveredToNs)
  const held =
    index.heldByKernel?.(rows, fromNs, coveredToNs) ?? heldBetween(index, rows, fromNs, coveredToNs)
  const takenNs = held.sumNs
  const idleNs = processors.map(
    (processor) => coveredToNs - fromNs - counters.shownProcessors[processor].between(fromNs, coveredToNs),
  )
  return {
    processorCount: processors.length,
    held,
    takenNs,
    freeNs: Math.max(0, processors.length * (coveredToNs - fromNs) - takenNs),
    mostIdleNs: Math.max(0, ...idleNs),
    isWhole: coveredToNs === toNs,
    coveredToNs,
  }
}

function heldBetween(
  { trace, executions }: TraceIndex,
  rows: readonly StretchRow[],
  fromNs: number,
  toNs: number,
): HeldTimes {
  const sums = new HeldSums(trace.goroutines.count)
  for (const row of rows) sums.addRow(row, executions.spanGoroutine, fromNs, toNs)
  return sums.times()
}

/** Indices of the Ps that existed all through a stretch: below the least GOMAXPROCS in it, where the file tells it. */
export function processorsBetween(trace: Trace, fromNs: number, toNs: number): readonly number[] {
  const { count, atNs, value } = trace.metrics[Metric.gomaxprocs]
  // The value before the first point is not in the file: the first stands for it.
  let point = 0
  for (let high = count - 1; point < high;) {
    const middle = (point + high + 1) >>> 1
    if (atNs[middle] <= fromNs) point = middle
    else high = middle - 1
  }
  let least = Infinity
  for (; point < count && (atNs[point] <= toNs || least === Infinity); point++)
    least = Math.min(least, value[point])
  return processorsBelow(trace, least)
}

const cache = new WeakMap<Trace, Map<number, readonly number[]>>()

/** Indices of the Ps with a lower number. */
function processorsBelow(trace: Trace, limit: number): readonly number[] {
  const lists = cache.get(trace) ?? new Map<number, readonly number[]>()
  cache.set(trace, lists)
  let list = lists.get(limit)
  if (list === undefined) {
    const all = Array.from({ length: trace.processors.count }, (_, processor) => processor)
    list = all.filter((processor) => trace.processors.id[processor] < limit)
    lists.set(limit, list)
  }
  return list
}

const mostListed = 12

export function whoRanDto(index: TraceIndex, fromNs: number, toNs: number): WhoRanDto {
  const ran = whoRan(index, fromNs, toNs)
  const listed = ran.held.most(mostListed).map(({ goroutine, timeNs }) => ({
    goroutine: goroutineRef(index.trace, goroutine),
    timeNs,
  }))
  const listedNs = listed.reduce((sum, { timeNs }) => sum + timeNs, 0)
  return {
    fromNs,
    toNs: ran.coveredToNs,
    processorCount: ran.processorCount,
    holders: listed,
    holderTotal: ran.held.goroutines.length,
    otherNs: ran.takenNs - listedNs,
    freeNs: ran.freeNs,
    stoppedNs: index.counters.stopTheWorld.between(fromNs, ran.coveredToNs),
  }
}
