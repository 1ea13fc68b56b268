/**
 * The ordered event stream of a trace, as Go's own reader would emit it (Go 1.27 src/internal/trace/event.go),
 * handed to whoever wants it: the row builder, the summary, a profile. Both wire formats end here.
 *
 * Nothing is allocated per event: `context` is one object that the producer reuses. Copy what must be kept.
 */
import type { GoroutineState, Metric, ProcessorState, RangeScope } from './states'
import type { TraceTables } from './tables'

/**
 * Where and when the current event happened: the emitting thread's context *before* the event.
 * Indices are dense (see TraceTables); NONE where there is none.
 */
export interface EventContext {
  /**
   * Nanoseconds since the trace's start. In `go` clock mode: Go's own, clamped so that times rise strictly in
   * the order of events (trace-format 9.3). In `raw` mode: what was written, never clamped, may step back
   * between threads.
   */
  timeNs: number
  /** Thread (M) index, or NONE. */
  thread: number
  /** Processor (P) id as Go numbers it, or NONE. */
  processor: number
  /** Goroutine index, or NONE. */
  goroutine: number
  /** The event's own stack: of the code that did it. NONE where there is none. */
  stack: number
}

export interface SyncDetails {
  /** Generation number as written; 0 for format 1. */
  readonly generation: number
  /** Unix nanoseconds of the wall clock at the snapshot, and the trace time it was taken at; from header 1.25. */
  readonly wallClock?: { readonly unixNs: bigint; readonly atNs: number }
  /**
   * Set when a part of the file before this Sync is lost: since when. States from there on are unknown until the
   * goroutine or processor is met again, in a transition from `undetermined`.
   */
  readonly lossFromNs?: number
  /** Whether this is the closing Sync after the last generation. */
  readonly isLast: boolean
}

/** One method per kind of event. Strings are indices into `tables.strings`. */
export interface EventSink {
  /** Called once before the first event. The tables grow while events arrive. */
  begin(tables: TraceTables): void
  sync(context: EventContext, details: SyncDetails): void
  /**
   * A goroutine changes state, or a status event repeats it (`from === to`).
   * @param reason string index of the wire reason ('' when there is none: status events, GoSwitch, GoStart).
   * @param goroutineStack stack of the goroutine in transition (creation: its one-frame start stack); NONE if unknown.
   */
  goroutineTransition(
    context: EventContext,
    goroutine: number,
    from: GoroutineState,
    to: GoroutineState,
    reason: number,
    goroutineStack: number,
  ): void
  processorTransition(
    context: EventContext,
    processor: number,
    from: ProcessorState,
    to: ProcessorState,
  ): void
  /** `scopeId`: goroutine index, processor id, or NONE for global ranges. */
  rangeBegin(context: EventContext, scope: RangeScope, scopeId: number, name: number): void
  /** A range that is open when its generation begins. In the first generation it began before the trace. */
  rangeActive(context: EventContext, scope: RangeScope, scopeId: number, name: number): void
  /** `bytesSwept`, `bytesReclaimed`: for sweep ranges, else NaN. */
  rangeEnd(
    context: EventContext,
    scope: RangeScope,
    scopeId: number,
    name: number,
    bytesSwept: number,
    bytesReclaimed: number,
  ): void
  metric(context: EventContext, metric: Metric, value: number): void
  label(context: EventContext, goroutine: number, label: number): void
  /** `parent` is 0 where there is none. */
  taskBegin(context: EventContext, task: number, parent: number, name: number): void
  /** `name` and `parent` come from the begin; '' and -1 when that was not seen. */
  taskEnd(context: EventContext, task: number, parent: number, name: number): void
  regionBegin(context: EventContext, task: number, name: number): void
  regionEnd(context: EventContext, task: number, name: number): void
  log(context: EventContext, task: number, category: number, message: number): void
  /** A CPU profile sample; the context says where it was taken. */
  cpuSample(context: EventContext): void
  /** An event of an experiment (AllocFree), named as Go names it, with its raw arguments. */
  experimental(
    context: EventContext,
    name: number,
    argumentCount: number,
    a: number,
    b: number,
    c: number,
  ): void
}
