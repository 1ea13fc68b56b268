/**
 * The critical path of a stretch of one goroutine: what it did, and while it was blocked what the goroutine did that ended
 * the wait. Times are integer nanoseconds since the trace's start.
 */
import type { FrameDto, GoroutineRefDto } from './place-dto'
import type { VisualState } from './visual-states'

/** What the path is asked of. */
export type PathChoice =
  /** A stretch of a goroutine; without times its whole row. */
  | {
      readonly by: 'goroutine'
      readonly goroutine: number
      readonly fromNs?: number | undefined
      readonly toNs?: number | undefined
    }
  /** From a user task's begin to its end, back from the goroutine that ended it. */
  | { readonly by: 'task'; readonly task: number }
  /** The longest user region of a name that the trace shows whole. */
  | { readonly by: 'region'; readonly name: string }
  /** The longest task that the trace shows whole, else region, else the main goroutine. */
  | { readonly by: 'longest' }

export const pathKinds = [
  /** Had a P and ran. */
  'running',
  /** Ran, and worked for the collector because it allocated. */
  'assist',
  'syscall',
  /** Could run and had no P. */
  'runnable',
  /** Could run; the world was stopped or being stopped. */
  'stopped',
  /** Waited for the network; no goroutine of the program ended that. */
  'network',
  /** Waited; a timer or the runtime itself ended it. */
  'timer',
  /** Waited, and the trace does not show what ended it, or it was not over. */
  'wait',
  /** The trace does not tell what the goroutine did. */
  'unknown',
] as const
export type PathKind = (typeof pathKinds)[number]

/** How the path comes to a step's goroutine from that of the step before it in time. */
export interface PathHopDto {
  /**
   * woke: the goroutine before woke this one. created: it created this one. waited: the goroutine before began to wait,
   * and this one (or one that it was itself waiting for) ended that.
   */
  readonly how: 'woke' | 'created' | 'waited'
  readonly text: string
  /** Go's reason of the wait. */
  readonly reason?: string
  /** Of the wait that was ended, or that begins. */
  readonly waitNs?: number
  /** woke, created: where the goroutine before stood; waited: where it waited. */
  readonly place?: FrameDto
}

/** Steps tile the stretch: each begins where the one before it ends. */
export interface PathStepDto {
  readonly fromNs: number
  readonly toNs: number
  /** Absent: several short steps in one, of `count`. */
  readonly kind?: PathKind
  readonly count: number
  /** Absent for several. */
  readonly goroutine?: GoroutineRefDto
  readonly visualState: VisualState
  /** What it did, in words. */
  readonly text: string
  /** Waits and system calls: where. Running: where it stopped, when the trace tells. */
  readonly place?: FrameDto
  /**
   * proved: the goroutine asked about. likely: one that ended a wait or created it, before it did so; the trace does not say
   * that what it did there was for that. unknown: the trace does not tell.
   */
  readonly certainty: 'proved' | 'likely' | 'unknown'
  /** How many hand-overs lie between it and the goroutine asked about. */
  readonly depth: number
  readonly hop?: PathHopDto
  /** Of its span, for links. */
  readonly span?: { readonly startNs: number; readonly index: number }
  /** The P it ran on, where it held one all the while. */
  readonly processor?: number
}

export interface PathDto {
  readonly subject: {
    /** 'task 7 "checkout"', 'region "fetch"', 'g18 main.worker'. */
    readonly text: string
    readonly goroutine: GoroutineRefDto
    readonly task?: number
    readonly fromNs: number
    readonly toNs: number
    /** What must be known of the stretch; '' for nothing. */
    readonly note: string
  }
  /** In order of time; at most 2001. Short ones between the longest are joined when there are more. */
  readonly steps: readonly PathStepDto[]
  /** Before joining. */
  readonly stepTotal: number
  /** Hand-overs from one goroutine to another. */
  readonly hopTotal: number
  /** In the order of pathKinds, only those that there are. */
  readonly kinds: readonly { readonly kind: PathKind; readonly count: number; readonly totalNs: number }[]
  /** Most time first; at most 100. */
  readonly goroutines: readonly PathShareDto<GoroutineRefDto>[]
  readonly goroutineTotal: number
  /** By start function, most time first; at most 100. */
  readonly functions: readonly PathShareDto<string>[]
  readonly functionTotal: number
  /** The figures in words. */
  readonly sentences: readonly string[]
}

export interface PathShareDto<Of> {
  readonly of: Of
  readonly count: number
  readonly totalNs: number
  /** By kind, in the order of pathKinds. */
  readonly kindNs: readonly number[]
}
