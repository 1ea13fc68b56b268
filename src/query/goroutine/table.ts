/**
 * The table of goroutines, one a row or those of a start function together: sorted, filtered, page by page. Orders are
 * kept, so paging and turning a column around cost nothing.
 */
import { assertUnreachable } from '../../base/assert'
import { succeed } from '../../base/result'
import type { Result } from '../../base/result'
import { partOf } from '../../base/steps'
import type { Steps } from '../../base/steps'
import type { GoroutineColumnsDto, GoroutineRowDto, GoroutineSort } from '../../contract/goroutine-table-dto'
import { visualStateIndex } from '../../contract/visual-states'
import type { FilterError } from '../../filter/tokens'
import { NONE, GoroutineFlag } from '../../model/states'
import { goroutineTest } from './filter'
import type { GoroutineTest } from './filter'
import { blockedNsOf, runnableNsOf, runningNsOf } from './groups'
import { creatorRank, functionRanks, goroutinesAtOnce, keysOf, tableSortOf } from './table-keys'
import type { TableSort } from './table-keys'
import { GoroutineTally, tallyColumns, TallyTables } from './tally'
import { groupListsOf, listOf } from '../list-by-key'
import { LazyOrder } from '../lazy-order'
import { orderBy } from '../order-by'
import type { TraceIndex } from '../trace-index'

export interface TableRequest {
  readonly sort: string
  readonly descending: boolean
  readonly filter: string
  /** One row for all goroutines of a start function. */
  readonly byFunction?: boolean | undefined
  readonly offset: number
  readonly limit: number
}

/** Spans, or goroutines where they have none, that are added up for a page in one piece of work. */
const spansAtOnce = 2 ** 18
/** The row of a goroutine with more spans is kept. */
const heavySpans = 2 ** 14
/** Orders that are kept; each takes 12 to 20 bytes a goroutine. */
const mostOrders = 6

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

function between(order: LazyOrder | Uint32Array, from: number, to: number): Steps<Uint32Array> {
  return (order instanceof LazyOrder ? order : LazyOrder.inOrder(order)).between(from, to)
}

interface FunctionRow {
  readonly tally: GoroutineTally
  readonly goroutines: Uint32Array
}

export class GoroutineTableQuery {
  private readonly orders = new Map<TableSort, LazyOrder>()
  private filteredKey = ''
  private filtered: Uint32Array | undefined
  private madeTables: TallyTables | undefined
  /** Rows that took long to add up: they lead many an order. */
  private readonly heavyRows = new Map<number, GoroutineRowDto>()
  private functionsKey = ''
  private functions: readonly FunctionRow[] = []

  constructor(private readonly index: TraceIndex) {}

  *page(
    request: TableRequest,
  ): Steps<Result<{ readonly total: number; readonly rows: readonly GoroutineRowDto[] }, FilterError>> {
    const sort = tableSortOf(request.sort)
    const test = goroutineTest(this.index, request.filter)
    if (!test.ok) return test
    const isPlain = request.byFunction !== true && test.value === undefined
    const order = isPlain
      ? yield* this.orderOf(sort)
      : yield* this.filteredOrder(sort, request.filter, request.byFunction === true, test.value)
    const { offset, limit, descending } = request
    const total = order.length
    const end = Math.min(total, offset + limit)
    const [low, high] = descending ? [total - end, total - offset] : [offset, end]
    const wanted = low >= high ? [] : Array.from(yield* partOf(between(order, low, high), 0.5, 0.7))
    if (descending) wanted.reverse()
    const rows: GoroutineRowDto[] = []
    let seen = 0
    for (const one of wanted) {
      if (request.byFunction === true) rows.push(this.functionRow(this.functions[one]))
      else {
        const known = this.heavyRows.get(one)
        rows.push(known ?? this.row(one))
        seen += known === undefined ? this.spanCountOf(one) : 1
      }
      if (seen < spansAtOnce) continue
      seen = 0
      yield 0.7 + (0.3 * rows.length) / wanted.length
    }
    return succeed({ total, rows })
  }

  /** Of those that pass a test, or of functions: kept until another is asked for. */
  private *filteredOrder(
    sort: TableSort,
    filter: string,
    byFunction: boolean,
    test: GoroutineTest | undefined,
  ): Steps<Uint32Array> {
    const key = JSON.stringify([sort, filter, byFunction])
    let list = this.filteredKey === key ? this.filtered : undefined
    if (list !== undefined) return list
    if (byFunction) list = yield* this.functionOrder(sort, filter, test)
    else {
      const order = yield* partOf(this.orderOf(sort), 0, 0.3)
      const all = yield* partOf(order.all(), 0.3, 0.4)
      list = test === undefined ? all : yield* partOf(fitting(all, test), 0.4, 0.5)
    }
    this.filtered = list
    this.filteredKey = key
    return list
  }

  /** One more, so that a goroutine without any counts too. */
  private spanCountOf(goroutine: number): number {
    const { spanOffset } = this.index.trace.goroutines
    return 1 + spanOffset[goroutine + 1] - spanOffset[goroutine]
  }

  private get tallyTables(): TallyTables {
    return (this.madeTables ??= new TallyTables(this.index))
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

  /** Goroutine indices ascending by a column. Those asked for last are kept. */
  private *orderOf(sort: TableSort): Steps<LazyOrder> {
    const { orders } = this
    let order = orders.get(sort)
    if (order === undefined) {
      const keys = yield* partOf(keysOf(this.tallyTables, sort), 0, 0.3)
      order = yield* partOf(LazyOrder.of(keys), 0.3, 0.5)
    }
    orders.delete(sort)
    orders.set(sort, order)
    const [oldest] = orders.keys()
    if (orders.size > mostOrders) orders.delete(oldest)
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
    const ranks = sort === 'function' || sort === 'creator' ? functionRanks(this.index) : undefined
    const { goroutines } = this.index.trace
    const keys = Float64Array.from(this.functions, ({ tally, goroutines: members }) => {
      if (sort === 'function') return ranks?.[goroutines.functionName[members[0]]] ?? 0
      if (sort === 'creator') return ranks === undefined ? 0 : creatorRank(this.index, members[0], ranks)
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
    let done = 0
    let seen = 0
    for (let string = 0; string < tables.strings.count; string++) {
      const members = listOf(lists, string)
      const own = test === undefined ? members : yield* fitting(members, test)
      if (own.length === 0) continue
      const tally = new GoroutineTally()
      for (let at = 0; at < own.length; at++) {
        tally.add(this.tallyTables, own[at])
        done++
        seen += this.spanCountOf(own[at])
        if (seen < spansAtOnce) continue
        seen = 0
        yield (0.5 * done) / goroutines.count
      }
      found.push({ tally, goroutines: own })
    }
    return found
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

  private row(goroutine: number): GoroutineRowDto {
    const { goroutines } = this.index.trace
    const tally = new GoroutineTally()
    tally.add(this.tallyTables, goroutine)
    const endedNs = goroutines.endedNs.at(goroutine)
    const creator = goroutines.createdBy[goroutine]
    const row = {
      ...this.numbers(tally, goroutine),
      ...(Number.isNaN(endedNs) ? {} : { endedNs }),
      ...(creator === NONE ? {} : { createdBy: goroutines.id[creator] }),
    }
    if (tally.spanCount > heavySpans) this.heavyRows.set(goroutine, row)
    return row
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
