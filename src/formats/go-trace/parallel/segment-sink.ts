/**
 * Where the events of one generation go that is ordered in a thread of its own: spans and executions straight into
 * their rows of the whole trace, the rest into a record.
 */
import type { EventContext, EventSink } from '../../../model/event-sink'
import { GoroutineRows } from '../../../model/goroutine-rows'
import { ProcessorRows } from '../../../model/processor-rows'
import type { GoroutineState, Metric, ProcessorState, RangeScope } from '../../../model/states'
import { GoroutineState as G, NONE, ProcessorState as P } from '../../../model/states'
import type { TraceTables } from '../../../model/tables'
import type { LentRows, RowLender } from '../../../model/trace-builder'
import { EventRecorder } from './recorded-events'

export class SegmentSink implements EventSink, RowLender {
  readonly recorder: EventRecorder
  readonly processors: ProcessorRows
  private readonly goroutines: GoroutineRows

  /**
   * @param lent the trace's columns; those that say how far rows have come, and threads, are this generation's own.
   * @param syncNs begin of the generation.
   * @param hasRegions whether the ends of goroutines may close regions that are open.
   * @param foreseenRecords rarer events that were counted.
   */
  constructor(
    private readonly lent: LentRows,
    processorIds: readonly number[],
    tables: TraceTables,
    private readonly syncNs: number,
    private readonly hasRegions: boolean,
    foreseenRecords: number,
  ) {
    this.recorder = new EventRecorder(foreseenRecords)
    this.processors = ProcessorRows.over(processorIds, lent.processors)
    this.goroutines = GoroutineRows.over(lent.goroutines, this.processors)
    this.goroutines.begin(tables)
  }

  lend(): LentRows {
    return this.lent
  }

  isStillLent(): boolean {
    return true
  }

  noteLent(): void {
    // How many goroutines there are, and when the last event was, is known to whoever shares the work out.
  }

  processorRow(id: number): number {
    return this.processors.rowOf(id)
  }

  begin(): void {
    // The tables are complete.
  }

  sync(): void {
    // Told to the trace by whoever shares the work out.
  }

  goroutineTransition(
    context: EventContext,
    goroutine: number,
    from: GoroutineState,
    to: GoroutineState,
    reason: number,
    goroutineStack: number,
  ): void {
    this.touchThread(context)
    this.goroutines.transition(context, this.syncNs, goroutine, from, to, reason, goroutineStack)
    if (to === G.notExist && this.hasRegions) this.recorder.goroutineEnd(context, goroutine)
  }

  processorTransition(
    context: EventContext,
    processor: number,
    from: ProcessorState,
    to: ProcessorState,
  ): void {
    if (to !== P.running) this.processors.loseSyscall(processor, context.timeNs)
    this.recorder.processorTransition(context, processor, from, to)
  }

  rangeBegin(context: EventContext, scope: RangeScope, scopeId: number, name: number): void {
    this.recorder.rangeBegin(context, scope, scopeId, name)
  }

  rangeActive(context: EventContext, scope: RangeScope, scopeId: number, name: number): void {
    this.recorder.rangeActive(context, scope, scopeId, name)
  }

  rangeEnd(
    context: EventContext,
    scope: RangeScope,
    scopeId: number,
    name: number,
    bytesSwept: number,
    bytesReclaimed: number,
  ): void {
    this.recorder.rangeEnd(context, scope, scopeId, name, bytesSwept, bytesReclaimed)
  }

  metric(context: EventContext, metric: Metric, value: number): void {
    this.recorder.metric(context, metric, value)
  }

  label(context: EventContext, goroutine: number, label: number): void {
    this.recorder.label(context, goroutine, label)
  }

  taskBegin(context: EventContext, task: number, parent: number, name: number): void {
    this.recorder.taskBegin(context, task, parent, name)
  }

  taskEnd(context: EventContext, task: number, parent: number, name: number): void {
    this.recorder.taskEnd(context, task, parent, name)
  }

  regionBegin(context: EventContext, task: number, name: number): void {
    this.recorder.regionBegin(context, task, name)
  }

  regionEnd(context: EventContext, task: number, name: number): void {
    this.recorder.regionEnd(context, task, name)
  }

  log(context: EventContext, task: number, category: number, message: number): void {
    this.recorder.log(context, task, category, message)
  }

  cpuSample(context: EventContext): void {
    this.recorder.cpuSample(context)
  }

  experimental(context: EventContext): void {
    this.touchThread(context)
  }

  /** As TraceBuilder does: the rest of what it would do is done when the record is replayed. */
  private touchThread(context: EventContext): void {
    const { thread, timeNs } = context
    if (thread === NONE) return
    const { threadFirstNs, threadLastNs } = this.lent
    if (timeNs >= threadLastNs[thread]) threadLastNs[thread] = timeNs
    else if (!(timeNs >= threadFirstNs[thread])) {
      threadFirstNs[thread] = timeNs
      if (Number.isNaN(threadLastNs[thread])) threadLastNs[thread] = timeNs
    }
  }
}
