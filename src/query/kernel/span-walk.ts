/**
 * One look at all that a trace holds, when it is loaded: members and sums of groups, time per state, waits, pyramids, grids.
 * The readable way; kernel/walk-by-kernel.ts does the same in WebAssembly, with the same results.
 */
import type { Cancellation } from '../../base/cancellation'
import { throwIfCancelled } from '../../base/cancellation'
import { GoroutineFlag } from '../../model/states'
import type { Trace } from '../../model/trace'
import { moveAssists } from '../goroutine/figures'
import type { GoroutineFigures } from '../goroutine/figures'
import { sumStates } from '../counters/counters-index'
import { largestBurst } from '../creation-bursts'
import { executionCut, executionRow, executionsInOrder } from '../scheduling/execution-rows'
import { flagRule } from '../tiles/flag-rule'
import { buildGroupDensity } from '../tiles/group-density'
import { groupGoroutines } from '../goroutine/groups'
import type { CutRow } from '../lod/cut'
import { buildPyramid, rawRowStretches } from '../lod/pyramid'
import type { Pyramid } from '../lod/pyramid'
import { mostAtOnce } from '../most-at-once'
import { networkWakeupsOf } from '../goroutine/network-wake'
import { piecesOfThreads, segmentsOfThreads } from '../scheduling/thread-segments'
import { visualStateCount } from '../visual-state'
import { addSpans, contendedReasonsOf, newContendedStacks } from '../goroutine/wait-totals'
import type { WaitTotals } from '../goroutine/wait-totals'
import { statesWithTime, stretchRowOfGoroutine } from '../goroutine/goroutine-row'
import type { Walked, WalkTables } from './walked'

/** @throws CancelledError */
export function walkSpans(trace: Trace, tables: WalkTables, cancellation: Cancellation): Walked {
  const { goroutines } = trace
  const { assists, isGcWorker, codes, workerCodes } = tables
  const { groups, groupOf } = groupGoroutines(trace)
  const heavyFigures = new Map<number, GoroutineFigures>()
  const goroutinePyramids = new Map<number, Pyramid>()
  const waits: WaitTotals = {
    contended: newContendedStacks(trace.tables.stacks.count),
    isContendedReason: contendedReasonsOf(trace.spans.reasons),
    longRunnable: { goroutine: [], span: [], count: 0 },
    rowWaitCount: 0,
    rowLongestWaitNs: 0,
  }
  const timesOfGroup = groups.map((group) => group.stateTimes)
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    const count = goroutines.spanOffset[goroutine + 1] - goroutines.spanOffset[goroutine]
    const table = isGcWorker[goroutine] === 1 ? workerCodes : codes
    const isHeavy = count > rawRowStretches
    const groupTimes = timesOfGroup[groupOf[goroutine]]
    const times = isHeavy ? new Float64Array(visualStateCount) : groupTimes
    addSpans(trace, goroutine, table, times, waits)
    if (assists.count > 0) moveAssists(assists, goroutine, times)
    if ((goroutine & 0xffff) === 0) throwIfCancelled(cancellation)
    if (!isHeavy) continue
    throwIfCancelled(cancellation)
    for (let state = 0; state < visualStateCount; state++) groupTimes[state] += times[state]
    heavyFigures.set(goroutine, {
      times,
      longestWaitNs: waits.rowLongestWaitNs,
      waitCount: waits.rowWaitCount,
    })
    goroutinePyramids.set(
      goroutine,
      buildPyramid(stretchRowOfGoroutine(trace, goroutine, table), flagRule, statesWithTime(times)),
    )
  }
  const { processors } = trace
  const executions = executionsInOrder(trace)
  const processorRows: CutRow[] = []
  for (let processor = 0; processor < processors.count; processor++) {
    throwIfCancelled(cancellation)
    const { spanOffset } = processors
    const row = executionRow(trace, tables, executions, spanOffset[processor], spanOffset[processor + 1])
    processorRows.push(executionCut(row))
  }
  throwIfCancelled(cancellation)
  const source = { trace, goroutinePyramids, ...tables }
  return {
    groups,
    openGoroutines: openGoroutinesOf(trace),
    densities: groups.map((group) => buildGroupDensity(source, group)),
    heavyFigures,
    goroutinePyramids,
    contended: waits.contended,
    longRunnable: waits.longRunnable,
    stateSums: sumStates(trace, goroutinePyramids),
    maxGoroutines: mostAtOnce(trace),
    creationBurst: largestBurst(trace),
    networkWakeups: networkWakeupsOf(trace),
    executions,
    processorRows,
    threadSegments: segmentsOfThreads(trace, executions.span, piecesOfThreads(trace, executions.span)),
    threadPyramid: (row) => executionCut(row).pyramid,
    heldByKernel: undefined,
  }
}

function openGoroutinesOf({ goroutines }: Trace): Uint32Array {
  const neither = GoroutineFlag.endedInTrace | GoroutineFlag.system
  const found: number[] = []
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++)
    if ((goroutines.flags[goroutine] & neither) === 0) found.push(goroutine)
  return Uint32Array.from(found)
}
