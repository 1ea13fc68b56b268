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
import { figuresOf, newFigures, timesIn } from './goroutine-figures'
import { orderBy } from './order-by'
import type { TraceIndex } from './trace-index'
import { isBlockedState } from './visual-state'

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
      const all = new Uint32Array(this.index.trace.goroutines.count)
      for (let goroutine = 0; goroutine < all.length; goroutine++) all[goroutine] = goroutine
      order = orderBy(all, this.keysOf(sort, all))
      this.orders.set(sort, order)
    }
    return order
  }

  /** @param all every goroutine, in its place */
  private keysOf(sort: TableSort, all: Uint32Array): Float64Array {
    const { index } = this
    const { goroutines } = index.trace
    const { running, runnable, syscall } = visualStateIndex
    const each = (keyOf: (goroutine: number) => number): Float64Array => {
      const keys = new Float64Array(all.length)
      for (let goroutine = 0; goroutine < keys.length; goroutine++) keys[goroutine] = keyOf(goroutine)
      return keys
    }
    switch (sort) {
      case 'id':
        return goroutines.id.subarray(0, all.length)
      case 'function': {
        const rank = this.functionRanks()
        return each((one) => rank[goroutines.functionName[one]])
      }
      case 'created':
        return goroutines.createdNs.subarray(0, all.length)
      case 'lifetime':
        return each((one) => lifetimeNs(index, one))
      case 'running':
        return timesIn(index, all, (state) => state === running || state === visualStateIndex['gc-work'])
      case 'runnable':
        return timesIn(index, all, (state) => state === runnable)
      case 'blocked':
        return timesIn(index, all, isBlockedState)
      case 'syscall':
        return timesIn(index, all, (state) => state === syscall)
      case 'longestWait':
      case 'waits': {
        const scratch = newFigures()
        const isLongest = sort === 'longestWait'
        return each((one) => {
          const { longestWaitNs, waitCount } = figuresOf(index, one, scratch)
          return isLongest ? longestWaitNs : waitCount
        })
      }
      default:
        return assertUnreachable(sort)
    }
  }

  /** Place of each start function in alphabetical order. */
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
