/**
 * Turns ordered events of format 1 into the events that Go's reader makes of them
 * (Go 1.27 src/internal/trace/tracev1.go). What Go leaves out or gets wrong in rare cases is done right in tolerant
 * reading and Go's way in strict reading; each such place says so.
 */
import { throwIfCancelled } from '../../../base/cancellation'
import type { Cancellation } from '../../../base/cancellation'
import type { EventContext, EventSink } from '../../../model/event-sink'
import { GoroutineState, Metric, NONE, ProcessorState, RangeScope } from '../../../model/states'
import type { GrowableTables } from '../../../model/trace-tables'
import type { WarningLog } from '../warning-log'
import type { EventColumns } from './columns'
import { assistName, blockReasons, collectionName, namesGoroutine, stopKind, sweepName } from './event-words'
import { Names } from './names'
import type { OrderedTrace } from './order'
import type { ParsedTrace } from './parser'
import { PlainEvents } from './plain-events'
import { ResourceStates } from './resource-states'
import { WireType, noProcessor } from './wire'

export interface ConvertOptions {
  readonly isStrict: boolean
  /** Times strictly rising as Go makes them, else as written (never stepping back). */
  readonly isGoClock: boolean
  readonly minor: number
  readonly cancellation: Cancellation
  readonly onProgress: (done: number, total: number) => void
}

/** Time of the first event minus 1 is the origin: Go's first Sync. */
export const firstEventNs = 1
const eventsBetweenChecks = 16384

export interface Converted {
  readonly eventCount: number
  readonly lastNs: number
}

export function convertEvents(
  parsed: ParsedTrace,
  ordered: OrderedTrace,
  tables: GrowableTables,
  sink: EventSink,
  warnings: WarningLog,
  options: ConvertOptions,
): Converted {
  return new Converter(parsed, ordered, tables, sink, warnings, options).run()
}

class Converter {
  private readonly events: EventColumns
  private readonly names: Names
  private readonly states: ResourceStates
  private readonly context: EventContext = {
    timeNs: 0,
    thread: NONE,
    processor: NONE,
    goroutine: NONE,
    stack: NONE,
  }
  /** Goroutine index of the tables by that of the columns, plus 1; 0 where not yet known. */
  private readonly tableIndex: Uint32Array
  private readonly threadOf = new Map<number, number>()
  private readonly seenProcessors = new Set<number>()
  private readonly plain: PlainEvents
  /** Goroutines (indices of the columns) that existed before the trace and of which nothing more is known yet. */
  private initial: Set<number> | null = new Set()
  private stopName = 0
  private lastNs = 0
  private eventCount = 0
  private readonly reasons = new Map<number, number>()

  constructor(
    private readonly parsed: ParsedTrace,
    private readonly ordered: OrderedTrace,
    private readonly tables: GrowableTables,
    private readonly sink: EventSink,
    private readonly warnings: WarningLog,
    private readonly options: ConvertOptions,
  ) {
    this.events = ordered.events
    this.names = new Names(parsed, tables, options.isStrict)
    this.tableIndex = new Uint32Array(ordered.goroutineIds.count)
    this.states = new ResourceStates(sink, this.context, options.isStrict, warnings)
    this.plain = new PlainEvents(ordered, tables, this.names, this.states, sink, this.context)
    for (const [type, text] of blockReasons) this.reasons.set(type, tables.strings.intern(text))
    this.reasons.set(WireType.goSched, tables.strings.intern('runtime.Gosched'))
    this.reasons.set(WireType.goPreempt, tables.strings.intern('preempted'))
    this.stopName = tables.strings.intern('stop-the-world ()')
  }

  run(): Converted {
    const { events, options } = this
    const blocks = this.blockingCalls()
    if (events.count > 0) this.sync(0, false)
    for (let i = 0; i < events.count; i++) {
      this.convert(i, blocks[i] === 1)
      if (i % eventsBetweenChecks === 0) {
        throwIfCancelled(options.cancellation)
        options.onProgress(i, events.count)
      }
    }
    // A trace cut before the world started again has not ended its list of goroutines.
    if (!options.isStrict && this.initial !== null && events.count > 0) {
      this.endInitial(this.events.time[events.count - 1] + firstEventNs)
    }
    this.sync(this.lastNs + 1, true)
    if (this.names.hasLost && !options.isStrict) {
      this.warnings.add(
        'names-lost',
        'Stacks or names are missing from the file; what they belong to is shown without them.',
        { isLoss: true },
      )
    }
    return { eventCount: this.eventCount, lastNs: this.lastNs }
  }

  private sync(timeNs: number, isLast: boolean): void {
    this.place(NONE, NONE, NONE, NONE)
    this.context.timeNs = timeNs
    this.lastNs = timeNs
    this.eventCount++
    this.sink.sync(this.context, { generation: 0, isLast })
  }

  /**
   * Which GoSysCall events lead to a GoSysBlock: when the next event of the goroutine is one. Go looks at CPU samples
   * too, and so takes a call for a short one when a sample of its goroutine lies between: only in strict reading.
   */
  private blockingCalls(): Uint8Array {
    const { events, options } = this
    const blocks = new Uint8Array(events.count)
    const nextType = new Uint8Array(this.ordered.goroutineIds.count)
    for (let i = events.count - 1; i >= 0; i--) {
      const type = events.type[i]
      const goroutine = events.goroutine[i]
      if (type === WireType.goSysCall && nextType[goroutine] === WireType.goSysBlock) blocks[i] = 1
      if (type !== WireType.cpuSample || options.isStrict) nextType[goroutine] = type
    }
    return blocks
  }

  private place(thread: number, processor: number, goroutine: number, stack: number): void {
    const { context } = this
    context.thread = thread
    context.processor = processor
    context.goroutine = goroutine
    context.stack = stack
  }

  /** Sets the time of the next event, and counts it. */
  private stamp(timeNs: number): void {
    const earliest = this.options.isGoClock ? this.lastNs + 1 : this.lastNs
    this.lastNs = timeNs < earliest ? earliest : timeNs
    this.context.timeNs = this.lastNs
    this.eventCount++
  }

  /** Goroutine index in the tables, NONE for Go's goroutine 0. */
  private goroutine(column: number): number {
    if (column === 0) return NONE
    let index = this.tableIndex[column]
    if (index === 0) {
      index = this.tables.goroutines.intern(this.ordered.goroutineIds.ids[column]) + 1
      this.tableIndex[column] = index
    }
    return index - 1
  }

  private columnOf(id: number): number {
    return this.ordered.goroutineIds.intern(id)
  }

  /** `processor` of the context: Go's fake numbers (for events off any processor) become NONE. */
  private processorOf(i: number): number {
    const { events, options } = this
    const type = events.type[i]
    if (type === WireType.goSysExit) return noProcessor
    // Go moves these to numbers of their own; the processor they happened on is known all the same.
    if (
      options.isStrict &&
      (type === WireType.gcStart || (type === WireType.goUnblock && this.isDetached(i)))
    )
      return noProcessor
    return events.processor[i]
  }

  /** Wake-ups by a timer goroutine, and of goroutines that wait for the network. */
  private isDetached(i: number): boolean {
    const waker = this.ordered.goroutineIds.ids[this.events.goroutine[i]]
    return (
      this.parsed.timerGoroutines.has(waker) || this.states.waitsForNetwork(this.columnOf(this.events.a[i]))
    )
  }

  private convert(i: number, isBlockingCall: boolean): void {
    const { events, states, sink, context, tables } = this
    const type = events.type[i]
    if (type === WireType.futileWakeup || type === WireType.goSysBlock) {
      if (type === WireType.goSysBlock) states.leaveProcessor(events.processor[i])
      return
    }
    const column = events.goroutine[i]
    const processor = this.processorOf(i)
    const a = events.a[i]
    if (processor === noProcessor && (type === WireType.procStart || type === WireType.procStop)) return
    if (a === 0 && namesGoroutine(type)) {
      // Go's goroutine 0 is no goroutine; strict reading has refused the file before.
      states.noteNamelessGoroutine()
      return
    }
    const timeNs = events.time[i] + firstEventNs
    const stack = this.names.stack(events.stack[i])
    const thread =
      processor === noProcessor || type === WireType.cpuSample ? NONE : (this.threadOf.get(processor) ?? NONE)
    this.place(thread, processor === noProcessor ? NONE : processor, this.goroutine(column), stack)

    switch (type) {
      case WireType.gomaxprocs:
        if (this.initial !== null) {
          this.endInitial(timeNs)
          return
        }
        this.stamp(timeNs)
        sink.metric(context, Metric.gomaxprocs, a)
        return
      case WireType.procStart: {
        const started = tables.threads.intern(a)
        this.threadOf.set(processor, started)
        context.thread = started
        this.stamp(timeNs)
        this.processorChange(processor, ProcessorState.idle, ProcessorState.running)
        return
      }
      case WireType.procStop:
        this.stamp(timeNs)
        this.processorChange(processor, ProcessorState.running, ProcessorState.idle)
        this.threadOf.delete(processor)
        return
      case WireType.gcStart:
        if (!states.openRange('collection', 0)) return
        this.stamp(timeNs)
        sink.rangeBegin(context, RangeScope.global, NONE, tables.strings.intern(collectionName))
        return
      case WireType.gcDone:
        if (!states.closeRange('collection', 0)) return
        this.stamp(timeNs)
        sink.rangeEnd(context, RangeScope.global, NONE, tables.strings.intern(collectionName), NaN, NaN)
        return
      case WireType.stwStart:
        if (!states.openRange('stop', 0)) return
        this.stopName = tables.strings.intern(`stop-the-world (${stopKind(this.options.minor, a)})`)
        this.stamp(timeNs)
        sink.rangeBegin(context, RangeScope.goroutine, context.goroutine, this.stopName)
        return
      case WireType.stwDone:
        if (!states.closeRange('stop', 0)) return
        this.stamp(timeNs)
        sink.rangeEnd(context, RangeScope.goroutine, context.goroutine, this.stopName, NaN, NaN)
        return
      case WireType.gcSweepStart:
        if (!states.openRange('sweep', processor)) return
        this.stamp(timeNs)
        sink.rangeBegin(context, RangeScope.processor, context.processor, tables.strings.intern(sweepName))
        return
      case WireType.gcSweepDone:
        if (!states.closeRange('sweep', processor)) return
        this.stamp(timeNs)
        sink.rangeEnd(
          context,
          RangeScope.processor,
          context.processor,
          tables.strings.intern(sweepName),
          a,
          events.b[i],
        )
        return
      case WireType.gcMarkAssistStart:
        if (!states.openRange('assist', column)) return
        this.stamp(timeNs)
        sink.rangeBegin(context, RangeScope.goroutine, context.goroutine, tables.strings.intern(assistName))
        return
      case WireType.gcMarkAssistDone:
        // One that began before the trace ends without a begin.
        states.forgetRange('assist', column)
        this.stamp(timeNs)
        sink.rangeEnd(
          context,
          RangeScope.goroutine,
          context.goroutine,
          tables.strings.intern(assistName),
          NaN,
          NaN,
        )
        return
      case WireType.goCreate: {
        const created = this.columnOf(a)
        if (this.initial !== null) {
          this.initial.add(created)
          return
        }
        this.stamp(timeNs)
        this.change(
          created,
          GoroutineState.notExist,
          GoroutineState.runnable,
          0,
          this.names.stack(events.b[i]),
        )
        return
      }
      case WireType.goStart:
      case WireType.goStartLabel:
        this.start(i, type, column, processor, timeNs)
        return
      case WireType.goEnd:
        this.leave(column, processor, timeNs, GoroutineState.notExist, 0, NONE)
        return
      case WireType.goSched:
      case WireType.goPreempt:
        this.leave(column, processor, timeNs, GoroutineState.runnable, this.reasons.get(type) ?? 0, stack)
        return
      case WireType.goStop:
      case WireType.goSleep:
      case WireType.goBlock:
      case WireType.goBlockSend:
      case WireType.goBlockRecv:
      case WireType.goBlockSelect:
      case WireType.goBlockSync:
      case WireType.goBlockCond:
      case WireType.goBlockNet:
      case WireType.goBlockGc:
        this.leave(column, processor, timeNs, GoroutineState.waiting, this.reasons.get(type) ?? 0, stack)
        states.setWaitsForNetwork(column, type === WireType.goBlockNet)
        return
      case WireType.goUnblock: {
        const woken = this.columnOf(a)
        if (!states.mayWake(woken)) return
        this.stamp(timeNs)
        this.change(woken, GoroutineState.waiting, GoroutineState.runnable, 0, NONE)
        return
      }
      case WireType.goSysCall:
        this.systemCall(column, timeNs, stack, isBlockingCall)
        return
      case WireType.goSysExit:
        if (column === 0) return
        this.stamp(timeNs)
        this.change(column, GoroutineState.syscall, GoroutineState.runnable, 0, NONE)
        return
      case WireType.goWaiting:
      case WireType.goInSyscall:
        this.initial?.delete(column)
        this.stamp(timeNs)
        this.change(
          column,
          GoroutineState.undetermined,
          type === WireType.goWaiting ? GoroutineState.waiting : GoroutineState.syscall,
          0,
          NONE,
        )
        return
      default:
        this.stamp(timeNs)
        if (!this.plain.pass(i)) this.eventCount--
    }
  }

  /** The first Gomaxprocs: everything that existed before the trace has been named. */
  private endInitial(timeNs: number): void {
    const { initial } = this
    this.initial = null
    if (initial === null) return
    this.place(NONE, NONE, NONE, NONE)
    for (const column of initial) {
      this.stamp(timeNs)
      this.change(column, GoroutineState.undetermined, GoroutineState.runnable, 0, NONE)
    }
  }

  private start(i: number, type: number, column: number, processor: number, timeNs: number): void {
    const { events, states, sink, context, options } = this
    const isLabelled = type === WireType.goStartLabel
    // Go takes a labelled start for a plain one even where the trace begins.
    const isInitial = this.initial !== null && (!isLabelled || !options.isStrict)
    if (isInitial) this.initial?.delete(column)
    if (isLabelled && options.isStrict) this.useThreadZero(processor)
    states.enterProcessor(processor, column, (other) => {
      this.stamp(timeNs)
      this.change(other, GoroutineState.running, GoroutineState.undetermined, 0, NONE)
    })
    this.stamp(timeNs)
    this.change(
      column,
      isInitial ? GoroutineState.undetermined : GoroutineState.runnable,
      GoroutineState.running,
      0,
      NONE,
    )
    if (!isLabelled) return
    this.stamp(timeNs)
    sink.label(context, context.goroutine, this.names.string(events.c[i]))
  }

  /** In two places Go reads the thread of a processor without asking whether it is known, and gets 0. */
  private useThreadZero(processor: number): void {
    if (processor !== noProcessor && !this.threadOf.has(processor))
      this.context.thread = this.tables.threads.intern(0)
  }

  /** The running goroutine of a processor stops running. */
  private leave(
    column: number,
    processor: number,
    timeNs: number,
    to: GoroutineState,
    reason: number,
    stack: number,
  ): void {
    this.states.leaveProcessor(processor)
    // Without a known start on its processor nobody can say which goroutine it was.
    if (column === 0) return
    this.stamp(timeNs)
    this.change(column, GoroutineState.running, to, reason, stack)
    if (to === GoroutineState.notExist) this.states.endGoroutine(column)
  }

  /** A call that does not lose its processor leaves one event; Go makes it 1 ns long. */
  private systemCall(column: number, timeNs: number, stack: number, isBlocking: boolean): void {
    if (column === 0) return
    if (!isBlocking && this.options.isStrict)
      this.useThreadZero(this.context.processor === NONE ? noProcessor : this.context.processor)
    this.stamp(timeNs)
    this.change(column, GoroutineState.running, GoroutineState.syscall, 0, stack)
    if (isBlocking) return
    this.context.stack = NONE
    this.stamp(timeNs + 1)
    this.change(column, GoroutineState.syscall, GoroutineState.running, 0, NONE)
  }

  private change(
    column: number,
    from: GoroutineState,
    to: GoroutineState,
    reason: number,
    stack: number,
  ): void {
    this.states.change(column, this.goroutine(column), from, to, reason, stack)
  }

  /** The first event of a processor says what it is, later ones what it becomes. */
  private processorChange(processor: number, from: ProcessorState, to: ProcessorState): void {
    const isNew = !this.seenProcessors.has(processor)
    this.seenProcessors.add(processor)
    this.sink.processorTransition(this.context, processor, isNew ? ProcessorState.undetermined : from, to)
  }
}
