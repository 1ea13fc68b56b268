/**
 * What a goroutine did by its own account and the runtime's: tasks, regions, logs, time it was charged with. Times are integer
 * nanoseconds since the trace's start.
 */
import type { DurationsDto } from './goroutine-dto'
import type { FrameDto, GoroutineRefDto } from './place-dto'
import type { RowKey } from './rows-dto'
import type { StateTimesDto } from './visual-states'

/** Ranges of one name that the runtime charged to a goroutine: mark assist, sweep, a pause it began. */
export interface ChargedRangeDto extends DurationsDto {
  /** Go's own: 'GC mark assist', 'GC incremental sweep', 'stop-the-world (...)'. */
  readonly name: string
  /** Sweep only. */
  readonly sweptBytes?: number
  readonly reclaimedBytes?: number
}

export interface TaskRefDto {
  readonly id: number
  /** '' when the trace does not have it. */
  readonly name: string
}

export interface WorkRegionDto {
  /** Its place in the order of begins, as in the selection `region:5`. */
  readonly region: number
  readonly name: string
  readonly startNs: number
  readonly endNs: number
  /** Nesting on its goroutine, 0 outermost. */
  readonly depth: number
  readonly isOpenAtStart: boolean
  readonly isOpenAtEnd: boolean
  /** Absent for the background task, to which everything belongs. */
  readonly task?: TaskRefDto
  readonly place?: FrameDto
}

/** One user region: when, and what its goroutine did meanwhile. */
export interface RegionDto extends WorkRegionDto {
  readonly goroutine: GoroutineRefDto
  /** The row of the timeline that it is drawn on. */
  readonly row: RowKey
  readonly stateTimes: StateTimesDto
  /** The innermost region around it. */
  readonly outer?: RegionRefDto
  /** Directly inside it, in order of their begin; not all of many. */
  readonly inner: readonly RegionRefDto[]
  readonly innerTotal: number
  /** Of its goroutine within it, in order of time; not all of many. */
  readonly logs: readonly WorkLogDto[]
  readonly logTotal: number
  /** Whole regions of its name, and how many of them took less time; absent where it is not whole itself. */
  readonly among?: { readonly count: number; readonly shorter: number }
}

export interface RegionRefDto {
  readonly region: number
  readonly name: string
  readonly startNs: number
  readonly endNs: number
}

export interface WorkLogDto {
  readonly atNs: number
  readonly category: string
  readonly message: string
  readonly task?: TaskRefDto
}

/** A task and what a goroutine had to do with it. */
export interface WorkTaskDto extends TaskRefDto {
  /** Absent when not in the trace. */
  readonly startNs?: number
  readonly endNs?: number
  readonly hasBegun: boolean
  readonly hasEnded: boolean
  readonly regionCount: number
  readonly logCount: number
}

export interface GoroutineWorkDto {
  /** Most time first. */
  readonly charged: readonly ChargedRangeDto[]
  /** In order of their begin; not all of many. */
  readonly regions: readonly WorkRegionDto[]
  readonly regionTotal: number
  readonly tasks: readonly WorkTaskDto[]
  /** In order of time; not all of many. */
  readonly logs: readonly WorkLogDto[]
  readonly logTotal: number
  readonly cpuSampleCount: number
}

/** One user task with all that belongs to it. */
export interface TaskDto extends TaskRefDto {
  readonly parent?: TaskRefDto
  /** In order of their begin; not all of many. */
  readonly children: readonly (TaskRefDto & { readonly startNs?: number; readonly endNs?: number })[]
  readonly childTotal: number
  /** Absent when not in the trace. */
  readonly startNs?: number
  readonly endNs?: number
  /** Where it was begun. */
  readonly place?: FrameDto
  /** Those that began or ended it, ran a region of it or logged to it; time by state between its begin and its end. */
  readonly goroutines: readonly {
    readonly goroutine: GoroutineRefDto
    readonly stateTimes: StateTimesDto
    readonly hasBegun: boolean
    readonly hasEnded: boolean
    readonly regionCount: number
    readonly logCount: number
  }[]
  /** Its own, not those of its children, in order of time; not all of many. */
  readonly events: readonly {
    readonly atNs: number
    readonly goroutine?: GoroutineRefDto
    /** 'task begin', 'region "x" end', '[category] message'. */
    readonly text: string
  }[]
  readonly eventTotal: number
}
