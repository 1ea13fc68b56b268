/**
 * The rarer events of one generation, kept while it is ordered in a thread of its own, and handed on in the order of
 * the trace once all generations before it have been.
 */
import type { EventContext } from '../../../model/event-sink'
import type { Metric, ProcessorState, RangeScope } from '../../../model/states'
import type { TraceBuilder } from '../../../model/trace-builder'

/** Kinds of rows. Those that the kernel writes too have their numbers there (order-kernel.as). */
export const Recorded = {
  processorTransition: 0,
  rangeBegin: 1,
  rangeActive: 2,
  rangeEnd: 3,
  metric: 4,
  taskBegin: 5,
  taskEnd: 6,
  regionBegin: 7,
  regionEnd: 8,
  log: 9,
  cpuSample: 10,
  goroutineEnd: 11,
  label: 12,
} as const

/** Numbers of a row: kind, the context's five, and up to five of its own. */
export const recordedWidth = 11
/** Where in the row of a range its name is. */
export const recordedNameAt = 8

export class EventRecorder {
  private rows: Float64Array
  private length = 0

  /** @param foreseen rows: with so many no column is ever copied, nor thrown away. */
  constructor(foreseen: number) {
    this.rows = new Float64Array(Math.max(64, foreseen) * recordedWidth)
  }

  private reserve(numbers: number): void {
    const needed = this.length + numbers
    if (needed <= this.rows.length) return
    const wider = new Float64Array(Math.max(2 * this.rows.length, needed))
    wider.set(this.rows)
    this.rows = wider
  }

  private add(kind: number, context: EventContext, a = 0, b = 0, c = 0, d = 0, e = 0): void {
    this.reserve(recordedWidth)
    const { rows } = this
    const at = this.length
    rows[at] = kind
    rows[at + 1] = context.timeNs
    rows[at + 2] = context.thread
    rows[at + 3] = context.processor
    rows[at + 4] = context.goroutine
    rows[at + 5] = context.stack
    rows[at + 6] = a
    rows[at + 7] = b
    rows[at + 8] = c
    rows[at + 9] = d
    rows[at + 10] = e
    this.length += recordedWidth
  }

  /** Rows that were recorded elsewhere. */
  addAll(rows: Float64Array): void {
    this.reserve(rows.length)
    this.rows.set(rows, this.length)
    this.length += rows.length
  }

  processorTransition(context: EventContext, id: number, from: ProcessorState, to: ProcessorState): void {
    this.add(Recorded.processorTransition, context, id, from, to)
  }
  rangeBegin(context: EventContext, scope: RangeScope, scopeId: number, name: number): void {
    this.add(Recorded.rangeBegin, context, scope, scopeId, name)
  }
  rangeActive(context: EventContext, scope: RangeScope, scopeId: number, name: number): void {
    this.add(Recorded.rangeActive, context, scope, scopeId, name)
  }
  rangeEnd(
    context: EventContext,
    scope: RangeScope,
    scopeId: number,
    name: number,
    bytesSwept: number,
    bytesReclaimed: number,
  ): void {
    this.add(Recorded.rangeEnd, context, scope, scopeId, name, bytesSwept, bytesReclaimed)
  }
  metric(context: EventContext, metric: Metric, value: number): void {
    this.add(Recorded.metric, context, metric, value)
  }
  taskBegin(context: EventContext, task: number, parent: number, name: number): void {
    this.add(Recorded.taskBegin, context, task, parent, name)
  }
  taskEnd(context: EventContext, task: number, parent: number, name: number): void {
    this.add(Recorded.taskEnd, context, task, parent, name)
  }
  regionBegin(context: EventContext, task: number, name: number): void {
    this.add(Recorded.regionBegin, context, task, name)
  }
  regionEnd(context: EventContext, task: number, name: number): void {
    this.add(Recorded.regionEnd, context, task, name)
  }
  log(context: EventContext, task: number, category: number, message: number): void {
    this.add(Recorded.log, context, task, category, message)
  }
  cpuSample(context: EventContext): void {
    this.add(Recorded.cpuSample, context)
  }
  goroutineEnd(context: EventContext, goroutine: number): void {
    this.add(Recorded.goroutineEnd, context, goroutine)
  }
  label(context: EventContext, goroutine: number, label: number): void {
    this.add(Recorded.label, context, goroutine, label)
  }

  /** What was recorded; cloneable, with little besides that a clone would have to take along. */
  get recorded(): Float64Array {
    const isMostOfIt = this.rows.length <= 1.25 * this.length
    return isMostOfIt ? this.rows.subarray(0, this.length) : this.rows.slice(0, this.length)
  }
}

/** What sequential order would have made of tasks and regions that lie in several generations. */
export class AnnotationCheck {
  private readonly openTasks = new Set<number>()
  /** By goroutine: task and name of its open regions, outermost first. */
  private readonly openRegions = new Map<number, { readonly task: number; readonly name: number }[]>()

  /** Whether the recorded events mean in the whole trace what each means in its own generation. */
  accepts(recorded: Float64Array): boolean {
    for (let at = 0; at < recorded.length; at += recordedWidth)
      if (!this.acceptsOne(recorded[at], recorded[at + 4], recorded[at + 6], recorded[at + 7])) return false
    return true
  }

  private acceptsOne(kind: number, goroutine: number, a: number, b: number): boolean {
    switch (kind) {
      case Recorded.taskBegin:
        if (this.openTasks.has(a)) return false
        this.openTasks.add(a)
        return true
      case Recorded.taskEnd:
        this.openTasks.delete(a)
        return true
      case Recorded.regionBegin: {
        const open = this.openRegions.get(goroutine)
        if (open === undefined) this.openRegions.set(goroutine, [{ task: a, name: b }])
        else open.push({ task: a, name: b })
        return true
      }
      case Recorded.regionEnd: {
        const innermost = this.openRegions.get(goroutine)?.pop()
        return innermost === undefined || (innermost.task === a && innermost.name === b)
      }
      case Recorded.goroutineEnd:
        this.openRegions.delete(a)
        return true
      default:
        return true
    }
  }
}

/** Hands recorded events on. */
export function replay(rows: Float64Array, builder: TraceBuilder): void {
  const context: EventContext = { timeNs: 0, thread: 0, processor: 0, goroutine: 0, stack: 0 }
  for (let at = 0; at < rows.length; at += recordedWidth) {
    context.timeNs = rows[at + 1]
    context.thread = rows[at + 2]
    context.processor = rows[at + 3]
    context.goroutine = rows[at + 4]
    context.stack = rows[at + 5]
    const a = rows[at + 6]
    const b = rows[at + 7]
    const c = rows[at + 8]
    switch (rows[at]) {
      case Recorded.processorTransition:
        builder.processorTransition(context, a, b as ProcessorState, c as ProcessorState)
        break
      case Recorded.rangeBegin:
        builder.rangeBegin(context, a as RangeScope, b, c)
        break
      case Recorded.rangeActive:
        builder.rangeActive(context, a as RangeScope, b, c)
        break
      case Recorded.rangeEnd:
        builder.rangeEnd(context, a as RangeScope, b, c, rows[at + 9], rows[at + 10])
        break
      case Recorded.metric:
        builder.metric(context, a as Metric, b)
        break
      case Recorded.taskBegin:
        builder.taskBegin(context, a, b, c)
        break
      case Recorded.taskEnd:
        builder.taskEnd(context, a, b, c)
        break
      case Recorded.regionBegin:
        builder.regionBegin(context, a, b)
        break
      case Recorded.regionEnd:
        builder.regionEnd(context, a, b)
        break
      case Recorded.log:
        builder.log(context, a, b, c)
        break
      case Recorded.cpuSample:
        builder.cpuSample(context)
        break
      case Recorded.goroutineEnd:
        builder.goroutineEnds(a, context.timeNs)
        break
      case Recorded.label:
        builder.label(context, a, b)
        break
    }
  }
}
