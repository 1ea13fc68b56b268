/**
 * The state machine that decides which event may come next, and says what it means
 * (Go 1.27 src/internal/trace/order.go; docs/formats/go-trace.md, "Ordering").
 *
 * This file holds the events that make up nearly all of a trace; the rare ones are in order-rare.ts, apart, so that a
 * first visit to one of them does not throw the compiled hot loop away.
 */
import type { ColumnSpace } from '../../model/column-space'
import { ownArrays, widerInt32, widerUint32, widerUint8 } from '../../model/column-space'
import type { EventContext, EventSink } from '../../model/event-sink'
import { GrowableIdTable } from '../../model/id-table'
import type { OpenRegions } from '../../model/open-regions'
import type { GoroutineState } from '../../model/states'
import { GoroutineState as G, NONE } from '../../model/states'
import type { InternedIds, StringTable } from '../../model/tables'
import type { Cursors } from './cursors'
import type { GenerationTables } from './generation-tables'
import { procStart, procStop } from './order-processors'
import { advanceRare } from './order-rare'
import type { OpenRange } from './order-states'
import { Advance, GoroutineExtra, silentSink, unknownTurn, WireProcessor } from './order-states'
import type { WarningLog } from './warning-log'
import { wireEventName, WireEvent as W } from './wire-events'
import { missingId } from './wire-id-map'

/** What events name, as far as ordering needs to know. */
export interface OrderTables {
  readonly strings: StringTable
  readonly goroutines: InternedIds
  readonly threads: InternedIds
}

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

  /**
   * Tries to let the present event of `cursor` happen.
   * @param isForced take it although it would have to wait (tolerant reading, when nothing else can go).
   */
  advance(cursor: number, isForced: boolean): number {
    const { cursors, context } = this
    cursors.readArguments(cursor)
    const thread = cursors.thread[cursor]
    const base = cursor * 4
    const args = cursors.arguments
    let processor = -1
    let goroutine = -1
    if (thread >= 0) {
      processor = this.threadProcessor[thread]
      goroutine = this.threadGoroutine[thread]
      this.threadKnown[thread] = 1
      context.thread = thread
    } else context.thread = NONE
    context.processor = processor < 0 ? NONE : this.processors.ids[processor]
    context.goroutine = goroutine < 0 ? NONE : goroutine
    context.stack = NONE
    switch (cursors.type[cursor]) {
      case W.goStart:
        return this.goStart(cursor, thread, processor, goroutine, args[base], args[base + 1], isForced)
      case W.goBlock:
        return this.goStop(cursor, thread, processor, goroutine, G.waiting, args[base], args[base + 1])
      case W.goStop:
        return this.goStop(cursor, thread, processor, goroutine, G.runnable, args[base], args[base + 1])
      case W.goUnblock:
        return this.goUnblock(cursor, args[base], args[base + 1], args[base + 2], isForced)
      case W.goCreate:
        return this.goCreate(
          cursor,
          processor,
          goroutine,
          G.runnable,
          args[base],
          args[base + 1],
          args[base + 2],
        )
      case W.goDestroy:
        return this.goDestroy(cursor, thread, processor, goroutine)
      case W.goSyscallBegin:
        return this.syscallBegin(cursor, processor, goroutine, args[base], args[base + 1])
      case W.goSyscallEnd:
        return this.syscallEnd(cursor, processor, goroutine)
      case W.procStart:
        return procStart(this, cursor, thread, processor, args[base], args[base + 1], isForced)
      case W.procStop:
        return procStop(this, cursor, thread, processor)
      default:
        return advanceRare(this, cursor, thread, processor, goroutine, isForced)
    }
  }

  private goStart(
    cursor: number,
    thread: number,
    processor: number,
    current: number,
    id: number,
    seq: number,
    isForced: boolean,
  ): number {
    let goroutine = this.tables.goroutines.indexOf(id)
    if (
      goroutine === NONE ||
      this.goroutineState[goroutine] !== G.runnable ||
      !this.isNextTurn(goroutine, seq)
    ) {
      if (!isForced) return Advance.waits
      goroutine = this.internGoroutine(id)
    }
    if (thread < 0 || processor < 0 || current >= 0) {
      if (this.isContradiction(cursor, 'needs a processor and no goroutine on its thread'))
        return Advance.fails
      if (thread < 0) return Advance.goes
    }
    const from = this.goroutineState[goroutine] as GoroutineState
    this.goroutineState[goroutine] = G.running
    this.goroutineSeq[goroutine] = seq
    this.threadGoroutine[thread] = goroutine
    this.stamp(cursor)
    this.sink.goroutineTransition(this.context, goroutine, from, G.running, 0, NONE)
    return Advance.goes
  }

  private goStop(
    cursor: number,
    thread: number,
    processor: number,
    goroutine: number,
    to: GoroutineState,
    reasonId: number,
    stackId: number,
  ): number {
    if (goroutine < 0 || processor < 0 || this.goroutineState[goroutine] !== G.running) {
      if (this.isContradiction(cursor, 'needs a running goroutine and a processor')) return Advance.fails
      if (goroutine < 0) return Advance.goes
    }
    const from = this.goroutineState[goroutine] as GoroutineState
    this.goroutineState[goroutine] = to
    this.threadGoroutine[thread] = -1
    const stack = this.stackOf(cursor, stackId)
    const reason = this.textOf(cursor, reasonId)
    if (this.failure !== '') return Advance.fails
    this.context.stack = stack
    this.stamp(cursor)
    this.sink.goroutineTransition(this.context, goroutine, from, to, reason, stack)
    return Advance.goes
  }

  private goUnblock(cursor: number, id: number, seq: number, stackId: number, isForced: boolean): number {
    let goroutine = this.tables.goroutines.indexOf(id)
    if (
      goroutine === NONE ||
      this.goroutineState[goroutine] !== G.waiting ||
      !this.isNextTurn(goroutine, seq)
    ) {
      if (!isForced) return Advance.waits
      goroutine = this.internGoroutine(id)
    }
    const from = this.goroutineState[goroutine] as GoroutineState
    this.goroutineState[goroutine] = G.runnable
    this.goroutineSeq[goroutine] = seq
    const stack = this.stackOf(cursor, stackId)
    if (this.failure !== '') return Advance.fails
    this.context.stack = stack
    this.stamp(cursor)
    this.sink.goroutineTransition(this.context, goroutine, from, G.runnable, 0, NONE)
    return Advance.goes
  }

  goCreate(
    cursor: number,
    processor: number,
    current: number,
    to: GoroutineState,
    id: number,
    newStackId: number,
    stackId: number,
  ): number {
    if (processor < 0 || (current >= 0 && this.goroutineState[current] !== G.running)) {
      if (this.isContradiction(cursor, 'needs a processor and, if any, a running goroutine'))
        return Advance.fails
    }
    const goroutine = this.internGoroutine(id)
    if (this.goroutineState[goroutine] !== G.undetermined) {
      if (this.isContradiction(cursor, 'creates a goroutine that exists already')) return Advance.fails
      this.forgetExtras(goroutine)
    }
    this.goroutineState[goroutine] = to
    this.goroutineSeq[goroutine] = 0
    const newStack = this.stackOf(cursor, newStackId)
    const stack = this.stackOf(cursor, stackId)
    if (this.failure !== '') return Advance.fails
    this.context.stack = stack
    this.stamp(cursor)
    this.sink.goroutineTransition(this.context, goroutine, G.notExist, to, 0, newStack)
    return Advance.goes
  }

  private goDestroy(cursor: number, thread: number, processor: number, goroutine: number): number {
    if (goroutine < 0 || processor < 0 || this.goroutineState[goroutine] !== G.running) {
      if (this.isContradiction(cursor, 'needs a running goroutine and a processor')) return Advance.fails
      if (goroutine < 0) return Advance.goes
    }
    const from = this.goroutineState[goroutine] as GoroutineState
    this.goroutineState[goroutine] = G.undetermined
    this.forgetExtras(goroutine)
    this.threadGoroutine[thread] = -1
    this.stamp(cursor)
    this.sink.goroutineTransition(this.context, goroutine, from, G.notExist, 0, NONE)
    return Advance.goes
  }

  private syscallBegin(
    cursor: number,
    processor: number,
    goroutine: number,
    seq: number,
    stackId: number,
  ): number {
    if (
      goroutine < 0 ||
      processor < 0 ||
      this.goroutineState[goroutine] !== G.running ||
      this.processorGeneration[processor] !== this.generation ||
      seq !== this.processorSeq[processor] + 1
    ) {
      if (this.isContradiction(cursor, 'needs a running goroutine and the next turn of its processor'))
        return Advance.fails
      if (goroutine < 0) return Advance.goes
    }
    const from = this.goroutineState[goroutine] as GoroutineState
    this.goroutineState[goroutine] = G.syscall
    if (processor >= 0) {
      this.processorStatus[processor] = WireProcessor.syscall
      this.processorSeq[processor] = seq
      this.processorGeneration[processor] = this.generation
    }
    const stack = this.stackOf(cursor, stackId)
    if (this.failure !== '') return Advance.fails
    this.context.stack = stack
    this.stamp(cursor)
    this.sink.goroutineTransition(this.context, goroutine, from, G.syscall, 0, stack)
    return Advance.goes
  }

  private syscallEnd(cursor: number, processor: number, goroutine: number): number {
    if (
      goroutine < 0 ||
      processor < 0 ||
      this.goroutineState[goroutine] !== G.syscall ||
      this.processorStatus[processor] !== WireProcessor.syscall
    ) {
      if (this.isContradiction(cursor, 'needs a goroutine and a processor in a system call'))
        return Advance.fails
      if (goroutine < 0) return Advance.goes
    }
    const from = this.goroutineState[goroutine] as GoroutineState
    this.goroutineState[goroutine] = G.running
    if (processor >= 0) this.processorStatus[processor] = WireProcessor.running
    this.stamp(cursor)
    this.sink.goroutineTransition(this.context, goroutine, from, G.running, 0, NONE)
    return Advance.goes
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
