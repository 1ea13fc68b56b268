/**
 * What every query needs and no query should compute again: rows with their pyramids, time per state of every
 * goroutine, groups by start function, what lies on which goroutine. Built once, when a trace is loaded
 * (build-trace-index.ts).
 */
import { GoroutineFlag } from '../model/states'
import type { Trace } from '../model/trace'
import type { AssistPieces } from './assist-pieces'
import type { CountersIndex } from './counters/counters-index'
import type { CreationBurst } from './creation-bursts'
import type { GoroutineFigures } from './goroutine/figures'
import { stretchRowOfGoroutine } from './goroutine/goroutine-row'
import type { GoroutineGroup } from './goroutine/groups'
import type { ContendedStacks, LongRunnable } from './goroutine/wait-totals'
import type { Instants } from './instants'
import type { SparseLists } from './list-by-key'
import type { CutRow } from './lod/cut'
import type { Pyramid } from './lod/pyramid'
import type { StretchRow } from './lod/stretch-row'
import type { Executions } from './scheduling/execution-rows'
import type { HeldTimes } from './scheduling/held-times'
import type { Segments } from './scheduling/thread-segments'
import { flagRule } from './tiles/flag-rule'
import type { GroupDensity } from './tiles/group-density'

export interface TraceIndex {
  readonly trace: Trace
  /** 1 for the collector's own workers, by goroutine. */
  readonly isGcWorker: Uint8Array
  /** Visual state by `state << 8 | reason`, for usual goroutines and for the collector's. */
  readonly codes: Uint8Array
  readonly workerCodes: Uint8Array
  /** Figures of goroutines with many spans; the others are added up when asked for (figuresOf). */
  readonly heavyFigures: ReadonlyMap<number, GoroutineFigures>
  /** Time per visual state over all goroutines. */
  readonly totalTimes: Float64Array
  /** Waits for a P of at least `longWaitForProcessorNs`, of all goroutines but the runtime's own. */
  readonly longRunnable: LongRunnable
  /** By stack: time and number of waits that hold others up: reasons 'sync' and 'chan send', not of the runtime's own. */
  readonly contended: ContendedStacks
  /** Pyramids of the goroutines that have one. */
  readonly goroutinePyramids: ReadonlyMap<number, Pyramid>
  /** The Ps' spans in order of time, by processors.spanOffset: the trace's own columns unless damage disordered them. */
  readonly executions: Executions
  readonly processorRows: readonly CutRow[]
  /** By thread: which executions are its own. */
  readonly threadSegments: readonly Segments[]
  /** The pyramid of a row of such, undefined where it needs none. */
  readonly threadPyramid: (row: StretchRow, segments: Segments) => Pyramid | undefined
  /** Who had the Ps of some rows in [fromNs, toNs); null where it has to be told otherwise, undefined where it always has. */
  readonly heldByKernel:
    ((rows: readonly StretchRow[], fromNs: number, toNs: number) => HeldTimes | null) | undefined
  readonly assists: AssistPieces
  readonly groups: readonly GoroutineGroup[]
  /** Goroutines that are still there at the end of the trace, but for the runtime's own. */
  readonly openGoroutines: Uint32Array
  /** By group. */
  readonly densities: readonly GroupDensity[]
  readonly creationBurst: CreationBurst | undefined
  /** `item`: the runnable span that follows a wait for the network. */
  readonly networkWakeups: Instants
  /** Indices into regions, logs and cpuSamples by goroutine, each in order of time. */
  readonly regionsOf: SparseLists
  readonly logsOf: SparseLists
  readonly samplesOf: SparseLists
  readonly counters: CountersIndex
}

/** A goroutine's row with its pyramid, ready to be cut. */
export function goroutineCut(index: TraceIndex, goroutine: number): CutRow {
  const { trace } = index
  const flags = trace.goroutines.flags[goroutine]
  return {
    row: stretchRowOfGoroutine(
      trace,
      goroutine,
      index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes,
    ),
    pyramid: index.goroutinePyramids.get(goroutine),
    rule: flagRule,
    isClippedLeft: (flags & GoroutineFlag.createdInTrace) === 0,
    isClippedRight: (flags & GoroutineFlag.endedInTrace) === 0,
  }
}
