/**
 * What one blocking profile needs of a trace, as a sink of its ordered events: the waits of that kind, and the lives
 * and regions of goroutines to restrict them by.
 */
import type { EventContext, EventSink, SyncDetails } from '../../model/event-sink'
import type { GoroutineState, ProcessorState } from '../../model/states'
import type { TraceTables } from '../../model/tables'
import { AnnotationTally } from './annotation-tally'
import type { ProfileKind } from './blocking-profiles'
import { KindBit, WaitFollower, WaitRecords } from './blocking-profiles'
import { GoroutineTimes } from './goroutine-times'
import type { SummaryRules } from './summary-rules'
import type { ProfileInput } from './trace-profile'

export class WaitRecorder implements EventSink {
  private readonly annotations: AnnotationTally
  private readonly times: GoroutineTimes
  private readonly records = new WaitRecords()
  private readonly follower: WaitFollower
  private tables: TraceTables | undefined
  private lastNs = 0

  constructor(
    private readonly rules: SummaryRules,
    kind: ProfileKind,
  ) {
    this.annotations = new AnnotationTally(rules)
    this.times = new GoroutineTimes(rules, this.annotations)
    const text = (reason: number): string => this.tables?.strings.get(reason) ?? ''
    this.follower = new WaitFollower(KindBit[kind], text, this.records)
  }

  begin(tables: TraceTables): void {
    this.tables = tables
    this.times.begin(tables)
    this.annotations.begin(tables, this.times)
  }

  sync(context: EventContext, _details: SyncDetails): void {
    this.see(context)
    this.times.sync(context.timeNs)
  }

  goroutineTransition(
    context: EventContext,
    goroutine: number,
    from: GoroutineState,
    to: GoroutineState,
    reason: number,
    goroutineStack: number,
  ): void {
    this.see(context)
    this.times.transition(context, goroutine, from, to, reason, goroutineStack)
    this.follower.transition(context, goroutine, to, reason)
  }

  processorTransition(
    context: EventContext,
    processor: number,
    from: ProcessorState,
    to: ProcessorState,
  ): void {
    this.see(context)
    this.times.processorTransition(context.timeNs, processor, from, to)
  }

  regionBegin(context: EventContext, task: number, name: number): void {
    this.see(context)
    this.annotations.regionBegin(context, task, name)
  }

  regionEnd(context: EventContext, task: number, name: number): void {
    this.see(context)
    this.annotations.regionEnd(context, task, name)
  }

  rangeBegin(context: EventContext): void {
    this.see(context)
  }

  rangeActive(context: EventContext): void {
    this.see(context)
  }

  rangeEnd(context: EventContext): void {
    this.see(context)
  }

  metric(context: EventContext): void {
    this.see(context)
  }

  label(context: EventContext): void {
    this.see(context)
  }

  taskBegin(context: EventContext): void {
    this.see(context)
  }

  taskEnd(context: EventContext): void {
    this.see(context)
  }

  log(context: EventContext): void {
    this.see(context)
  }

  cpuSample(context: EventContext): void {
    this.see(context)
  }

  experimental(context: EventContext): void {
    this.see(context)
  }

  /** Call once, after the last event. Undefined when there was none. */
  finish(): ProfileInput | undefined {
    if (this.tables === undefined) return undefined
    this.times.finish(this.lastNs)
    return {
      rules: this.rules,
      tables: this.tables,
      times: this.times,
      annotations: this.annotations,
      records: this.records,
      endNs: this.lastNs,
    }
  }

  private see(context: EventContext): void {
    if (context.timeNs > this.lastNs) this.lastNs = context.timeNs
  }
}
