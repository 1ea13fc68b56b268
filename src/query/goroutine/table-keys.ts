/**
 * What the table of goroutines is sorted by: a number for each goroutine, whatever the column.
 */
import type { Steps } from '../../base/steps'
import { goroutineSorts } from '../../contract/goroutine-table-dto'
import type { GoroutineSort } from '../../contract/goroutine-table-dto'
import { visualStateIndex } from '../../contract/visual-states'
import { GoroutineState, NONE } from '../../model/states'
import type { Trace } from '../../model/trace'
import type { TraceIndex } from '../trace-index'
import { isBlockedState } from '../visual-state'
import { lifetimeNs } from './filter'
import { figuresOf } from './figures-of'
import { newFigures } from './figures'
import { chargedNs, isKnownState, SpanTimes, startedNs, waitPercentiles } from './tally'
import type { TallyTables } from './tally'
import { TimesIn } from './times-in'

/** A column by its key, or `blocked:REASON` and `range:NAME` for those that depend on the trace. */
export type TableSort = GoroutineSort | `blocked:${string}` | `range:${string}`

/** What is no column sorts by id: a column may be kept from another trace. */
export function tableSortOf(text: string): TableSort {
  if (text.startsWith('blocked:')) return text as `blocked:${string}`
  if (text.startsWith('range:')) return text as `range:${string}`
  return goroutineSorts.find((sort) => sort === text) ?? 'id'
}

/** Looked at in one piece of work; less where they have many spans. */
export const goroutinesAtOnce = 4_096
const spansAtOnce = 2 ** 18

/** The end of a piece of work that begins with a goroutine: at least that one is in it. */
function endOfPiece({ count, spanOffset }: Trace['goroutines'], from: number): number {
  const lastSpan = spanOffset[from] + spansAtOnce
  let low = from + 1
  let high = Math.min(count, from + goroutinesAtOnce)
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (spanOffset[middle] <= lastSpan) low = middle
    else high = middle - 1
  }
  return low
}

function* keysBy(goroutines: Trace['goroutines'], keyOf: (goroutine: number) => number): Steps<Float64Array> {
  const { count } = goroutines
  const keys = new Float64Array(count)
  for (let from = 0; from < count;) {
    const end = endOfPiece(goroutines, from)
    for (let goroutine = from; goroutine < end; goroutine++) keys[goroutine] = keyOf(goroutine)
    from = end
    yield end / count
  }
  return keys
}

/** What is summed of each goroutine. */
interface SumOfEach {
  /** Of goroutines [from, to), each to its place. */
  add(from: number, to: number, sums: Float64Array): void
}

function* sumsOf(goroutines: Trace['goroutines'], one: SumOfEach): Steps<Float64Array> {
  const { count } = goroutines
  const sums = new Float64Array(count)
  for (let from = 0; from < count;) {
    const end = endOfPiece(goroutines, from)
    one.add(from, end, sums)
    from = end
    yield end / count
  }
  return sums
}

/** By goroutine. */
export function* keysOf(tables: TallyTables, sort: TableSort): Steps<Float64Array> {
  const { index } = tables
  const { goroutines } = index.trace
  const { running, runnable, syscall, sleep } = visualStateIndex
  const { count } = goroutines
  const each = (keyOf: (goroutine: number) => number): Steps<Float64Array> => keysBy(goroutines, keyOf)
  const inStates = (isWanted: (visualState: number) => boolean): Steps<Float64Array> =>
    sumsOf(goroutines, new TimesIn(index, isWanted, tables.usesKernel))
  const ofSpans = (isWanted: (state: number, reason: number) => boolean): Steps<Float64Array> =>
    sumsOf(goroutines, new SpanTimes(tables, isWanted))
  switch (sort) {
    case 'id':
      return yield* each((one) => goroutines.id[one])
    case 'function': {
      const rank = functionRanks(index)
      return yield* each((one) => rank[goroutines.functionName[one]])
    }
    case 'creator': {
      const rank = functionRanks(index)
      return yield* each((one) => creatorRank(index, one, rank))
    }
    case 'created':
      return yield* each((one) => goroutines.createdNs.at(one))
    case 'ended':
      return yield* each((one) => goroutines.endedNs.at(one))
    case 'lifetime':
      return yield* each((one) => lifetimeNs(index, one))
    case 'running':
      return yield* inStates((state) => state === running || state === visualStateIndex['gc-work'])
    case 'runnable':
      return yield* inStates((state) => state === runnable)
    case 'blocked':
      return yield* inStates(isBlockedState)
    case 'syscall':
      return yield* inStates((state) => state === syscall)
    case 'sleep':
      return yield* inStates((state) => state === sleep)
    case 'assist':
      return yield* inStates((state) => state === visualStateIndex['gc-assist'])
    case 'longestWait':
    case 'waits': {
      const scratch = newFigures()
      const isLongest = sort === 'longestWait'
      return yield* each((one) => {
        const { longestWaitNs, waitCount } = figuresOf(index, one, scratch)
        return isLongest ? longestWaitNs : waitCount
      })
    }
    case 'spans':
      return yield* each((one) => goroutines.spanOffset[one + 1] - goroutines.spanOffset[one])
    case 'execution':
      return yield* ofSpans((state) => state === GoroutineState.running)
    case 'p50':
      return yield* each(waitPercentiles(index, 0.5))
    case 'p99':
      return yield* each(waitPercentiles(index, 0.99))
    case 'count':
      return new Float64Array(count).fill(1)
    case 'started':
      return yield* each((one) => startedNs(index, one))
    case 'lost': {
      const { lost } = tables
      return yield* each((one) => lost.get(one) ?? 0)
    }
    case 'unknown': {
      const knownNs = yield* ofSpans((state) => isKnownState(state))
      return yield* each((one) => Math.max(0, lifetimeNs(index, one) - knownNs[one]))
    }
    default: {
      if (sort.startsWith('range:')) {
        const wanted = sort.slice('range:'.length)
        return yield* each((one) => chargedNs(index, one, wanted))
      }
      const wanted = index.trace.spans.reasons.indexOf(sort.slice('blocked:'.length))
      return yield* ofSpans((state, reason) => state === GoroutineState.waiting && reason === wanted)
    }
  }
}

/** Place of each start function in alphabetical order, by string. */
export function functionRanks(index: TraceIndex): Uint32Array {
  const { goroutines, tables } = index.trace
  const ranks = new Uint32Array(tables.strings.count)
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++)
    ranks[goroutines.functionName[goroutine]] = 1
  const named: { readonly string: number; readonly name: string }[] = []
  ranks.forEach((isUsed, string) => {
    if (isUsed === 1) named.push({ string, name: tables.strings.get(string) })
  })
  named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  named.forEach(({ string }, rank) => (ranks[string] = rank))
  return ranks
}

/** Those without a known creator come first. */
export function creatorRank({ trace }: TraceIndex, goroutine: number, ranks: Uint32Array): number {
  const { goroutines } = trace
  const creator = goroutines.createdBy[goroutine]
  return creator === NONE ? -1 : ranks[goroutines.functionName[creator]]
}
