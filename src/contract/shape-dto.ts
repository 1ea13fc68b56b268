/**
 * The shape of some goroutines: lifelines in time, who created whom, who made whom runnable. Times are integer
 * nanoseconds since the trace's start. What was sent, and over which channel, no trace says.
 */
import type { DurationsDto } from './goroutine-dto'
import type { FrameDto, GoroutineRefDto } from './place-dto'

/** Which goroutines are asked for. */
export type ShapeChoice =
  | { readonly by: 'goroutines'; readonly ids: readonly number[] }
  /** By start function in full; 'runtime' for the runtime's own, '' for those whose start function is unknown. */
  | { readonly by: 'function'; readonly functionName: string }
  /** Those that start or end a task, or have a region or a log line of it. */
  | { readonly by: 'task'; readonly task: number }
  /** An expression as in the table of goroutines; '' for all. */
  | { readonly by: 'filter'; readonly filter: string }
  /** Those with the most wake-ups and creations within a stretch of time. */
  | { readonly by: 'time'; readonly fromNs: number; readonly toNs: number }

/** One goroutine; the position in ShapeDto.lines is its number. */
export interface ShapeLineDto extends GoroutineRefDto {
  readonly createdNs: number
  /** Where its row ends: its end, or the last that the trace shows of it. */
  readonly toNs: number
  readonly startsBeforeTrace: boolean
  readonly hasEnded: boolean
  /** Named by the choice; the others are there because they are connected to one that is. */
  readonly isChosen: boolean
  /** Where its creator started it. */
  readonly creationPlace?: FrameDto
  /** A creator that is not in the picture. */
  readonly creatorOutside?: GoroutineRefDto
  /** Wake-ups by what is not in the picture, over the whole trace. */
  readonly wokenFromOutside: {
    readonly goroutines: number
    readonly network: number
    readonly timers: number
  }
}

/** `creator` and `created` are numbers of lines. */
export interface ShapeCreationDto {
  readonly creator: number
  readonly created: number
  readonly atNs: number
}

/**
 * All wake-ups of one goroutine by another over the whole trace. Durations: from the wake-up to running again. Numbers
 * of lines.
 */
export interface ShapePairDto extends DurationsDto {
  readonly waker: number
  readonly woken: number
  readonly firstNs: number
}

/** What stands for a waker that is no line. */
export const shapeOutside = { goroutine: -1, network: -2, timer: -3 } as const

/**
 * Wake-ups within the window, as columns of equal length in order of time. Those of the same pair that begin in the
 * same slice are one element with their count.
 */
export interface ShapeWakesDto {
  /** Width of a slice: a power of two, and slices begin at its multiples. */
  readonly sliceNs: number
  /** Number of a line, or a value of `shapeOutside`. */
  readonly waker: readonly number[]
  readonly woken: readonly number[]
  readonly count: readonly number[]
  readonly firstNs: readonly number[]
  readonly lastNs: readonly number[]
  /** The longest time from a wake-up to running again. */
  readonly longestDelayNs: readonly number[]
  /** Id of a waker outside the picture where it is one and the same; -1 otherwise. */
  readonly outsideId: readonly number[]
  /** All wake-ups of the lines in the window. */
  readonly total: number
}

export interface ShapeDto {
  /** From top to bottom. */
  readonly lines: readonly ShapeLineDto[]
  /** Goroutines that the choice names, shown or not. */
  readonly chosenTotal: number
  /** Goroutines connected with those chosen, shown or not; 0 when they were not asked for. */
  readonly neighbourTotal: number
  readonly creations: readonly ShapeCreationDto[]
  /** Most wake-ups first; at most `limits.shapePairs`. */
  readonly pairs: readonly ShapePairDto[]
  readonly pairTotal: number
  readonly wakes: ShapeWakesDto
  /** What the trace surely says about them, in words; most telling first. */
  readonly sentences: readonly string[]
}
