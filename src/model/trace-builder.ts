/**
 * Builds a Trace out of an ordered event stream: the spans of every goroutine, what ran on every processor, and the
 * rarer tables. Either wire format ends here.
 */
import type { ColumnMemory } from './column-memory'
import type { ColumnSpace } from './column-space'
import { ownArrays } from './column-space'
import type { EventContext, EventSink, SyncDetails } from './event-sink'
import { AnnotationRows } from './annotation-rows'
import type { LentGoroutineRows } from './goroutine-rows'
import { GoroutineRows } from './goroutine-rows'
import { GrowableColumns } from './growable-columns'
import type { LentProcessorRows } from './processor-rows'
import { ProcessorRows } from './processor-rows'
import { RangeRows } from './range-rows'
import type { GoroutineState, Metric, ProcessorState, RangeScope } from './states'
import { GoroutineState as G, metricNames, NONE, ProcessorState as P } from './states'
import type { TraceTables } from './tables'
import type { TracePlan } from './trace-plan'
import type { CounterTable, CpuSampleTable, Generation, LabelTable, Trace, TraceHeader } from './trace'
import type { ImportWarning } from '../base/import-warning'
import { ensure } from '../base/assert'

/** What only the reader of the file knows. */
export interface TraceFacts {
  readonly header: TraceHeader
  readonly originNs: bigint
  readonly eventCount: number
  readonly generations: readonly Generation[]
  readonly warnings: readonly ImportWarning[]
  readonly isComplete: boolean
  /** Where the columns lie, when they lie in one memory. */
  readonly memory?: ColumnMemory
}

/** Columns of a builder that a reader may fill itself. */
export interface LentRows {
  readonly goroutines: LentGoroutineRows
  readonly processors: LentProcessorRows
  /** By thread, NaN when not met yet. */
  readonly threadFirstNs: Float64Array
  readonly threadLastNs: Float64Array
}

/** Whoever lends rows out to be filled. */
export interface RowLender {
  /** The rows, with room for the times of `threadCount` threads. */
  lend(threadCount: number): LentRows
  /** Whether rows still lie where they were lent. */
  isStillLent(lent: LentRows): boolean
  /** The borrower has added goroutines below `goroutineEnd`, and events up to `latestNs`. */
  noteLent(goroutineEnd: number, latestNs: number): void
  /** The row of a processor id, or NONE. */
  processorRow(id: number): number
}

export class TraceBuilder implements EventSink, RowLender {
  private tables: TraceTables | null = null
  private readonly goroutines: GoroutineRows
  private readonly processors: ProcessorRows
  private readonly ranges = new RangeRows()
  private readonly annotations = new AnnotationRows()
  private readonly samples = new GrowableColumns({
    atNs: 'float64',
    goroutine: 'uint32',
    thread: 'uint32',
    processor: 'uint32',
    stack: 'uint32',
  })
  private readonly labels = new GrowableColumns({ atNs: 'float64', goroutine: 'uint32', label: 'uint32' })
  private readonly metrics = metricNames.map(() => new GrowableColumns({ atNs: 'float64', value: 'float64' }))
  private readonly wallClock: { readonly atNs: number; readonly unixNs: bigint }[] = []
  private threadFirstNs: Float64Array
  private threadLastNs: Float64Array
  /** Where the present generation begins: states first told in it held since then. */
  private syncNs = 0
  private lastNs = 0

  constructor(
    private readonly plan: TracePlan | null = null,
    private readonly space: ColumnSpace = ownArrays,
  ) {
    this.threadFirstNs = space.float64(64).fill(NaN)
    this.threadLastNs = space.float64(64).fill(NaN)
    this.processors = ProcessorRows.planned(plan, space)
    this.goroutines = GoroutineRows.planned(
      plan?.spans ?? null,
      this.processors,
      space,
      plan?.stackCount,
      plan?.timeUnitNs,
    )
  }

  lend(threadCount: number): LentRows {
    if (threadCount > this.threadFirstNs.length) {
      const firstNs = this.space.float64(2 * threadCount).fill(NaN)
      const lastNs = this.space.float64(2 * threadCount).fill(NaN)
      firstNs.set(this.threadFirstNs)
      lastNs.set(this.threadLastNs)
      this.threadFirstNs = firstNs
      this.threadLastNs = lastNs
    }
    return {
      goroutines: this.goroutines.lend(),
      processors: this.processors.lend(),
      threadFirstNs: this.threadFirstNs,
      threadLastNs: this.threadLastNs,
    }
  }

  isStillLent(lent: LentRows): boolean {
    return (
      this.threadFirstNs === lent.threadFirstNs &&
      this.goroutines.isStillLent(lent.goroutines) &&
      this.processors.isStillLent(lent.processors)
    )
  }

  noteLent(goroutineEnd: number, latestNs: number): void {
    this.goroutines.noteGoroutines(goroutineEnd)
    if (latestNs > this.lastNs) this.lastNs = latestNs
  }

  processorRow(id: number): number {
    return this.processors.rowOf(id)
  }

  /** For those who finish rows themselves: by string, 1 for a name that makes a goroutine the runtime's own. */
  systemNames(): Uint8Array {
    return this.goroutines.systemNames()
  }

  /**
   * Others have filled every planned row; what they found besides comes by `addLost` and `noteThread`.
   * @param unfinished goroutines that they have not finished, too (GoroutineRows.finishRow).
   */
  fill(unfinished: readonly number[]): void {
    this.goroutines.fill(unfinished)
    this.processors.fill()
  }

  /** A system call that lost its processor. */
  addLost(span: number, atNs: number): void {
    this.processors.addLost(span, atNs)
  }

  /** A thread was met at a time. */
  noteThread(thread: number, timeNs: number): void {
    this.touchThread({ timeNs, thread, processor: NONE, goroutine: NONE, stack: NONE })
  }

  /** Regions of a goroutine that ends, which others have seen ending. */
  goroutineEnds(goroutine: number, timeNs: number): void {
    this.annotations.goroutineEnds(goroutine, timeNs)
  }

  begin(tables: TraceTables): void {
    this.tables = tables
    this.goroutines.begin(tables)
    this.goroutines.planReasons(this.plan?.reasons ?? [])
    this.annotations.begin()
  }

  sync(context: EventContext, details: SyncDetails): void {
    if (details.lossFromNs !== undefined) {
      this.goroutines.loseFrom(details.lossFromNs)
      this.processors.loseFrom(details.lossFromNs)
      this.ranges.loseFrom(details.lossFromNs)
      this.annotations.loseFrom(details.lossFromNs)
    }
    this.syncNs = context.timeNs
    if (details.wallClock !== undefined) this.wallClock.push(details.wallClock)
    this.lastNs = Math.max(this.lastNs, context.timeNs)
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
    if (to === G.notExist) this.annotations.goroutineEnds(goroutine, context.timeNs)
  }

  processorTransition(
    context: EventContext,
    processor: number,
    from: ProcessorState,
    to: ProcessorState,
  ): void {
    this.touchThread(context)
    if (from === to && from === P.running && this.processors.isRunning(processor)) return
    if (to === P.running) this.processors.runBegins(processor, context.timeNs, context.thread)
    else this.processors.runEnds(processor, context.timeNs)
  }

  rangeBegin(context: EventContext, scope: RangeScope, scopeId: number, name: number): void {
    this.touchThread(context)
    this.ranges.begin(context, scope, scopeId, name)
  }

  rangeActive(context: EventContext, scope: RangeScope, scopeId: number, name: number): void {
    this.ranges.active(context, this.syncNs, scope, scopeId, name)
  }

  rangeEnd(
    context: EventContext,
    scope: RangeScope,
    scopeId: number,
    name: number,
    bytesSwept: number,
    bytesReclaimed: number,
  ): void {
    this.touchThread(context)
    this.ranges.end(context, this.syncNs, scope, scopeId, name, bytesSwept, bytesReclaimed)
  }

  metric(context: EventContext, metric: Metric, value: number): void {
    this.touchThread(context)
    const rows = this.metrics[metric]
    const row = rows.add()
    rows.columns.atNs[row] = context.timeNs
    rows.columns.value[row] = value
  }

  label(context: EventContext, goroutine: number, label: number): void {
    const row = this.labels.add()
    const { columns } = this.labels
    columns.atNs[row] = context.timeNs
    columns.goroutine[row] = goroutine
    columns.label[row] = label
  }

  taskBegin(context: EventContext, task: number, parent: number, name: number): void {
    this.annotations.taskBegin(context, task, parent, name)
  }

  taskEnd(context: EventContext, task: number, parent: number, name: number): void {
    this.annotations.taskEnd(context, task, parent, name)
  }

  regionBegin(context: EventContext, task: number, name: number): void {
    this.annotations.regionBegin(context, task, name)
  }

  regionEnd(context: EventContext, task: number, name: number): void {
    this.annotations.regionEnd(context, task, name)
  }

  log(context: EventContext, task: number, category: number, message: number): void {
    this.annotations.log(context, task, category, message)
  }

  cpuSample(context: EventContext): void {
    this.touchThread(context)
    const row = this.samples.add()
    const { columns } = this.samples
    columns.atNs[row] = context.timeNs
    columns.goroutine[row] = context.goroutine
    columns.thread[row] = context.thread
    columns.processor[row] = context.processor
    columns.stack[row] = context.stack
  }

  experimental(context: EventContext): void {
    this.touchThread(context)
  }

  private touchThread(context: EventContext): void {
    const { thread, timeNs } = context
    if (timeNs > this.lastNs) this.lastNs = timeNs
    if (thread === NONE) return
    if (thread >= this.threadFirstNs.length) {
      this.threadFirstNs = widerTimes(this.threadFirstNs, thread + 1)
      this.threadLastNs = widerTimes(this.threadLastNs, thread + 1)
    }
    if (timeNs >= this.threadLastNs[thread]) this.threadLastNs[thread] = timeNs
    else if (!(timeNs >= this.threadFirstNs[thread])) {
      // The first, or one before the first.
      this.threadFirstNs[thread] = timeNs
      if (Number.isNaN(this.threadLastNs[thread])) this.threadLastNs[thread] = timeNs
    }
  }

  /** A label is no event of its own that could make the trace longer. */
  private finishLabels(durationNs: number): LabelTable {
    const labels = this.labels.finish('atNs')
    for (let row = 0; row < labels.count; row++) labels.atNs[row] = Math.min(labels.atNs[row], durationNs)
    return labels
  }

  /** The finished trace. The builder must not be used afterwards. */
  finish(facts: TraceFacts): Trace {
    const tables = ensure(this.tables, 'finish before begin')
    const durationNs = this.lastNs
    const goroutines = this.goroutines.finish(durationNs)
    const threadCount = tables.threads.count
    const samples: CpuSampleTable = this.samples.finish('atNs')
    return {
      kind: 'trace',
      header: facts.header,
      originNs: facts.originNs,
      durationNs,
      wallClock: this.wallClock,
      generations: facts.generations,
      tables,
      goroutines: goroutines.table,
      spans: goroutines.spans,
      processors: this.processors.finish(durationNs, goroutines.moves),
      threads: {
        count: threadCount,
        id: tables.threads.ids.slice(0, threadCount),
        firstNs: widerTimes(this.threadFirstNs, threadCount).subarray(0, threadCount),
        lastNs: widerTimes(this.threadLastNs, threadCount).subarray(0, threadCount),
      },
      ranges: this.ranges.finish(durationNs),
      ...this.annotations.finish(durationNs),
      labels: this.finishLabels(durationNs),
      cpuSamples: samples,
      metrics: this.metrics.map((rows): CounterTable => rows.finish('atNs')),
      eventCount: facts.eventCount,
      warnings: facts.warnings,
      isComplete: facts.isComplete,
      ...(facts.memory === undefined ? {} : { memory: facts.memory }),
    }
  }
}

function widerTimes(column: Float64Array, length: number): Float64Array {
  const wider = new Float64Array(Math.max(length, 2 * column.length)).fill(NaN)
  wider.set(column)
  return wider
}
