/**
 * The table of goroutines: sorted, filtered, page by page. Orders are kept, so paging and turning a column around cost
 * nothing.
 */
import { assertUnreachable } from '../base/assert'
import { succeed } from '../base/result'
import type { Result } from '../base/result'
import { visualStateIndex } from '../contract/trace-dto'
import type { GoroutineRowDto } from '../contract/trace-dto'
import type { FilterError } from '../filter/tokens'
import { NONE } from '../model/states'
import { GoroutineFlag } from '../model/trace'
import { goroutineTest, lifetimeNs } from './goroutine-filter'
import { figuresOf, newFigures } from './goroutine-figures'
import type { GoroutineFigures } from './goroutine-figures'
import { blockedNsOf, runnableNsOf, runningNsOf } from './goroutine-groups'
import { reorder } from './rows/goroutine-order'
import type { TraceIndex } from './trace-index'

export type TableSort =
  | 'id'
  | 'function'
  | 'created'
  | 'lifetime'
  | 'running'
  | 'runnable'
  | 'blocked'
  | 'syscall'
  | 'longestWait'
  | 'waits'

export interface TableRequest {
  readonly sort: TableSort
  readonly descending: boolean
  readonly filter: string
  readonly offset: number
  readonly limit: number
}

export class GoroutineTableQuery {
  private readonly orders = new Map<TableSort, Uint32Array>()
  private filteredKey = ''
  private filtered: Uint32Array | undefined

  constructor(private readonly index: TraceIndex) {}

  page(
    request: TableRequest,
  ): Result<{ readonly total: number; readonly rows: readonly GoroutineRowDto[] }, FilterError> {
    const key = JSON.stringify([request.sort, request.filter])
    if (this.filtered === undefined || this.filteredKey !== key) {
      const test = goroutineTest(this.index, request.filter)
      if (!test.ok) return test
      const order = this.orderOf(request.sort)
      this.filtered = test.value === undefined ? order : order.filter(test.value)
      this.filteredKey = key
    }
    const list = this.filtered
    const rows: GoroutineRowDto[] = []
    const end = Math.min(list.length, request.offset + request.limit)
    for (let at = request.offset; at < end; at++) {
      rows.push(this.row(list[request.descending ? list.length - 1 - at : at]))
    }
    return succeed({ total: list.length, rows })
  }

  /** Goroutine indices ascending by a column. */
  private orderOf(sort: TableSort): Uint32Array {
    let order = this.orders.get(sort)
    if (order === undefined) {
      const { count } = this.index.trace.goroutines
      const all = new Uint32Array(count)
      const keys = new Float64Array(count)
      const keyOf = this.keyOf(sort)
      for (let goroutine = 0; goroutine < count; goroutine++) {
        all[goroutine] = goroutine
        keys[goroutine] = keyOf(goroutine)
      }
      order = reorder(all, keys)
      this.orders.set(sort, order)
    }
    return order
  }

  private keyOf(sort: TableSort): (goroutine: number) => number {
    const { index } = this
    const { goroutines } = index.trace
    const scratch = newFigures()
    const figures = (one: number): GoroutineFigures => figuresOf(index, one, scratch)
    switch (sort) {
      case 'id':
        return (one) => goroutines.id[one]
      case 'function': {
        const rank = this.functionRanks()
        return (one) => rank.get(goroutines.functionName[one]) ?? 0
      }
      case 'created':
        return (one) => goroutines.createdNs[one]
      case 'lifetime':
        return (one) => lifetimeNs(index, one)
      case 'running':
        return (one) => runningNsOf(figures(one).times)
      case 'runnable':
        return (one) => runnableNsOf(figures(one).times)
      case 'blocked':
        return (one) => blockedNsOf(figures(one).times)
      case 'syscall':
        return (one) => figures(one).times[visualStateIndex.syscall]
      case 'longestWait':
        return (one) => figures(one).longestWaitNs
      case 'waits':
        return (one) => figures(one).waitCount
      default:
        return assertUnreachable(sort)
    }
  }

  /** Place of each start function in alphabetical order. */
  private functionRanks(): Map<number, number> {
    const { goroutines, tables } = this.index.trace
    const strings = [...new Set(goroutines.functionName.subarray(0, goroutines.count))]
    const named = strings.map((string) => ({ string, name: tables.strings.get(string) }))
    named.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    return new Map(named.map(({ string }, rank) => [string, rank]))
  }

  private row(goroutine: number): GoroutineRowDto {
    const { index } = this
    const { goroutines, tables } = index.trace
    const endedNs = goroutines.endedNs[goroutine]
    const creator = goroutines.createdBy[goroutine]
    const figures = figuresOf(index, goroutine, newFigures())
    return {
      id: goroutines.id[goroutine],
      functionName: tables.strings.get(goroutines.functionName[goroutine]),
      isSystem: (goroutines.flags[goroutine] & GoroutineFlag.system) !== 0,
      createdNs: goroutines.createdNs[goroutine],
      endedNs: Number.isNaN(endedNs) ? undefined : endedNs,
      lifetimeNs: lifetimeNs(index, goroutine),
      stateTimes: Array.from(figures.times),
      longestWaitNs: figures.longestWaitNs,
      waitCount: figures.waitCount,
      createdBy: creator === NONE ? undefined : goroutines.id[creator],
    }
  }
}
