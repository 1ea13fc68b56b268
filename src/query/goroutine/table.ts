/**
 * The table of goroutines, one a row or those of a start function together: sorted, filtered, page by page. Orders are
 * kept, so paging and turning a column around cost nothing.
 */
import { assertUnreachable } from '../../base/assert'
import { succeed } from '../../base/result'
import type { Result } from '../../base/result'
import type { Steps } from '../../base/steps'
import { goroutineSorts } from '../../contract/goroutine-dto'
import type { GoroutineColumnsDto, GoroutineSort } from '../../contract/goroutine-dto'
import { visualStateIndex } from '../../contract/trace-dto'
import type { GoroutineRowDto } from '../../contract/trace-dto'
import type { FilterError } from '../../filter/tokens'
import { GoroutineState, NONE } from '../../model/states'
import { GoroutineFlag } from '../../model/trace'
import { goroutineTest, lifetimeNs } from './filter'
import { figuresOf, newFigures, timesIn } from './figures'
import { blockedNsOf, runnableNsOf, runningNsOf } from './groups'
import {
  chargedNs,
  GoroutineTally,
  isKnownState,
  lostProcessorNs,
  spanTimes,
  startedNs,
  tallyColumns,
  tallyOf,
  waitPercentile,
} from './tally'
import { groupListsOf, listOf } from '../list-by-key'
import { orderBy } from '../order-by'
import type { TraceIndex } from '../trace-index'
import { isBlockedState } from '../visual-state'

/** A column by its key, or `blocked:REASON` and `range:NAME` for those that depend on the trace. */
export type TableSort = GoroutineSort | `blocked:${string}` | `range:${string}`

export interface TableRequest {
  readonly sort: string
  readonly descending: boolean
  readonly filter: string
  /** One row for all goroutines of a start function. */
  readonly byFunction?: boolean | undefined
  readonly offset: number
  readonly limit: number
}

/** Looked at in one piece of work. */
const goroutinesAtOnce = 4_096

function* keysBy(count: number, keyOf: (goroutine: number) => number): Steps<Float64Array> {
  const keys = new Float64Array(count)
  for (let from = 0; from < count; from += goroutinesAtOnce) {
    const end = Math.min(count, from + goroutinesAtOnce)
    for (let goroutine = from; goroutine < end; goroutine++) keys[goroutine] = keyOf(goroutine)
    yield end / count
  }
  return keys
}

function* fitting(list: Uint32Array, test: (goroutine: number) => boolean): Steps<Uint32Array> {
  const found = new Uint32Array(list.length)
  let count = 0
  for (let from = 0; from < list.length; from += goroutinesAtOnce) {
    const end = Math.min(list.length, from + goroutinesAtOnce)
    for (let at = from; at < end; at++) if (test(list[at])) found[count++] = list[at]
    yield end / list.length
  }
  return found.slice(0, count)
}

interface FunctionRow {
  readonly tally: GoroutineTally
  readonly goroutines: Uint32Array
}

export class GoroutineTableQuery {
  private readonly orders = new Map<TableSort, Uint32Array>()
  private filteredKey = ''
  private filtered: Uint32Array | undefined
  private functionsKey = ''
  private functions: readonly FunctionRow[] = []

  constructor(private readonly index: TraceIndex) {}

  *page(
    request: TableRequest,
  ): Steps<Result<{ readonly total: number; readonly rows: readonly GoroutineRowDto[] }, FilterError>> {
    const sort = tableSortOf(request.sort)
    const key = JSON.stringify([sort, request.filter, request.byFunction === true])
    let list = this.filteredKey === key ? this.filtered : undefined
    if (list === undefined) {
      const test = goroutineTest(this.index, request.filter)
      if (!test.ok) return test
      if (request.byFunction === true) list = yield* this.functionOrder(sort, request.filter, test.value)
      else {
        const order = yield* this.orderOf(sort)
        list = test.value === undefined ? order : yield* fitting(order, test.value)
      }
      this.filtered = list
      this.filteredKey = key
    }
    const rows: GoroutineRowDto[] = []
    const end = Math.min(list.length, request.offset + request.limit)
    for (let at = request.offset; at < end; at++) {
      const one = list[request.descending ? list.length - 1 - at : at]
      rows.push(request.byFunction === true ? this.functionRow(this.functions[one]) : this.row(one))
    }
    return succeed({ total: list.length, rows })
  }

  /** Columns that not every trace has. */
  columns(): GoroutineColumnsDto {
    const { trace, totalTimes } = this.index
    const { spans, tables, durationNs } = trace
    const { reasons, ranges } = tallyColumns(this.index)
    return {
      reasons: reasons.map((reason) => spans.reasons[reason]).sort(),
      ranges: ranges.map((name) => tables.strings.get(name)).sort(),
      durationNs,
      summedNs: totalTimes.reduce((sum, timeNs) => sum + timeNs, 0),
    }
  }

  /** Goroutine indices ascending by a column. */
  private *orderOf(sort: TableSort): Steps<Uint32Array> {
    let order = this.orders.get(sort)
    if (order === undefined) {
      const all = new Uint32Array(this.index.trace.goroutines.count)
      for (let goroutine = 0; goroutine < all.length; goroutine++) all[goroutine] = goroutine
      order = orderBy(all, yield* this.keysOf(sort, all))
      this.orders.set(sort, order)
    }
    return order
  }

  /** Indices into `functions`, which are gathered anew for a filter, ascending by a column. */
  private *functionOrder(
    sort: TableSort,
    filter: string,
    test: ((goroutine: number) => boolean) | undefined,
  ): Steps<Uint32Array> {
    if (this.functions.length === 0 || this.functionsKey !== filter) {
      this.functions = yield* this.gatherFunctions(test)
      this.functionsKey = filter
    }
    const ranks = sort === 'function' || sort === 'creator' ? this.functionRanks() : undefined
    const { goroutines } = this.index.trace
    const keys = Float64Array.from(this.functions, ({ tally, goroutines: members }) => {
      if (sort === 'function') return ranks?.[goroutines.functionName[members[0]]] ?? 0
      if (sort === 'creator') return this.creatorRank(members[0], ranks)
      return this.tallyValue(tally, members[0], sort)
    })
    return orderBy(
      Uint32Array.from(keys, (_key, at) => at),
      keys,
    )
  }

  private *gatherFunctions(
    test: ((goroutine: number) => boolean) | undefined,
  ): Steps<readonly FunctionRow[]> {
    const { goroutines, tables } = this.index.trace
    const lists = groupListsOf(goroutines.functionName, goroutines.count, tables.strings.count)
    const found: FunctionRow[] = []
    let seen = 0
    for (let string = 0; string < tables.strings.count; string++) {
      const members = listOf(lists, string)
      const own = test === undefined ? members : yield* fitting(members, test)
      if (own.length === 0) continue
      const tally = new GoroutineTally()
      for (let at = 0; at < own.length; at++) {
        tally.add(this.index, own[at])
        if (++seen % goroutinesAtOnce === 0) yield seen / goroutines.count
      }
      found.push({ tally, goroutines: own })
    }
    return found
  }

  /** @param all every goroutine, in its place */
  private *keysOf(sort: TableSort, all: Uint32Array): Steps<Float64Array> {
    const { index } = this
    const { goroutines } = index.trace
    const { running, runnable, syscall, sleep } = visualStateIndex
    const each = (keyOf: (goroutine: number) => number): Steps<Float64Array> => keysBy(all.length, keyOf)
    switch (sort) {
      case 'id':
        return goroutines.id.subarray(0, all.length)
      case 'function': {
        const rank = this.functionRanks()
        return yield* each((one) => rank[goroutines.functionName[one]])
      }
      case 'creator': {
        const rank = this.functionRanks()
        return yield* each((one) => this.creatorRank(one, rank))
      }
      case 'created':
        return goroutines.createdNs.subarray(0, all.length)
      case 'ended':
        return goroutines.endedNs.subarray(0, all.length)
      case 'lifetime':
        return yield* each((one) => lifetimeNs(index, one))
      case 'running':
        return timesIn(index, all, (state) => state === running || state === visualStateIndex['gc-work'])
      case 'runnable':
        return timesIn(index, all, (state) => state === runnable)
      case 'blocked':
        return timesIn(index, all, isBlockedState)
      case 'syscall':
        return timesIn(index, all, (state) => state === syscall)
      case 'sleep':
        return timesIn(index, all, (state) => state === sleep)
      case 'assist':
        return timesIn(index, all, (state) => state === visualStateIndex['gc-assist'])
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
        return spanTimes(index, (state) => state === GoroutineState.running)
      case 'p50':
        return yield* each((one) => waitPercentile(index, one, 0.5))
      case 'p99':
        return yield* each((one) => waitPercentile(index, one, 0.99))
      case 'count':
        return new Float64Array(all.length).fill(1)
      case 'started':
        return yield* each((one) => startedNs(index, one))
      case 'lost':
        return yield* each((one) => lostProcessorNs(index, one))
      case 'unknown': {
        const knownNs = spanTimes(index, (state) => isKnownState(state))
        return yield* each((one) => Math.max(0, lifetimeNs(index, one) - knownNs[one]))
      }
      default: {
        if (sort.startsWith('range:')) {
          const wanted = sort.slice('range:'.length)
          return yield* each((one) => chargedNs(index, one, wanted))
        }
        const wanted = index.trace.spans.reasons.indexOf(sort.slice('blocked:'.length))
        return spanTimes(index, (state, reason) => state === GoroutineState.waiting && reason === wanted)
      }
    }
  }

  /** The figure of a column, over one goroutine or several. `first` is one of them. */
  private tallyValue(tally: GoroutineTally, first: number, sort: TableSort): number {
    const { goroutines, spans, tables } = this.index.trace
    if (sort.startsWith('blocked:')) {
      const reason = spans.reasons.indexOf(sort.slice('blocked:'.length))
      return reason < 0 ? 0 : tally.blockedNs[reason]
    }
    if (sort.startsWith('range:')) {
      const wanted = sort.slice('range:'.length)
      for (const [name, timeNs] of tally.chargedNs) if (tables.strings.get(name) === wanted) return timeNs
      return 0
    }
    const column = sort as GoroutineSort
    switch (column) {
      case 'count':
        return tally.count
      case 'spans':
        return tally.spanCount
      case 'lifetime':
        return tally.lifetimeNs
      case 'created':
        return tally.createdNs
      case 'started':
        return tally.startedNs
      case 'execution':
        return tally.executionNs
      case 'running':
        return runningNsOf(tally.times)
      case 'runnable':
        return runnableNsOf(tally.times)
      case 'blocked':
        return blockedNsOf(tally.times)
      case 'syscall':
        return tally.times[visualStateIndex.syscall]
      case 'assist':
        return tally.times[visualStateIndex['gc-assist']]
      case 'sleep':
        return tally.times[visualStateIndex.sleep]
      case 'lost':
        return tally.lostProcessorNs
      case 'unknown':
        return tally.unknownNs
      case 'longestWait':
        return tally.longestWaitNs
      case 'waits':
        return tally.waitCount
      case 'p50':
        return tally.waits.percentile(0.5)
      case 'p99':
        return tally.waits.percentile(0.99)
      case 'id':
        return goroutines.id[first]
      case 'ended':
      case 'function':
      case 'creator':
        return 0
      default:
        return assertUnreachable(column)
    }
  }

  /** Place of each start function in alphabetical order, by string. */
  private functionRanks(): Uint32Array {
    const { goroutines, tables } = this.index.trace
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
  private creatorRank(goroutine: number, ranks: Uint32Array | undefined): number {
    const { goroutines } = this.index.trace
    const creator = goroutines.createdBy[goroutine]
    return creator === NONE ? -1 : (ranks?.[goroutines.functionName[creator]] ?? -1)
  }

  private row(goroutine: number): GoroutineRowDto {
    const { goroutines } = this.index.trace
    const endedNs = goroutines.endedNs[goroutine]
    const creator = goroutines.createdBy[goroutine]
    return {
      ...this.numbers(tallyOf(this.index, goroutine), goroutine),
      ...(Number.isNaN(endedNs) ? {} : { endedNs }),
      ...(creator === NONE ? {} : { createdBy: goroutines.id[creator] }),
    }
  }

  private functionRow({ tally, goroutines: members }: FunctionRow): GoroutineRowDto {
    const { goroutines } = this.index.trace
    const creator = goroutines.createdBy[members[0]]
    const isShared = members.every((one) => goroutines.createdBy[one] === creator)
    return {
      ...this.numbers(tally, members[0]),
      ...(isShared && creator !== NONE ? { createdBy: goroutines.id[creator] } : {}),
    }
  }

  private numbers(tally: GoroutineTally, first: number): Omit<GoroutineRowDto, 'endedNs' | 'createdBy'> {
    const { goroutines, spans, tables } = this.index.trace
    return {
      id: goroutines.id[first],
      functionName: tables.strings.get(goroutines.functionName[first]),
      isSystem: (goroutines.flags[first] & GoroutineFlag.system) !== 0,
      count: tally.count,
      spanCount: tally.spanCount,
      createdNs: tally.createdNs,
      ...(tally.startedNs === Infinity ? {} : { startedNs: tally.startedNs }),
      lifetimeNs: tally.lifetimeNs,
      stateTimes: Array.from(tally.times),
      executionNs: tally.executionNs,
      lostProcessorNs: tally.lostProcessorNs,
      unknownNs: tally.unknownNs,
      longestWaitNs: tally.longestWaitNs,
      waitCount: tally.waitCount,
      p50WaitNs: tally.waits.percentile(0.5),
      p99WaitNs: tally.waits.percentile(0.99),
      blockedNs: Object.fromEntries(
        spans.reasons.flatMap((name, reason) =>
          tally.blockedNs[reason] > 0 ? [[name, tally.blockedNs[reason]] as const] : [],
        ),
      ),
      chargedNs: Object.fromEntries(
        [...tally.chargedNs].map(([name, timeNs]) => [tables.strings.get(name), timeNs] as const),
      ),
    }
  }
}

/** What is no column sorts by id: a column may be kept from another trace. */
function tableSortOf(text: string): TableSort {
  if (text.startsWith('blocked:')) return text as `blocked:${string}`
  if (text.startsWith('range:')) return text as `range:${string}`
  return goroutineSorts.find((sort) => sort === text) ?? 'id'
}
