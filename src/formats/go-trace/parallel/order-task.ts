/**
 * Ordering as a task: the generations that a thread takes, each from the state that it says it began with
 * (entry-state.ts), into rows of the trace that nobody else writes.
 */
import type { ByteSource } from '../../../base/byte-source'
import type { Cancellation } from '../../../base/cancellation'
import { throwIfCancelled } from '../../../base/cancellation'
import { Claims } from '../../../base/claims'
import { ColumnArena } from '../../../model/column-memory'
import { UnplannedRowError } from '../../../model/grouped-rows'
import { GrowableIdTable } from '../../../model/id-table'
import { GoroutineState as G, NONE, GoroutineFlag } from '../../../model/states'
import type { IdValues, TraceTables } from '../../../model/tables'
import type { LentRows } from '../../../model/trace-builder'
import { UnforeseenTimeError } from '../../../model/time-column'
import type { BatchColumns } from '../batch-columns'
import { Cursors } from '../cursors'
import type { GenerationTables } from '../generation-tables'
import { HotEvents } from '../kernel/hot-events'
import { GenerationMerge } from '../merge'
import { EventOrder } from '../event-order'
import type { OrderTables } from '../event-order'
import { WarningLog } from '../warning-log'
import { WireIdMap } from '../wire-id-map'
import type { GenerationJob } from './generation-job'
import { KnownIds, KnownStrings, UnforeseenError } from './known-names'
import type { GenerationState } from './generation-state'
import { beginFrom, stateAtEnd } from './generation-state'
import { SegmentSink } from './segment-sink'

export interface OrderTask {
  readonly kind: 'order'
  readonly claims: SharedArrayBuffer
  readonly slot: number
  readonly sourceBytes: number
  readonly batches: BatchColumns
  readonly generations: readonly GenerationJob[]
  /** The trace's rows; what says how far they have come is not used. */
  readonly rows: LentRows
  readonly processorIds: readonly number[]
  readonly memory: WebAssembly.Memory
  /** Where in the memory each thread's own columns may lie, by slot; those by goroutine in the first `ownBytes`. */
  readonly arenas: readonly { readonly address: number; readonly bytes: number }[]
  readonly ownBytes: number
  readonly goroutineIds: IdValues
  readonly goroutinePages: { readonly pageOf: Int32Array; readonly slots: Uint32Array }
  readonly threadIds: IdValues
  /** Strings that events are put together from or stand for. */
  readonly strings: readonly (readonly [index: number, text: string])[]
  /** Of GoroutineRows. */
  readonly systemNames: Uint8Array
  /** Whether goroutines may end inside user regions. */
  readonly hasRegions: boolean
}

export interface OrderResult {
  readonly kind: 'order'
  readonly ordered: readonly OrderedGeneration[]
}

/** What became of a generation, besides the rows. */
export interface OrderedGeneration {
  readonly ordinal: number
  readonly eventCount: number
  readonly lastNs: number
  readonly recorded: Float64Array
  readonly lostSyscalls: { readonly span: Uint32Array; readonly atNs: Float64Array }
  /** By thread; NaN for one that was not met. */
  readonly threadFirstNs: Float64Array
  readonly threadLastNs: Float64Array
  readonly state: GenerationState
}

/** Bytes of a thread's own columns, those by goroutine and a few more. */
export function ownBytesFor(goroutines: number, threads: number): number {
  return 8 * Math.ceil((15 * Math.max(1024, goroutines) + 32 * threads + HotEvents.ownBytes + 65536) / 8)
}

/** @throws SourceReadError, CancelledError */
export function runOrderTask(source: ByteSource, task: OrderTask, cancellation: Cancellation): OrderResult {
  return { kind: 'order', ordered: new OrderWorker(source, task, cancellation).run() }
}

/** One thread's part in a task. */
export class OrderWorker {
  private readonly claims: Claims
  private thread: OrderingThread | null = null

  constructor(
    private readonly source: ByteSource,
    private readonly task: OrderTask,
    private readonly cancellation: Cancellation,
    private readonly onProgress: (doneBytes: number) => void = () => undefined,
  ) {
    this.claims = new Claims(task.claims, task.generations.length)
  }

  /**
   * Orders one generation after the other until there is none left; may be called again.
   * @param leaves whether the one that would be next is left to others, and this thread is done for now.
   * @throws SourceReadError, CancelledError
   */
  run(leaves: (ordinal: number) => boolean = () => false): OrderedGeneration[] {
    const { claims, source, task, cancellation, onProgress } = this
    claims.begin(task.slot)
    const ordered: OrderedGeneration[] = []
    while (claims.upcoming >= 0 && !leaves(claims.upcoming)) {
      const ordinal = claims.take()
      if (ordinal < 0) break
      this.thread ??= new OrderingThread(source, task, claims, cancellation, onProgress)
      const generation = this.thread.order(ordinal)
      if (generation === null) claims.stop()
      else ordered.push(generation)
    }
    return ordered
  }
}

/** Thrown when another thread has met what cannot be ordered like this. */
class StoppedError extends Error {}

class OrderingThread {
  private readonly eventOrder: EventOrder
  private readonly warnings = new WarningLog()
  private readonly tables: OrderTables & TraceTables
  /** Own columns by goroutine. */
  private readonly rowEnd: Uint32Array
  private readonly lastState: Uint8Array
  private readonly earlierName: Uint32Array
  private readonly passing: ColumnArena
  private readonly hotEvents: HotEvents | null

  constructor(
    private readonly source: ByteSource,
    private readonly task: OrderTask,
    private readonly claims: Claims,
    private readonly cancellation: Cancellation,
    private readonly onProgress: (doneBytes: number) => void,
  ) {
    const { memory, arenas, slot, ownBytes, rows } = task
    const { address, bytes } = arenas[slot]
    const own = new ColumnArena(memory, address, ownBytes)
    this.passing = new ColumnArena(memory, address + ownBytes, bytes - ownBytes)
    this.tables = tablesOf(task)
    const goroutines = rows.goroutines.offset.length - 1
    this.rowEnd = own.space.uint32(goroutines)
    this.lastState = own.space.uint8(goroutines)
    this.earlierName = own.space.uint32(goroutines)
    const sink = this.sinkFor(this.lentTo(task.generations[0]), task.generations[0])
    this.eventOrder = new EventOrder(this.tables, sink, false, false, this.warnings, own.space)
    this.eventOrder.reserveThreads()
    const take = (rows: Float64Array): void => sink.recorder.addAll(rows)
    this.hotEvents = HotEvents.create(memory, own.space, this.passing, sink, take, true)
  }

  /** Null when the generation cannot be ordered on its own. */
  order(ordinal: number): OrderedGeneration | null {
    try {
      return this.orderOne(ordinal, this.task.generations[ordinal])
    } catch (error) {
      const isExpected =
        error instanceof UnforeseenError ||
        error instanceof UnplannedRowError ||
        error instanceof UnforeseenTimeError ||
        error instanceof StoppedError
      if (isExpected) return null
      throw error
    }
  }

  private orderOne(ordinal: number, job: GenerationJob): OrderedGeneration | null {
    const { eventOrder, passing, hotEvents, warnings, task } = this
    passing.reset()
    this.writeFirst(job)
    const lent = this.lentTo(job)
    const sink = this.sinkFor(lent, job)
    eventOrder.sink = sink
    beginFrom(eventOrder, job, lent, task.processorIds, task.hasRegions)
    const cursors = new Cursors(
      this.source,
      task.batches,
      job.firstBatch,
      job.endBatch,
      job.nsPerTick,
      job.originNs,
      false,
      warnings,
      job.plausible,
      passing.space,
    )
    const names = namesOf(job)
    eventOrder.cursors = cursors
    eventOrder.names = names
    eventOrder.generation = ordinal + 1
    cursors.start()
    eventOrder.lastNs = -1
    eventOrder.stampAt(job.syncNs)
    eventOrder.eventCount = 0
    if (hotEvents !== null) {
      hotEvents.lender = sink
      hotEvents.takeRecorded = (rows) => sink.recorder.addAll(rows)
    }
    hotEvents?.begin(eventOrder, cursors, names, job.nsPerTick)
    let reportedBytes = 0
    const end = new GenerationMerge(eventOrder, cursors, job.samples, hotEvents, {
      nsPerTick: job.nsPerTick,
      originNs: job.originNs,
      fromNs: job.syncNs,
      check: () => {
        throwIfCancelled(this.cancellation)
        if (this.claims.isStopped || !warnings.isEmpty) throw new StoppedError()
        this.claims.noteDone(cursors.loadedBytes - reportedBytes)
        reportedBytes = cursors.loadedBytes
        this.onProgress(this.claims.doneBytes)
      },
    }).run()
    if (end !== 'done' || !warnings.isEmpty) return null
    const state = stateAtEnd(eventOrder, job, lent, sink, task.processorIds)
    if (!this.handIn(job, lent)) return null
    return {
      ordinal,
      eventCount: eventOrder.eventCount,
      lastNs: eventOrder.lastNs,
      recorded: sink.recorder.recorded,
      lostSyscalls: sink.processors.lostSyscalls,
      threadFirstNs: Float64Array.from(lent.threadFirstNs),
      threadLastNs: Float64Array.from(lent.threadLastNs),
      state,
    }
  }

  /**
   * Finishes the rows that end here, and makes the own columns zero again. False when not every planned row was filled.
   */
  private handIn(job: GenerationJob, lent: LentRows): boolean {
    const { firstOwn, endOwn, continuing, leaving } = job
    const { rowEnd, lastState, earlierName, eventOrder, hotEvents } = this
    const { rows, systemNames } = this.task
    const columns = [rowEnd, lastState, eventOrder.goroutineState, eventOrder.goroutineExtras]
    const { offset, flags } = rows.goroutines
    if (hotEvents === null || lent.goroutines.offset !== offset) return false
    let isExact = true
    let from = firstOwn
    for (const goroutine of leaving) {
      if (!hotEvents.finishRows(systemNames, from, goroutine)) isExact = false
      if (lastState[goroutine] === G.notExist) flags[goroutine] |= GoroutineFlag.endedInTrace
      from = goroutine + 1
    }
    if (!hotEvents.finishRows(systemNames, from, endOwn)) isExact = false
    for (const goroutine of continuing) {
      for (const column of [...columns, earlierName]) column[goroutine] = 0
    }
    for (const column of columns) this.clear(column, job)
    return isExact
  }

  /**
   * Clears what is zero already, but may never have been written: a page that is read first is a page of zeros for all,
   * and the write after it copies that and stops the other threads for it.
   */
  private writeFirst(job: GenerationJob): void {
    const { rowEnd, lastState, eventOrder, task } = this
    for (const column of [rowEnd, lastState, eventOrder.goroutineState, task.rows.goroutines.functionName])
      this.clear(column, job)
  }

  /** Clears a column for the goroutines that are first here. */
  private clear(column: Uint8Array | Uint32Array, { firstOwn, endOwn }: GenerationJob): void {
    if (this.hotEvents === null) column.fill(0, firstOwn, endOwn)
    else this.hotEvents.fillBytes(column, 0, firstOwn, endOwn)
  }

  private lentTo(job: GenerationJob): LentRows {
    const { rows } = this.task
    const { rowEnd, lastState, earlierName, passing } = this
    const { offset } = rows.processors
    const threads = this.tables.threads.count
    const processorRowEnd = passing.space.uint32(offset.length - 1)
    job.processorRowsBefore.forEach((before, row) => {
      if (before > 0) processorRowEnd[row] = offset[row] + before
    })
    return {
      goroutines: { ...rows.goroutines, rowEnd, lastState, earlierName, firstNamed: job.firstOwn },
      processors: {
        ...rows.processors,
        rowEnd: processorRowEnd,
        openSyscall: passing.space.uint32(Math.max(64, offset.length)).fill(NONE),
      },
      threadFirstNs: passing.space.float64(threads).fill(NaN),
      threadLastNs: passing.space.float64(threads).fill(NaN),
    }
  }

  private sinkFor(lent: LentRows, job: GenerationJob): SegmentSink {
    const { processorIds, hasRegions } = this.task
    const { syncNs, foreseenRecords } = job
    return new SegmentSink(lent, processorIds, this.tables, syncNs, hasRegions, foreseenRecords)
  }
}

function namesOf(job: GenerationJob): GenerationTables {
  return {
    strings: WireIdMap.unpacked(job.stringIds),
    stacks: WireIdMap.unpacked(job.stackIds),
    nsPerTick: job.nsPerTick,
    clock: null,
    samples: job.samples,
    strictError: '',
  }
}

/** What is known of stacks lies in the lent columns: frames are not needed. */
function tablesOf(task: OrderTask): OrderTables & TraceTables {
  const { goroutineIds, goroutinePages, threadIds, rows } = task
  const { pageOf, slots } = goroutinePages
  const threads = new GrowableIdTable()
  for (const id of threadIds) threads.intern(id)
  const none = new Uint32Array(0)
  return {
    strings: new KnownStrings(task.strings),
    frames: { count: 0, pc: new Float64Array(0), functionName: none, file: none, line: none },
    stacks: { count: rows.goroutines.stackCount, offset: none, frame: none },
    goroutines: new KnownIds(GrowableIdTable.of(goroutineIds.length, goroutineIds, pageOf, slots)),
    threads: new KnownIds(threads),
  }
}
