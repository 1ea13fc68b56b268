/**
 * The hot loop of ordering as WebAssembly (order-kernel.as), over the columns of EventOrder, Cursors and TraceBuilder.
 *
 * It only ever does what those would do, event by event and in the same order. Whatever it meets that is rare, odd or
 * unknown it leaves to them, and goes on behind it: a trace is the same with it and without.
 */
import type { LentRows, RowLender } from '../../../model/trace-builder'
import { NONE } from '../../../model/states'
import type { Cursors } from '../cursors'
import type { GenerationTables } from '../generation-tables'
import type { EventOrder } from '../event-order'
import { argumentCounts } from '../wire-events'
import { sweepName } from '../order-annotations'
import { Recorded, recordedNameAt, recordedWidth } from '../parallel/recorded-events'
import { base64 } from 'kernel:order-kernel'
import { instantiateKernel } from '../../../base/instantiate-kernel'
import type { ColumnArena } from '../../../model/column-memory'
import { addressOf } from '../../../model/column-memory'
import type { ColumnSpace } from '../../../model/column-space'

/** Why `run` came back. */
export const HotExit = {
  /** As many events have happened as were allowed. */
  limit: 0,
  /** The event at the top, or the next sample, is for the caller. */
  step: 1,
  /** The event at the top has happened; the caller fetches its cursor's next one. */
  next: 2,
} as const

/** For the names of a generation; pages that stay empty cost nothing. */
const nameBytes = 2 ** 25
const bytesPerThread = 512
/** In one run. */
const mostRecorded = 8192
const widestId = 2 ** 31
/** Room for so many from the start. */
const leastProcessors = 64

type Run = (limit: number, sampleNs: number, cursorsLeft: number, lastNs: number) => number
type Column = Parameters<typeof addressOf>[0]

export class HotEvents {
  /** Events that happened in the last run. */
  eventsRun = 0

  private order!: EventOrder
  private cursors!: Cursors
  private lent!: LentRows
  private isBound = false
  private hasPages = false
  private boundProcessors = 0
  private processorId: Uint32Array = new Uint32Array(0)
  private processorRow: Int32Array = new Int32Array(0)
  private boundThreads: Uint8Array | null = null
  private boundStatus: Uint8Array | null = null
  private boundStates: Uint8Array | null = null
  private readonly results: Float64Array
  private readonly recorded: Float64Array
  private readonly argumentCounts: Uint8Array
  private readonly runKernel: Run
  private readonly fillKernel: (address: number, byte: number, length: number) => void
  private readonly finishKernel: (from: number, to: number) => number

  private constructor(
    /** For columns that stay. */
    readonly space: ColumnSpace,
    /** For the columns of one generation: cursors, names. */
    readonly passing: ColumnArena,
    /** Another one may take its place between two generations. */
    public lender: RowLender,
    /** Takes rows of rarer events that the kernel has met (parallel/recorded-events.ts), before `run` returns. */
    public takeRecorded: (rows: Float64Array) => void,
    private readonly exports: Readonly<Record<string, unknown>>,
    notesAnnotations: boolean,
  ) {
    setNumber(exports, 'notesAnnotations', notesAnnotations ? 1 : 0)
    this.runKernel = exports.run as Run
    this.fillKernel = exports.fillBytes as HotEvents['fillKernel']
    this.finishKernel = exports.finishRows as HotEvents['finishKernel']
    this.results = space.float64(4)
    this.recorded = space.float64(mostRecorded * recordedWidth)
    this.argumentCounts = space.uint8(256)
    this.argumentCounts.set(argumentCounts)
  }

  /**
   * Null where it cannot be had.
   * @param memory what all columns lie in that are lent, and both spaces.
   * @param notesAnnotations whether tasks, regions and logs go to `takeRecorded` too, unlooked at: whether they fit what is
   * open must be checked afterwards.
   */
  static create(
    memory: WebAssembly.Memory,
    space: ColumnSpace,
    passing: ColumnArena,
    lender: RowLender,
    takeRecorded: (rows: Float64Array) => void,
    notesAnnotations = false,
  ): HotEvents | null {
    const exports = instantiateKernel(base64, memory)
    return exports === null
      ? null
      : new HotEvents(space, passing, lender, takeRecorded, exports, notesAnnotations)
  }

  /** What its columns that stay take. */
  static readonly ownBytes = 8 * mostRecorded * recordedWidth + 512

  /** What the passing columns of a generation may take. */
  static passingBytes(cursorBytes: number, threads: number): number {
    return cursorBytes + nameBytes + threads * bytesPerThread
  }

  /** Before a generation: its columns and names. */
  begin(order: EventOrder, cursors: Cursors, names: GenerationTables, nsPerTick: number): void {
    const { exports } = this
    this.order = order
    this.cursors = cursors
    this.isBound = this.bindAll(order, cursors, names)
    setNumber(exports, 'nsPerTick', nsPerTick)
    setNumber(exports, 'generation', order.generation)
  }

  /**
   * Lets events happen until one is for the caller.
   * @param sampleNs time of the next CPU sample, Infinity for none.
   */
  run(limit: number, sampleNs: number): number {
    const { order, cursors, results } = this
    this.eventsRun = 0
    if (!this.isBound || cursors.heapLength === 0) return HotExit.step
    if (!this.isStillBound()) return HotExit.step
    const exit = this.runKernel(limit, sampleNs, cursors.heapLength, order.lastNs)
    this.eventsRun = results[1]
    order.eventCount += results[1]
    order.lastNs = results[0]
    if (results[1] > 0) this.lender.noteLent(results[2], results[0])
    if (results[3] > 0) this.handOnRecorded(results[3])
    return exit
  }

  /** Fills a part of a column, as its own `fill` does, which in shared memory goes element by element. */
  fillBytes(column: Column, byte: number, from = 0, to = column.length): void {
    const address = addressOf(column)
    const width = column.BYTES_PER_ELEMENT
    const length = (to - from) * width
    if (address >= 0) this.fillKernel(address + from * width, byte, length)
    else new Uint8Array(column.buffer, column.byteOffset + from * width, length).fill(byte)
  }

  /**
   * Finishes the rows of the goroutines [from, to) of the generation that was ordered last (GoroutineRows.finishRow); all of
   * them lie in it. False when not every planned one was filled.
   * @param systemNames of GoroutineRows.
   */
  finishRows(systemNames: Uint8Array, from: number, to: number): boolean {
    return this.isBound && this.bind({ systemNames }) && this.finishKernel(from, to) !== 0
  }

  private handOnRecorded(count: number): void {
    const rows = this.recorded.subarray(0, count * recordedWidth)
    let name = NONE
    for (let at = 0; at < rows.length; at += recordedWidth) {
      if (rows[at] !== Recorded.rangeBegin && rows[at] !== Recorded.rangeEnd) continue
      // All ranges here are sweeps: ends have the name of their begin.
      if (name === NONE) name = this.order.tables.strings.intern(sweepName)
      rows[at + recordedNameAt] = name
    }
    this.takeRecorded(rows)
  }

  /** What the caller did since may have moved a column or met a new processor. */
  private isStillBound(): boolean {
    const { order } = this
    if (order.processors.count !== this.boundProcessors && !this.bindNewProcessors()) {
      this.isBound = false
      return false
    }
    if (
      order.threadKnown !== this.boundThreads ||
      order.processorStatus !== this.boundStatus ||
      order.goroutineState !== this.boundStates
    )
      this.isBound = this.bindOrder()
    if (!this.lender.isStillLent(this.lent)) this.isBound = false
    return this.isBound
  }

  private bindAll(order: EventOrder, cursors: Cursors, names: GenerationTables): boolean {
    const { lender, exports } = this
    this.lent = lender.lend(order.tables.threads.count)
    const { goroutines, processors, threadFirstNs, threadLastNs } = this.lent
    const strings = this.copied(names.strings.denseIndices)
    const stacks = this.copied(names.stacks.denseIndices)
    setNumber(exports, 'stringOfWireIdLength', strings.length)
    setNumber(exports, 'stackOfWireIdLength', stacks.length)
    setNumber(exports, 'reasonByStringLength', goroutines.reasonByString.length)
    setNumber(exports, 'stackLength', goroutines.stackCount)
    setNumber(exports, 'stackBytes', goroutines.stack.BYTES_PER_ELEMENT)
    setNumber(exports, 'firstNamed', goroutines.firstNamed)
    setNumber(exports, 'timeBytes', goroutines.startUnits.BYTES_PER_ELEMENT)
    setNumber(exports, 'unitNs', goroutines.unitNs)
    setNumber(exports, 'perUnit', 1 / goroutines.unitNs)
    setNumber(exports, 'mostRecorded', mostRecorded)
    return (
      this.bindPages() &&
      this.bindOrder() &&
      this.bindProcessors() &&
      this.bind({
        results: this.results,
        recorded: this.recorded,
        argumentCounts: this.argumentCounts,
        data: cursors.data,
        heap: cursors.heap,
        cursorThread: cursors.thread,
        cursorType: cursors.type,
        cursorTimeNs: cursors.timeNs,
        cursorLastNs: cursors.lastNs,
        cursorLimitNs: cursors.limitNs,
        cursorPosition: cursors.position,
        cursorArgumentsAt: cursors.argumentsAt,
        cursorEnd: cursors.end,
        stringOfWireId: strings,
        stackOfWireId: stacks,
        rowOffset: goroutines.offset,
        rowEnd: goroutines.rowEnd,
        startUnits: goroutines.startUnits,
        state: goroutines.state,
        reason: goroutines.reason,
        stack: goroutines.stack,
        link: goroutines.link,
        lastState: goroutines.lastState,
        functionName: goroutines.functionName,
        earlierName: goroutines.earlierName,
        createdBy: goroutines.createdBy,
        creationStack: goroutines.creationStack,
        endUnits: goroutines.endUnits,
        flags: goroutines.flags,
        reasonByString: goroutines.reasonByString,
        restartsWorld: goroutines.restartsWorld,
        rootFunction: goroutines.rootFunction,
        processorRowOffset: processors.offset,
        processorRowEnd: processors.rowEnd,
        processorSpan: processors.span,
        processorSpanGoroutine: processors.spanGoroutine,
        openSyscall: processors.openSyscall,
        threadFirstNs,
        threadLastNs,
      })
    )
  }

  private bindOrder(): boolean {
    const { order } = this
    this.boundThreads = order.threadKnown
    this.boundStatus = order.processorStatus
    this.boundStates = order.goroutineState
    return this.bind({
      threadProcessor: order.threadProcessor,
      threadGoroutine: order.threadGoroutine,
      threadKnown: order.threadKnown,
      processorStatus: order.processorStatus,
      processorSeq: order.processorSeq,
      processorGeneration: order.processorGeneration,
      processorSweep: order.processorSweep,
      goroutineState: order.goroutineState,
      goroutineSeq: order.goroutineSeq,
      goroutineExtras: order.goroutineExtras,
    })
  }

  /** Ids and rows of the processors known by now, and room for as many more. One without a row yet is the caller's. */
  private bindProcessors(): boolean {
    const { space } = this.passing
    const capacity = Math.max(leastProcessors, 2 * this.order.processors.count)
    this.processorId = space.uint32(capacity)
    this.processorRow = space.int32(capacity)
    this.boundProcessors = 0
    const { processorId, processorRow } = this
    return this.bind({ processorId, processorRow }) && this.bindNewProcessors()
  }

  private bindNewProcessors(): boolean {
    const { order, lender, exports, processorId, processorRow } = this
    const { count, ids } = order.processors
    if (count > processorId.length) return this.bindProcessors()
    for (let processor = this.boundProcessors; processor < count; processor++) {
      const id = ids[processor]
      const row = id < widestId ? lender.processorRow(id) : NONE
      processorId[processor] = id
      processorRow[processor] = row === NONE || row >= this.lent.processors.offset.length - 1 ? -1 : row
    }
    this.boundProcessors = count
    setNumber(exports, 'processorCount', count)
    return true
  }

  /** Goroutines that were counted; later ones are the caller's. */
  private bindPages(): boolean {
    if (this.hasPages) return true
    this.hasPages = true
    const { order, exports } = this
    const { pageOf, slots } = order.tables.goroutines.pages
    setNumber(exports, 'pageOfLength', pageOf.length)
    setNumber(exports, 'goroutineCount', this.lent.goroutines.offset.length - 1)
    return this.bind({ pageOf, slots })
  }

  private copied(column: Int32Array): Int32Array {
    const copy = this.passing.space.int32(column.length)
    copy.set(column)
    return copy
  }

  private bind(named: Readonly<Record<string, Column>>): boolean {
    for (const [name, column] of Object.entries(named)) {
      const address = addressOf(column)
      if (address < 0) return false
      setNumber(this.exports, name, address)
    }
    return true
  }
}

function setNumber(exports: Readonly<Record<string, unknown>>, name: string, value: number): void {
  ;(exports[name] as WebAssembly.Global).value = value
}
