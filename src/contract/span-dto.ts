/**
 * One stretch of one goroutine in one state, with what led to it and what it led to. Times are integer nanoseconds since
 * the trace's start.
 */
import type { FrameDto, GoroutineRefDto, StackDto } from './place-dto'
import type { VisualState } from './visual-states'

/** One stretch of one goroutine in one state. */
export interface SpanDto {
  readonly index: number
  readonly goroutine: GoroutineRefDto
  readonly startNs: number
  readonly endNs: number
  /** The file does not show its begin or end. */
  readonly isClippedLeft: boolean
  readonly isClippedRight: boolean
  /** Go's state word: Running, Runnable, Waiting, Syscall, NotExist, Undetermined. */
  readonly state: string
  readonly visualState: VisualState
  readonly reason: string
  /** What the runtime called it: how a worker of the collector was started, "GC (dedicated)" and the like. */
  readonly label?: string
  readonly processor?: number
  readonly thread?: number
  /** First frame outside the runtime. */
  readonly place?: FrameDto
  readonly stack: StackDto
  /** Who ended this wait: known only where the trace proves it (truths.md). */
  readonly wokenBy?: WakeDto
  /** For runnable spans: who made it runnable. */
  readonly causedBy?: WakeDto
  /** Goroutines that were made runnable by this one during this span, in order of time; at most 64. */
  readonly wakes?: readonly WokenDto[]
  /** Syscalls: when the P was lost. */
  readonly lostProcessorNs?: number
  readonly previous?: SpanNeighbourDto
  readonly next?: SpanNeighbourDto
}

export interface SpanNeighbourDto {
  /** As SpanDto.index: several spans may begin at once. */
  readonly index: number
  readonly startNs: number
  readonly state: string
}

/** One that was made runnable. */
export interface WokenDto {
  readonly goroutine: GoroutineRefDto
  /** SpanDto.index of its runnable span. */
  readonly index: number
  readonly atNs: number
  /** From then until it ran; absent where the trace does not show it running next. */
  readonly delayNs?: number
}

export interface WakeDto {
  /** 'goroutine' proves a goroutine; the others say that no goroutine can be named. */
  readonly kind: 'goroutine' | 'network' | 'timer-or-runtime' | 'creation' | 'unknown'
  readonly goroutine?: GoroutineRefDto
  readonly atNs: number
  readonly place?: FrameDto
  readonly stack: StackDto
  /** In words. */
  readonly text: string
  /** From the wake-up until it ran; absent where the trace does not show it running next. */
  readonly delayNs?: number
}
