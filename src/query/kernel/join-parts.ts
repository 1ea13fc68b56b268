/** What all jobs of a walk found, put together in the order of the goroutines and of the Ps. */
import type { Trace } from '../../model/trace'
import { moveAssists } from '../goroutine/figures'
import type { GoroutineFigures } from '../goroutine/figures'
import type { GoroutineGroup } from '../goroutine/groups'
import { mostLongWaits } from '../goroutine/wait-totals'
import type { CutRow } from '../lod/cut'
import { buildPyramid, Pyramid, rawRowStretches } from '../lod/pyramid'
import { executionCut, executionCutWith, executionRow } from '../scheduling/execution-rows'
import { segmentsOfThreads } from '../scheduling/thread-segments'
import type { Piece } from '../scheduling/thread-segments'
import { flagRule } from '../tiles/flag-rule'
import { addAssists, densityOf, isOutside } from '../tiles/group-density'
import { visualStateCount } from '../visual-state'
import type { IndexKernel } from './index-kernel'
import type { LongRow, ProcessorPart, WalkPart } from './row-walk'
import { statesWithTime, stretchRowOfGoroutine } from '../goroutine/goroutine-row'
import type { Walked, WalkTables } from './walked'
import type { WalkSums } from './walk-sums'

/**
 * @param groups whose times are filled in
 * @param sums of all threads together
 */
export function joinParts(
  kernel: IndexKernel,
  trace: Trace,
  tables: WalkTables,
  groups: readonly GoroutineGroup[],
  sums: WalkSums,
  parts: readonly WalkPart[],
): Omit<
  Walked,
  'groups' | 'openGoroutines' | 'maxGoroutines' | 'creationBurst' | 'threadPyramid' | 'heldByKernel'
> {
  const groupOf = (goroutine: number): number => kernel.call('groupOf', goroutine)
  const { assists } = tables
  const heavyFigures = new Map<number, GoroutineFigures>()
  const goroutinePyramids = new Map<number, Pyramid>()
  const longRunnable = { goroutine: [] as number[], span: [] as number[], count: 0 }
  const wakeups: Uint32Array[] = []
  const ofProcessors: ProcessorPart[] = []
  for (const part of [...parts].sort((a, b) => a.at - b.at)) {
    if (part.kind === 'processor') {
      ofProcessors.push(part)
      continue
    }
    for (let at = 0; at < part.longWaitSpans.length && longRunnable.span.length < mostLongWaits; at++) {
      longRunnable.goroutine.push(part.longWaitGoroutines[at])
      longRunnable.span.push(part.longWaitSpans[at])
    }
    longRunnable.count += part.longWaitCount
    wakeups.push(...part.networkWakeups)
    for (const row of part.rows) {
      const { goroutine, times, longestWaitNs, waitCount } = row
      heavyFigures.set(goroutine, { times, longestWaitNs, waitCount })
      goroutinePyramids.set(goroutine, pyramidOf(trace, tables, row))
    }
  }
  groups.forEach((group, index) => {
    group.stateTimes.set(sums.times.subarray(index * visualStateCount, (index + 1) * visualStateCount))
  })
  for (const goroutine of assists.runs.keys()) {
    const group = groupOf(goroutine)
    if (!heavyFigures.has(goroutine)) moveAssists(assists, goroutine, groups[group].stateTimes)
    const density = sums.densities[group]
    if (!isOutside(trace, goroutine, density.grid)) addAssists(assists, goroutine, density)
  }
  for (const [goroutine, { times: own }] of heavyFigures) {
    const { stateTimes } = groups[groupOf(goroutine)]
    for (let state = 0; state < visualStateCount; state++) stateTimes[state] += own[state]
  }
  const { span, spanGoroutine } = trace.processors
  return {
    densities: sums.densities.map((density) => densityOf(density)),
    heavyFigures,
    goroutinePyramids,
    contended: sums.contended,
    longRunnable,
    stateSums: sums.stateSums,
    networkWakeups: joined(wakeups),
    executions: { span, spanGoroutine },
    processorRows: ofProcessors.map((part, processor) => processorCut(trace, tables, processor, part)),
    threadSegments: segmentsOfThreads(trace, span, piecesOf(trace, ofProcessors)),
  }
}

function joined(lists: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const list of lists) {
    all.set(list, at)
    at += list.length
  }
  return all
}

/** From another thread it comes without its class. */
function withClass(pyramid: Pyramid): Pyramid {
  if (pyramid instanceof Pyramid) return pyramid
  const { baseExponent, levelCount, levelOffset, levelFirst, states, timeNs, count, longest, flags } =
    pyramid as Readonly<Pyramid>
  return new Pyramid(baseExponent, levelCount, levelOffset, levelFirst, states, timeNs, count, longest, flags)
}

function pyramidOf(trace: Trace, tables: WalkTables, { goroutine, times, pyramid }: LongRow): Pyramid {
  if (pyramid !== null) return withClass(pyramid)
  const codes = tables.isGcWorker[goroutine] === 1 ? tables.workerCodes : tables.codes
  return buildPyramid(stretchRowOfGoroutine(trace, goroutine, codes), flagRule, statesWithTime(times))
}

function processorCut(
  trace: Trace,
  tables: WalkTables,
  processor: number,
  { pyramid }: ProcessorPart,
): CutRow {
  const { processors } = trace
  const first = processors.spanOffset[processor]
  const row = executionRow(trace, tables, processors, first, processors.spanOffset[processor + 1])
  return pyramid === null && row.count > rawRowStretches
    ? executionCut(row)
    : executionCutWith(row, pyramid === null ? undefined : withClass(pyramid))
}

/** Places are told from 1 on, and 0 is unknown (model/trace.ts). */
function piecesOf({ processors }: Trace, parts: readonly ProcessorPart[]): readonly Piece[] {
  return parts.flatMap(({ threads, positions }, processor) =>
    positions.map((first, at) => ({
      thread: threads[at] - 1,
      first,
      end: positions[at + 1] ?? processors.spanOffset[processor + 1],
    })),
  )
}
