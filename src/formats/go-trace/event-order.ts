/**
 * The state that ordering works on (Go 1.27 src/internal/trace/order.go; docs/formats/go-trace.md, "Ordering"):
 * who has which thread, processor and goroutine, and whose turn is next. order.ts decides what an event does to it.
 */
import type { ColumnSpace } from '../../model/column-space'
import { ownArrays, widerInt32, widerUint32, widerUint8 } from '../../model/column-space'
import type { EventContext, EventSink } from '../../model/event-sink'
import { GrowableIdTable } from '../../model/id-table'
import type { OpenRegions } from '../../model/open-regions'
import { NONE } from '../../model/states'
import type { InternedIds, StringTable } from '../../model/tables'
import type { Cursors } from './cursors'
import type { GenerationTables } from './generation-tables'
import type { OpenRange } from './order-states'
import { GoroutineExtra, silentSink, unknownTurn } from './order-states'
import type { WarningLog } from './warning-log'
import { wireEventName } from './wire-events'
import { missingId } from './wire-id-map'

/** What events name, as far as ordering needs to know. */
export interface OrderTables {
  readonly strings: StringTable
  readonly goroutines: InternedIds
  readonly threads: InternedIds
}

/**
 * What is known after the events that have happened so far, and the small services that every handler of an event
 * needs. One object for a whole file; its columns grow with what the tables know.
 */
export class EventOrder {
  /** Ordinal of the generation in the file; turns of another generation never succeed. */
  generation = 0
  /** Whether states are being met for the first time: the first generation, and the first after a loss. */
  isFresh = true
  names!: GenerationTables
  cursors!: Cursors

  /** Per thread index. Processor: dense index or -1. Goroutine: index or -1. */
  threadProcessor: Int32Array
  threadGoroutine: Int32Array
  threadKnown: Uint8Array

  readonly processors = new GrowableIdTable()
  processorStatus: Uint8Array
  processorSeq: Uint32Array
  processorGeneration: Uint32Array
  /** 1 while a sweep is open on the processor: no other ranges have processors. */
  processorSweep: Uint8Array

  /** Per goroutine index: GoroutineState, undetermined (0) when it does not exist as far as we know. */
  goroutineState: Uint8Array
  /** Number of the last turn, `unknownTurn` before one is told in this generation. */
  goroutineSeq: Uint32Array
  /** Bits of GoroutineExtra. */
  goroutineExtras: Uint8Array
  readonly openRanges = new Map<number, OpenRange[]>()
  readonly openRegions = new Map<number, OpenRegions>()
  readonly openTasks = new Map<number, { readonly name: number; readonly parent: number }>()
  /** Number of the last garbage collection event, and CollectionState. */
  gcSeq = 0
  gcState = 0
  /** Whether an event of a collection had to wait for another one. */
  hasCollectionWaited = false

  readonly context: EventContext = { timeNs: 0, thread: NONE, processor: NONE, goroutine: NONE, stack: NONE }
  eventCount = 0
  /** Go's last emitted time (clock `go`), or the latest time (clock `raw`). */
  lastNs = 0
  /** Contradictions passed over in this generation. */
  anomalies = 0
  /** Why the last attempt failed (strict reading). */
  failure = ''

  constructor(
    readonly tables: OrderTables,
    public sink: EventSink,
    readonly isStrict: boolean,
    readonly isGoClock: boolean,
    readonly warnings: WarningLog,
    private readonly space: ColumnSpace = ownArrays,
  ) {
    this.threadProcessor = space.int32(64).fill(-1)
    this.threadGoroutine = space.int32(64).fill(-1)
    this.threadKnown = space.uint8(64)
    this.processorStatus = space.uint8(64)
    this.processorSeq = space.uint32(64)
    this.processorGeneration = space.uint32(64)
    this.processorSweep = space.uint8(64)
    const goroutineCount = Math.max(1024, tables.goroutines.count)
    this.goroutineState = space.uint8(goroutineCount)
    this.goroutineSeq = space.uint32(goroutineCount)
    this.goroutineExtras = space.uint8(goroutineCount)
  }

  /** Forgets every state, as at the start of a file: what lies before is lost. Tasks and names survive. */
  reset(): void {
    this.resetAllButGoroutines()
    this.goroutineState.fill(0)
    this.goroutineExtras.fill(0)
  }

  /** The same where whoever calls it looks after the goroutines. */
  resetAllButGoroutines(): void {
    this.isFresh = true
    this.threadProcessor.fill(-1)
    this.threadGoroutine.fill(-1)
    this.threadKnown.fill(0)
    this.processorStatus.fill(0)
    this.processorSweep.fill(0)
    this.openRanges.clear()
    this.openRegions.clear()
    this.gcState = 0
  }

  /** At the begin of a generation: turns are numbered anew, and each goroutine says so before its next one. */
  forgetTurns(): void {
    this.goroutineSeq.fill(unknownTurn)
  }

  isNextTurn(goroutine: number, seq: number): boolean {
    const last = this.goroutineSeq[goroutine]
    return seq === last + 1 && last !== unknownTurn
  }

  /** Makes room for all threads that the tables know. */
  reserveThreads(): void {
    const needed = this.tables.threads.count
    if (needed <= this.threadKnown.length) return
    const length = 2 ** Math.ceil(Math.log2(needed + 1))
    this.threadProcessor = widerInt32(this.space, this.threadProcessor, length)
    this.threadGoroutine = widerInt32(this.space, this.threadGoroutine, length)
    this.threadKnown = widerUint8(this.space, this.threadKnown, length)
  }

  /** The thread's index, with room in the columns. */
  internThread(id: number): number {
    const thread = this.tables.threads.intern(id)
    if (thread >= this.threadKnown.length) this.reserveThreads()
    return thread
  }

  internGoroutine(id: number): number {
    const goroutine = this.tables.goroutines.intern(id)
    if (goroutine >= this.goroutineState.length) this.reserveGoroutines(2 * this.goroutineState.length)
    return goroutine
  }

  /** Makes room for `count` goroutines. */
  reserveGoroutines(count: number): void {
    if (count <= this.goroutineState.length) return
    this.goroutineState = widerUint8(this.space, this.goroutineState, count)
    this.goroutineExtras = widerUint8(this.space, this.goroutineExtras, count)
    const known = this.goroutineSeq.length
    this.goroutineSeq = widerUint32(this.space, this.goroutineSeq, count).fill(unknownTurn, known)
  }

  internProcessor(id: number): number {
    const processor = this.processors.intern(id)
    if (processor >= this.processorStatus.length) {
      const length = 2 * this.processorStatus.length
      this.processorStatus = widerUint8(this.space, this.processorStatus, length)
      this.processorSeq = widerUint32(this.space, this.processorSeq, length)
      this.processorGeneration = widerUint32(this.space, this.processorGeneration, length)
      this.processorSweep = widerUint8(this.space, this.processorSweep, length)
    }
    return processor
  }

  /** Runs `attempt` while events go nowhere. */
  withoutSink(attempt: () => number): number {
    const { sink } = this
    this.sink = silentSink
    const outcome = attempt()
    this.sink = sink
    return outcome
  }

  /** A goroutine is gone: what was open on it is gone too. */
  forgetExtras(goroutine: number): void {
    if (this.goroutineExtras[goroutine] === 0) return
    this.goroutineExtras[goroutine] = 0
    this.openRanges.delete(goroutine)
    this.openRegions.delete(goroutine)
  }

  markExtras(goroutine: number): void {
    this.goroutineExtras[goroutine] |= GoroutineExtra.sideEntries
  }

  /** Sets the context's time to that of the cursor's event, in the chosen clock, and counts the event. */
  stamp(cursor: number): void {
    this.stampAt(this.cursors.timeNs[cursor])
  }

  stampAt(timeNs: number): void {
    this.eventCount++
    if (this.isGoClock) {
      // Go forces every event above the one before (reader.go, ReadEvent).
      if (timeNs <= this.lastNs) timeNs = this.lastNs + 1
      this.lastNs = timeNs
    } else if (timeNs > this.lastNs) this.lastNs = timeNs
    else if (timeNs < 0) timeNs = 0
    this.context.timeNs = timeNs
  }

  /** Stack index of a wire id, NONE for none or unknown. Strict: unknown sets `failure`. */
  stackOf(cursor: number, id: number): number {
    const stack = this.names.stacks.get(id)
    if (stack >= 0) return stack
    if (stack === missingId) this.noteMissing(cursor, 'stack', id)
    return NONE
  }

  /** String index of a wire id, '' for unknown. Strict: unknown sets `failure`. */
  textOf(cursor: number, id: number): number {
    const text = this.names.strings.get(id)
    if (text >= 0) return text
    this.noteMissing(cursor, 'string', id)
    return 0
  }

  private noteMissing(cursor: number, what: 'stack' | 'string', id: number): void {
    if (this.isStrict) {
      this.failure = `a ${wireEventName(this.cursors.type[cursor])} event names ${what} ${id}, which the generation does not have`
      return
    }
    this.warnings.add(
      what === 'stack' ? 'missing-stacks' : 'missing-strings',
      what === 'stack'
        ? 'events name stacks that the file does not have: shown without a stack'
        : 'events name texts that the file does not have: shown as empty',
      { byteOffset: this.cursors.byteOffsetOf(cursor), fromNs: this.cursors.timeNs[cursor], isLoss: true },
    )
  }

  /**
   * An event contradicts what is known. Strict reading ends here (true). Tolerant reading counts it and goes on
   * with what the event says (false).
   */
  isContradiction(cursor: number, problem: string): boolean {
    const name = wireEventName(this.cursors.type[cursor])
    if (this.isStrict) {
      this.failure = `${name} ${problem}`
      return true
    }
    this.anomalies++
    this.warnings.add('contradiction', `${name} ${problem}: taken as it stands`, {
      byteOffset: this.cursors.byteOffsetOf(cursor),
      fromNs: this.cursors.timeNs[cursor],
    })
    return false
  }
}
