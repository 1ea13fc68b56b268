/**
 * The summary of a trace as one sink of its ordered events: hands each event to the accounts that want it. Nothing is
 * allocated per event.
 */
import type { EventContext, EventSink, SyncDetails } from '../../model/event-sink'
import {
  NONE,
  type GoroutineState,
  type Metric,
  type ProcessorState,
  type RangeScope,
} from '../../model/states'
import type { TraceTables } from '../../model/tables'
import { AnnotationTally } from './annotation-tally'
import { KindBit, WaitFollower, WaitRecords, WaitSums } from './blocking-profiles'
import { EventKind, EventTally } from './event-tally'
import { GoroutineTimes } from './goroutine-times'
import { ProcessorTimes } from './processor-times'
import { RangeTally } from './range-tally'
import type { UtilizationCurve } from './mutator-utilization'
import { UtilizationRecorder } from './mutator-utilization'
import type { SummaryRules } from './summary-rules'

const allKinds = KindBit.net | KindBit.sync | KindBit.syscall | KindBit.sched

/** Everything that was counted. Times are relative to the first Sync. */
export interface SummaryFigures {
  readonly rules: SummaryRules
  readonly tables: TraceTables
  readonly tally: EventTally
  readonly times: GoroutineTimes
  readonly annotations: AnnotationTally
  readonly ranges: RangeTally
  readonly processors: ProcessorTimes
  readonly utilization: UtilizationCurve
  /** Waits by stack for the whole trace; in parity mode the records, which Go cuts to each goroutine's first run. */
  readonly waits: WaitSums | WaitRecords
  readonly syncs: readonly SyncDetails[]
  readonly syncTimesNs: readonly number[]
}

export class Summarizer implements EventSink {
  private readonly tally = new EventTally()
  private readonly annotations: AnnotationTally
  private readonly times: GoroutineTimes
  private readonly ranges = new RangeTally()
  private readonly processors = new ProcessorTimes()
  private readonly waits: WaitSums | WaitRecords
  private readonly syncs: SyncDetails[] = []
  private readonly syncTimesNs: number[] = []
  private readonly utilization: UtilizationRecorder
  private readonly follower: WaitFollower
  private tables: TraceTables | undefined

  constructor(private readonly rules: SummaryRules) {
    this.annotations = new AnnotationTally(rules)
    this.times = new GoroutineTimes(rules, this.annotations)
    this.waits = rules.isParity ? new WaitRecords() : new WaitSums()
    const text = (index: number): string => this.tables?.strings.get(index) ?? ''
    this.utilization = new UtilizationRecorder({ stopTheWorld: true, markAssist: true, sweep: false }, text)
    this.follower = new WaitFollower(allKinds, text, this.waits)
  }

  begin(tables: TraceTables): void {
    this.tables = tables
    this.times.begin(tables)
    this.annotations.begin(tables, this.times)
  }

  sync(context: EventContext, details: SyncDetails): void {
    this.tally.event(EventKind.sync, context)
    this.times.sync(context.timeNs)
    this.utilization.sync(context.timeNs)
    this.syncs.push(details)
    this.syncTimesNs.push(context.timeNs)
  }

  goroutineTransition(
    context: EventContext,
    goroutine: number,
    from: GoroutineState,
    to: GoroutineState,
    reason: number,
    goroutineStack: number,
  ): void {
    this.tally.event(EventKind.transition, context)
    this.tally.goroutineMove(from, to)
    if (goroutineStack !== NONE) this.tally.stack(goroutineStack)
    this.times.transition(context, goroutine, from, to, reason, goroutineStack)
    this.processors.goroutineTransition(context.timeNs, context.processor, goroutine, from, to)
    this.utilization.goroutineTransition(context, goroutine, from, to)
    this.follower.transition(context, goroutine, to, reason)
  }

  processorTransition(
    context: EventContext,
    processor: number,
    from: ProcessorState,
    to: ProcessorState,
  ): void {
    this.tally.event(EventKind.transition, context)
    this.tally.processorMove(from, to)
    this.times.processorTransition(context.timeNs, processor, from, to)
    this.processors.processorTransition(context.timeNs, processor, from, to)
  }

  rangeBegin(context: EventContext, scope: RangeScope, scopeId: number, name: number): void {
    this.tally.event(EventKind.rangeBegin, context)
    this.ranges.begin(context.timeNs, scope, scopeId, name)
    this.times.rangeBegin(context, scope, scopeId, name, false)
    this.utilization.rangeBegin(context, scope, scopeId, name)
  }

  rangeActive(context: EventContext, scope: RangeScope, scopeId: number, name: number): void {
    this.tally.event(EventKind.rangeActive, context)
    this.ranges.active(context.timeNs, scope, scopeId, name)
    this.times.rangeBegin(context, scope, scopeId, name, true)
    this.utilization.rangeActive(context, scope, scopeId, name)
  }

  rangeEnd(context: EventContext, scope: RangeScope, scopeId: number, name: number): void {
    this.tally.event(EventKind.rangeEnd, context)
    this.ranges.end(context.timeNs, scope, scopeId, name)
    this.times.rangeEnd(context, scope, scopeId, name)
    this.utilization.rangeEnd(context, scope, scopeId, name)
  }

  metric(context: EventContext, metric: Metric, value: number): void {
    this.tally.event(EventKind.metric, context)
    this.tally.metric(context.timeNs, metric, value)
    this.utilization.metric(context.timeNs, metric, value)
  }

  label(context: EventContext, _goroutine: number, label: number): void {
    this.tally.event(EventKind.label, context)
    this.tally.labels.set(label, (this.tally.labels.get(label) ?? 0) + 1)
  }

  taskBegin(context: EventContext, task: number, parent: number, name: number): void {
    this.tally.event(EventKind.taskBegin, context)
    this.annotations.taskBegin(context, task, parent, name)
  }

  taskEnd(context: EventContext, task: number, parent: number, name: number): void {
    this.tally.event(EventKind.taskEnd, context)
    this.annotations.taskEnd(context, task, parent, name)
  }

  regionBegin(context: EventContext, task: number, name: number): void {
    this.tally.event(EventKind.regionBegin, context)
    this.annotations.regionBegin(context, task, name)
  }

  regionEnd(context: EventContext, task: number, name: number): void {
    this.tally.event(EventKind.regionEnd, context)
    this.annotations.regionEnd(context, task, name)
  }

  log(context: EventContext, task: number, category: number, message: number): void {
    this.tally.event(EventKind.log, context)
    this.annotations.log(context, task, category, message)
  }

  cpuSample(context: EventContext): void {
    this.tally.event(EventKind.cpuSample, context)
    const { samplesByStack } = this.tally
    samplesByStack.set(context.stack, (samplesByStack.get(context.stack) ?? 0) + 1)
  }

  experimental(context: EventContext, name: number): void {
    this.tally.event(EventKind.experimental, context)
    this.tally.experimental.set(name, (this.tally.experimental.get(name) ?? 0) + 1)
  }

  /** Call once, after the last event. Undefined when not even `begin` was called. */
  finish(): SummaryFigures | undefined {
    if (this.tables === undefined) return undefined
    const endNs = Number.isNaN(this.tally.lastNs) ? 0 : this.tally.lastNs
    this.times.finish(endNs)
    this.ranges.finish(endNs)
    this.processors.finish(endNs)
    return {
      rules: this.rules,
      tables: this.tables,
      tally: this.tally,
      times: this.times,
      annotations: this.annotations,
      ranges: this.ranges,
      processors: this.processors,
      utilization: this.utilization.finish(endNs),
      waits: this.waits,
      syncs: this.syncs,
      syncTimesNs: this.syncTimesNs,
    }
  }
}
