/**
 * One look at all that a trace holds, when it is loaded: members and sums of groups, time per state, waits, pyramids, grids.
 * The readable way; kernel/walk-by-kernel.ts does the same in WebAssembly, with the same results.
 */
import type { Cancellation } from '../../base/cancellation'
import { throwIfCancelled } from '../../base/cancellation'
import { visualStateIndex } from '../../contract/visual-states'
import { GoroutineFlag } from '../../model/states'
import type { Trace } from '../../model/trace'
import { moveAssists } from '../goroutine/figures'
import type { GoroutineFigures } from '../goroutine/figures'
import type { AssistPieces } from '../assist-pieces'
import { sumStates } from '../counters/counters-index'
import type { StateSums } from '../counters/counters-index'
import { largestBurst } from '../creation-bursts'
import type { CreationBurst } from '../creation-bursts'
import { executionCut, executionRow, executionsInOrder } from '../scheduling/execution-rows'
import type { Executions } from '../scheduling/execution-rows'
import { flagRule } from '../tiles/flag-rule'
import { buildGroupDensity } from '../tiles/group-density'
import type { GroupDensity } from '../tiles/group-density'
import { groupGoroutines } from '../goroutine/groups'
import type { GoroutineGroup } from '../goroutine/groups'
import type { CutRow } from '../lod/cut'
import { buildPyramid, rawRowStretches } from '../lod/pyramid'
import type { Pyramid } from '../lod/pyramid'
import { StretchRow } from '../lod/stretch-row'
import { mostAtOnce } from '../most-at-once'
import { networkWakeupsOf } from '../goroutine/network-wake'
import { piecesOfThreads, segmentsOfThreads } from '../scheduling/thread-segments'
import type { HeldTimes } from '../scheduling/who-ran'
import type { Segments } from '../scheduling/thread-segments'
import { visualStateCount } from '../visual-state'
import { addSpans, contendedReasonsOf, newContendedStacks } from '../goroutine/wait-totals'
import type { ContendedStacks, LongRunnable, WaitTotals } from '../goroutine/wait-totals'

/** What a walk is told. */
export interface WalkTables {
  readonly assists: AssistPieces
  /** 1 for the collector's own workers, by goroutine. */
  readonly isGcWorker: Uint8Array
  /** Visual state by `state << 8 | reason`, for usual goroutines and for the collector's. */
  readonly codes: Uint8Array
  readonly workerCodes: Uint8Array
}

/** What it brings home; the fields as in TraceIndex. */
export interface Walked {
  readonly groups: readonly GoroutineGroup[]
  /** Goroutines that are still there at the end of the trace, but for the runtime's own. */
  readonly openGoroutines: Uint32Array
  readonly densities: readonly GroupDensity[]
  readonly heavyFigures: ReadonlyMap<number, GoroutineFigures>
  readonly goroutinePyramids: ReadonlyMap<number, Pyramid>
  readonly contended: ContendedStacks
  readonly longRunnable: LongRunnable
  /** Not finished. */
  readonly stateSums: StateSums
  readonly maxGoroutines: number
  readonly creationBurst: CreationBurst | undefined
  /** Runnable spans that follow a wait for the network. */
  readonly networkWakeups: ArrayLike<number>
  readonly executions: Executions
  readonly processorRows: readonly CutRow[]
  readonly threadSegments: readonly Segments[]
  /** Of a row that is made of them; undefined where it needs none. */
  readonly threadPyramid: (row: StretchRow, segments: Segments) => Pyramid | undefined
  readonly heldByKernel:
    ((rows: readonly StretchRow[], fromNs: number, toNs: number) => HeldTimes | null) | undefined
}

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

/** Assist is laid over running and has no time of its own in the row; running may be all assist. */
export function statesWithTime(times: Float64Array): Uint8Array {
  const states: number[] = []
  for (let state = 0; state < visualStateCount; state++) {
    if (
      times[state] > 0 ||
      (state === visualStateIndex.running && times[visualStateIndex['gc-assist']] > 0)
    ) {
      states.push(state)
    }
  }
  return Uint8Array.from(states)
}

export function stretchRowOfGoroutine(trace: Trace, goroutine: number, codes: Uint8Array): StretchRow {
  const { goroutines, spans } = trace
  const first = goroutines.spanOffset[goroutine]
  return new StretchRow({
    columns: spans,
    codes,
    first,
    count: goroutines.spanOffset[goroutine + 1] - first,
    lastEndNs: goroutines.rowEndNs.at(goroutine),
  })
}
