/**
 * Generations that were ordered apart, put together in the order of the trace as they come: each must begin in the state in
 * which the one before it ended, and what it recorded besides rows is told to the trace.
 */
import { GoroutineFlag, NONE } from '../../../model/states'
import type { LentRows, TraceBuilder } from '../../../model/trace-builder'
import type { Generation } from '../../../model/trace'
import type { BatchIndex } from '../batch-index'
import { BatchKind } from '../batch-index'
import type { PreparedTables } from '../prepare-tables'
import type { ProducedEvents } from '../produce-events'
import type { SpanCounts } from '../span-counts'
import { touchedThreads } from './entry-state'
import type { GenerationJob } from './generation-job'
import type { OrderedGeneration } from './order-task'
import { AnnotationCheck, replay } from './recorded-events'
import { Seams } from './seams'

/** What the generations belong to. */
export interface JoinedTrace {
  readonly index: BatchIndex
  readonly counts: SpanCounts
  readonly prepared: PreparedTables
  readonly builder: TraceBuilder
}

export class GenerationJoin {
  /** Why they do not fit, in words; '' while they do. */
  problem = ''
  /** By ordinal; those that have not come are holes. */
  private readonly ordered: OrderedGeneration[] = []
  private joined = 0
  private readonly seams: Seams
  private readonly annotations = new AnnotationCheck()
  private readonly generations: Generation[] = []
  private lastNs = -1
  private eventCount = 0

  constructor(
    private readonly trace: JoinedTrace,
    private readonly jobs: readonly GenerationJob[],
    private readonly rows: LentRows,
  ) {
    this.seams = new Seams(rows.goroutines.offset)
  }

  /** Takes generations in any order, and joins those of which all that lies before has come. */
  addAll(found: readonly OrderedGeneration[]): void {
    for (const generation of found) this.ordered[generation.ordinal] = generation
    while (this.problem === '' && this.ordered[this.joined] !== undefined) {
      this.problem = this.problemWith(this.joined)
      if (this.problem === '') this.handOn(this.joined++)
    }
  }

  /** What has become of them. A string says why it is not known. */
  finish(): ProducedEvents | string {
    const { jobs, rows, ordered, trace, generations } = this
    if (this.problem !== '') return this.problem
    if (this.joined < jobs.length) return 'a generation needs what lies before it'
    if (!fillsRows(jobs, rows, ordered)) return 'rows are missing'
    const { builder, prepared } = trace
    builder.fill(unfinished(jobs, rows))
    const endNs = this.lastNs + 1
    const context = { timeNs: endNs, thread: NONE, processor: NONE, goroutine: NONE, stack: NONE }
    builder.sync(context, { generation: 0, isLast: true })
    return {
      tables: prepared.tables,
      originNs: BigInt(jobs[0].originNs),
      lastNs: endNs,
      eventCount: this.eventCount + 1,
      generations,
      warnings: prepared.warnings.toArray(),
      error: null,
    }
  }

  /** '' or what does not fit. */
  private problemWith(ordinal: number): string {
    const { index, counts, prepared } = this.trace
    const { state, recorded } = this.ordered[ordinal]
    const job = this.jobs[ordinal]
    const threads = batchThreads(index, job)
    const touched = touchedThreads(counts.parts[ordinal], threads, prepared.tables.threads)
    const problem = this.seams.join(job, touched, state)
    if (problem !== '') return `generation ${index.generations[ordinal].number}: ${problem}`
    return this.annotations.accepts(recorded) ? '' : 'tasks or regions overlap'
  }

  /** Tells the trace all that is not rows. */
  private handOn(ordinal: number): void {
    const { builder, index, prepared } = this.trace
    const { syncNs, nsPerTick, originNs } = this.jobs[ordinal]
    const { number, byteOffset, endOffset } = index.generations[ordinal]
    const done = this.ordered[ordinal]
    const { clock } = prepared.names[ordinal]
    const wallClock =
      clock === null
        ? {}
        : { wallClock: { unixNs: clock.unixNs, atNs: Math.floor(clock.ticks * nsPerTick) - originNs } }
    const context = { timeNs: syncNs, thread: NONE, processor: NONE, goroutine: NONE, stack: NONE }
    builder.sync(context, { generation: number, isLast: false, ...wallClock })
    replay(done.recorded, builder)
    done.lostSyscalls.span.forEach((span, row) => builder.addLost(span, done.lostSyscalls.atNs[row]))
    done.threadFirstNs.forEach((firstNs, thread) => {
      if (Number.isNaN(firstNs)) return
      builder.noteThread(thread, firstNs)
      builder.noteThread(thread, done.threadLastNs[thread])
    })
    this.lastNs = Math.max(this.lastNs, done.lastNs)
    builder.noteLent(0, this.lastNs)
    // The Sync counts too, but not as an event of its generation.
    this.eventCount += done.eventCount + 1
    this.generations.push({
      number,
      fromNs: syncNs,
      toNs: this.lastNs,
      byteOffset,
      byteLength: endOffset - byteOffset,
      eventCount: done.eventCount,
      status: 'whole',
    })
  }
}

function* batchThreads({ batches }: BatchIndex, { firstBatch, endBatch }: GenerationJob): Iterable<number> {
  for (let row = firstBatch; row < endBatch; row++)
    if (batches.kind[row] === BatchKind.events) yield batches.thread[row]
}

/**
 * Makes one row of the parts of each goroutine that is in several generations: its name is the first that was told,
 * and its time never steps back. False when a part is shorter or longer than its place.
 */
function fillsRows(
  jobs: readonly GenerationJob[],
  rows: LentRows,
  ordered: readonly OrderedGeneration[],
): boolean {
  const { offset, startUnits, endUnits, functionName, flags } = rows.goroutines
  const endSoFar = new Map<number, number>()
  for (let ordinal = 0; ordinal < jobs.length; ordinal++) {
    const { continuing, leaving, rowsBefore } = jobs[ordinal]
    const { state } = ordered[ordinal]
    for (let i = 0; i < continuing.length; i++) {
      const goroutine = continuing[i]
      const first = offset[goroutine] + rowsBefore[i]
      if (endSoFar.get(goroutine) !== first) return false
      const end = state.rowEnds[i]
      endSoFar.set(goroutine, end)
      const before = first > offset[goroutine] ? startUnits[first - 1] : 0
      for (let row = first; row < end && startUnits[row] < before; row++) startUnits[row] = before
      if (functionName[goroutine] === 0) functionName[goroutine] = state.functionNames[i]
      if (state.hasEnded[i] === 0) continue
      flags[goroutine] |= GoroutineFlag.endedInTrace
      endUnits[goroutine] = Math.max(endUnits[goroutine], before)
    }
    leaving.forEach((goroutine, i) => {
      endSoFar.set(goroutine, state.rowEnds[continuing.length + i])
    })
  }
  for (const [goroutine, end] of endSoFar) if (end !== offset[goroutine + 1]) return false
  return true
}

/** Goroutines that go on from one generation into another, and those that only samples name: no thread has seen all of them. */
function unfinished(jobs: readonly GenerationJob[], rows: LentRows): number[] {
  const left = jobs.flatMap(({ leaving }) => [...leaving])
  const count = rows.goroutines.offset.length - 1
  for (let goroutine = jobs.at(-1)?.endOwn ?? 0; goroutine < count; goroutine++) left.push(goroutine)
  return left
}
