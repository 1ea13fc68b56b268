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
import { blockedNsOf } from './goroutine-groups'
import { reorder } from './rows/goroutine-order'
import type { TraceIndex } from './trace-index'
import { visualStateCount } from './visual-state'

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
      const all = Uint32Array.from({ length: this.index.trace.goroutines.count }, (_, at) => at)
      order = reorder(all, Float64Array.from(all, this.keyOf(sort)))
      this.orders.set(sort, order)
    }
    return order
  }

  private keyOf(sort: TableSort): (goroutine: number) => number {
    const { index } = this
    const { goroutines } = index.trace
    const timeIn = (state: number) => (one: number) => index.stateTimes[one * visualStateCount + state]
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
        return (one) =>
          index.stateTimes[one * visualStateCount + visualStateIndex.running] +
          index.stateTimes[one * visualStateCount + visualStateIndex['gc-work']]
      case 'runnable':
        return timeIn(visualStateIndex.runnable)
      case 'blocked':
        return (one) => blockedNsOf(index.stateTimes, one * visualStateCount)
      case 'syscall':
        return timeIn(visualStateIndex.syscall)
      case 'longestWait':
        return (one) => index.longestWaitNs[one]
      case 'waits':
        return (one) => index.waitCount[one]
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
    const base = goroutine * visualStateCount
    return {
      id: goroutines.id[goroutine],
      functionName: tables.strings.get(goroutines.functionName[goroutine]),
      isSystem: (goroutines.flags[goroutine] & GoroutineFlag.system) !== 0,
      createdNs: goroutines.createdNs[goroutine],
      endedNs: Number.isNaN(endedNs) ? undefined : endedNs,
      lifetimeNs: lifetimeNs(index, goroutine),
      stateTimes: Array.from(index.stateTimes.subarray(base, base + visualStateCount)),
      longestWaitNs: index.longestWaitNs[goroutine],
      waitCount: index.waitCount[goroutine],
      createdBy: creator === NONE ? undefined : goroutines.id[creator],
    }
  }
}
