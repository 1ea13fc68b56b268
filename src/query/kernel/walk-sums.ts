/**
 * What one thread adds up while it walks rows: everything that several rows add to. Threads have one each, and all
 * numbers in them are whole, so that it does not matter who added what.
 */
import { addressOf } from '../../model/column-memory'
import type { ColumnSpace } from '../../model/column-space'
import type { Trace } from '../../model/trace'
import { stateSumsOf } from '../counters/counters-index'
import type { StateSums } from '../counters/counters-index'
import type { GoroutineGroup } from '../goroutine/groups'
import { newContendedStacks } from '../goroutine/wait-totals'
import type { ContendedStacks } from '../goroutine/wait-totals'
import { rawRowStretches } from '../lod/pyramid'
import type { TimeGrid } from '../lod/time-grid'
import { densitySumsOf } from '../tiles/group-density'
import type { DensitySums } from '../tiles/group-density'
import { visualStateCount } from '../visual-state'
import { addressIn, turn } from './index-kernel'
import type { IndexKernel } from './index-kernel'

/** Rows longer than a turn still fit into a list that is emptied after each. */
const mostFound = turn + rawRowStretches

export interface WalkSums {
  /** By group and visual state. */
  readonly times: Float64Array
  readonly stateSums: StateSums
  /** By group. */
  readonly densities: readonly DensitySums[]
  readonly contended: ContendedStacks
}

export function newWalkSums(trace: Trace, groups: readonly GoroutineGroup[], space: ColumnSpace): WalkSums {
  return {
    times: space.float64(groups.length * visualStateCount),
    stateSums: stateSumsOf(trace, space),
    densities: groups.map((group) => densitySumsOf(group, space)),
    contended: newContendedStacks(trace.tables.stacks.count, space),
  }
}

/** How much room they take. */
export function walkSumsBytes({ times, stateSums, densities, contended }: WalkSums): number {
  const columns = [times, stateSums.spansBefore, ...Object.values(contended)] as readonly ArrayBufferView[]
  const grids = [stateSums.grid, ...densities.map(({ grid }) => grid)]
  const counts = densities.map(({ count }) => count)
  const all = [...columns, ...counts, ...grids.flatMap(({ timeNs, steps }) => [timeNs, steps])]
  // Each begins at a multiple of eight.
  return all.reduce((sum, { byteLength }) => sum + byteLength + 8, 0)
}

/** Makes a kernel add to them. False: the memory is full. */
export function bindSums(kernel: IndexKernel, sums: WalkSums, space: ColumnSpace): boolean {
  const { densities, stateSums, contended } = sums
  const addresses = (columnOf: (sums: DensitySums) => Float64Array | Int32Array | Uint32Array): Uint32Array =>
    Uint32Array.from(densities, (density) => addressIn(columnOf(density), space))
  kernel.set({
    counterBuckets: stateSums.grid.bucketCount,
    counterWidthNs: 2 ** stateSums.grid.exponent,
  })
  return kernel.bind(
    {
      groupTimes: sums.times,
      counterTimeNs: stateSums.grid.timeNs,
      counterSteps: stateSums.grid.steps,
      spansBefore: stateSums.spansBefore,
      densityTimeNs: addresses(({ grid }) => grid.timeNs),
      densitySteps: addresses(({ grid }) => grid.steps),
      densityCount: addresses(({ count }) => count),
      densityBuckets: Uint32Array.from(densities, ({ grid }) => grid.bucketCount),
      densityFirst: Float64Array.from(densities, ({ grid }) => grid.firstBucket),
      densityWidthNs: Float64Array.from(densities, ({ grid }) => 2 ** grid.exponent),
      contendedNs: contended.totalNs,
      contendedCount: contended.count,
      contendedLongestNs: contended.longestNs,
      contendedLongestSpan: contended.longestSpan,
      contendedLongestGoroutine: contended.longestGoroutine,
    },
    space,
  )
}

/** Lists that a kernel fills in one call, and whoever called it empties. */
export const foundListsBytes = 12 * mostFound + 8 * turn + 8 * visualStateCount + 64

export function bindFoundLists(kernel: IndexKernel, space: ColumnSpace): boolean {
  kernel.set({ longWaits: 0, networkWakes: 0, segments: 0 })
  return kernel.bind(
    {
      longWaitGoroutine: space.uint32(mostFound),
      longWaitSpan: space.uint32(mostFound),
      networkSpan: space.uint32(mostFound),
      segmentThread: space.uint32(turn),
      segmentFirst: space.uint32(turn),
      rowTimes: space.float64(visualStateCount),
    },
    space,
  )
}

/** Adds what another thread added up. */
export function addWalkSums(kernel: IndexKernel, into: WalkSums, from: WalkSums): void {
  const add = (to: SumColumn, own: SumColumn): void => {
    addColumn(kernel, to, own)
  }
  const addGrid = (to: TimeGrid, own: TimeGrid): void => {
    add(to.timeNs, own.timeNs)
    add(to.steps, own.steps)
  }
  add(into.times, from.times)
  addGrid(into.stateSums.grid, from.stateSums.grid)
  add(into.stateSums.spansBefore, from.stateSums.spansBefore)
  from.densities.forEach(({ grid, count }, group) => {
    addGrid(into.densities[group].grid, grid)
    add(into.densities[group].count, count)
  })
  add(into.contended.totalNs, from.contended.totalNs)
  add(into.contended.count, from.contended.count)
  keepLongest(into.contended, from.contended)
}

type SumColumn = Float64Array | Uint32Array | Int32Array

function addColumn(kernel: IndexKernel, into: SumColumn, from: SumColumn): void {
  const isWide = into instanceof Float64Array
  kernel.call(isWide ? 'addColumnF64' : 'addColumnU32', addressOf(into), addressOf(from), into.length)
}

/** Of waits as long as each other the first span counts, as if one thread had met them all in order. */
function keepLongest(into: ContendedStacks, from: ContendedStacks): void {
  for (let stack = 0; stack < into.longestNs.length; stack++) {
    const isLonger =
      from.longestNs[stack] > into.longestNs[stack] ||
      (from.longestNs[stack] === into.longestNs[stack] && from.longestSpan[stack] < into.longestSpan[stack])
    if (!isLonger) continue
    into.longestNs[stack] = from.longestNs[stack]
    into.longestSpan[stack] = from.longestSpan[stack]
    into.longestGoroutine[stack] = from.longestGoroutine[stack]
  }
}
