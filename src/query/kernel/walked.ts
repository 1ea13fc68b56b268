/**
 * What a walk over a whole trace is told and what it brings home, whether span-walk.ts or the kernel does it.
 */
import type { AssistPieces } from '../assist-pieces'
import type { StateSums } from '../counters/counters-index'
import type { CreationBurst } from '../creation-bursts'
import type { GoroutineFigures } from '../goroutine/figures'
import type { GoroutineGroup } from '../goroutine/groups'
import type { ContendedStacks, LongRunnable } from '../goroutine/wait-totals'
import type { CutRow } from '../lod/cut'
import type { Pyramid } from '../lod/pyramid'
import type { StretchRow } from '../lod/stretch-row'
import type { Executions } from '../scheduling/execution-rows'
import type { HeldTimes } from '../scheduling/held-times'
import type { Segments } from '../scheduling/thread-segments'
import type { GroupDensity } from '../tiles/group-density'

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
