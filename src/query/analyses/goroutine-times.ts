/**
 * How every goroutine spent its time: the numbers of Go 1.27 src/internal/trace/summary.go (GoroutineExecStats), kept
 * in columns, one row per life of a goroutine. An id can live more than once: a C thread that calls into Go gets the
 * same id on every call. Go's summary keeps the last life only; here all are kept, and parity asks for the last.
 */
import type { EventContext } from '../../model/event-sink'
import type { TraceTables } from '../../model/tables'
import { GoroutineState, NONE, ProcessorState, RangeScope } from '../../model/states'
import { Float64Column, Uint32Column, Uint8Column } from './columns'
import { NamedTimes } from './named-times'
import type { SummaryRules } from './summary-rules'
import { elapsedNs } from './summary-rules'

/** What the regions of a goroutine need to know about its life. */
export interface LifeListener {
  /** `creator`: the row that ran the `go` statement, or NONE. */
  lifeBegan(row: number, creator: number, timeNs: number): void
  /** `timeNs` is the end of the life, or of the trace when `isEndOfTrace`. */
  lifeEnded(row: number, timeNs: number, isEndOfTrace: boolean): void
}

export class GoroutineTimes {
  /** Rows in use. */
  count = 0
  /** Goroutine index of a row. */
  readonly goroutine = new Uint32Column(NONE)
  readonly createdNs = new Float64Column(NaN)
  /** First time it ran; NaN: never. */
  readonly startNs = new Float64Column(NaN)
  /** Its end, or when it blocked for ever; NaN: alive at the end. */
  readonly endNs = new Float64Column(NaN)
  readonly execNs = new Float64Column()
  readonly schedWaitNs = new Float64Column()
  readonly syscallNs = new Float64Column()
  readonly syscallBlockNs = new Float64Column()
  /** NaN until the row is finished. */
  readonly totalNs = new Float64Column(NaN)
  /** String index of the start function; 0: unknown. */
  readonly functionName = new Uint32Column()
  /** Goroutine index of the creator, or NONE. */
  readonly createdBy = new Uint32Column(NONE)
  /** Time blocked by reason (string index). */
  readonly blocked = new NamedTimes()
  /** Time within ranges by name (string index): mark assist, sweep, stop-the-world. */
  readonly ranges = new NamedTimes()

  /** By goroutine index: its newest row, or NONE. */
  private readonly newestRow = new Uint32Column(NONE)
  /** Transitions of this life whose two states differ. */
  readonly transitions = new Uint32Column()
  private readonly openState = new Uint8Column()
  private readonly openSinceNs = new Float64Column(NaN)
  private readonly openReason = new Uint32Column()
  /** When the P of an open system call was lost; NaN: it was not. */
  private readonly lostProcessorNs = new Float64Column(NaN)
  /** Processor on which the open system call began. */
  private readonly syscallProcessor = new Uint32Column(NONE)
  /** Processor id -> goroutine index in a system call there. */
  private readonly syscallOn = new Map<number, number>()
  /** Processor id -> range name -> goroutine that ran when the range began. */
  private readonly processorRanges = new Map<number, Map<number, number>>()
  private tables: TraceTables | undefined
  private foreverReason = NONE
  private syncNs = 0
  private alive = 0
  /** In this generation: the goroutines that were alive at its begin and are met only now, and the most of all others. */
  private metLate = 0
  private mostOthers = 0
  /**
   * The most goroutines alive at one time. Go counts one that is older than the trace from the event on that first names it;
   * that is so in parity mode.
   */
  mostAlive = 0

  constructor(
    private readonly rules: SummaryRules,
    private readonly listener: LifeListener,
  ) {}

  begin(tables: TraceTables): void {
    this.tables = tables
    this.foreverReason = tables.strings.intern('forever')
  }

  sync(timeNs: number): void {
    this.syncNs = timeNs
    this.metLate = 0
    this.mostOthers = this.alive
  }

  /** The newest row of a goroutine, or NONE. */
  rowOf(goroutine: number): number {
    return goroutine < this.newestRow.values.length ? this.newestRow.values[goroutine] : NONE
  }

  isNewest(row: number): boolean {
    return this.newestRow.values[this.goroutine.values[row]] === row
  }

  transition(
    context: EventContext,
    goroutine: number,
    from: GoroutineState,
    to: GoroutineState,
    reason: number,
    goroutineStack: number,
  ): void {
    if (from === to) return
    const timeNs = context.timeNs
    this.newestRow.reach(goroutine)
    let row = this.newestRow.values[goroutine]
    if (from === GoroutineState.undetermined) {
      row = this.addRow(goroutine, this.syncNs)
      this.credit(row, to, reason, elapsedNs(this.syncNs, timeNs), context.processor !== NONE)
      this.meetLate()
    } else if (from === GoroutineState.notExist) {
      row = this.addRow(goroutine, timeNs)
      const creator = context.goroutine === NONE ? NONE : this.rowOf(context.goroutine)
      this.createdBy.values[row] = context.goroutine
      this.listener.lifeBegan(row, creator, timeNs)
      this.countAlive(1)
    } else {
      // A reader that tolerates damage may name a goroutine that was never introduced.
      if (row === NONE) {
        row = this.addRow(goroutine, this.syncNs)
        this.meetLate()
      }
      this.leave(row, from, timeNs)
    }
    this.transitions.values[row]++
    if (this.functionName.values[row] === 0 && goroutineStack !== NONE) {
      this.functionName.values[row] = this.startFunction(goroutineStack)
    }
    this.enter(context, row, to, reason)
  }

  processorTransition(timeNs: number, processor: number, from: ProcessorState, to: ProcessorState): void {
    if (from === to || to !== ProcessorState.idle) return
    const goroutine = this.syscallOn.get(processor)
    if (goroutine === undefined) return
    this.syscallOn.delete(processor)
    const row = this.rowOf(goroutine)
    if (row !== NONE) this.lostProcessorNs.values[row] = timeNs
  }

  /** Transitions by goroutine index, over all lives of the id. */
  transitionsOfAllLives(): Uint32Array {
    const sums = new Uint32Array(this.newestRow.values.length)
    for (let row = 0; row < this.count; row++)
      sums[this.goroutine.values[row]] += this.transitions.values[row]
    return sums
  }

  /** A range begins, or (`isActive`) is open since the last Sync at least. */
  rangeBegin(
    context: EventContext,
    scope: RangeScope,
    scopeId: number,
    name: number,
    isActive: boolean,
  ): void {
    let row: number
    if (scope === RangeScope.goroutine) {
      row = this.rowOf(scopeId)
    } else if (scope === RangeScope.processor) {
      // Ranges of a P (sweep) are credited to the goroutine that runs there, when it stays until their end.
      row = context.goroutine === NONE ? NONE : this.rowOf(context.goroutine)
      if (row !== NONE) this.rangesOn(scopeId).set(name, context.goroutine)
    } else {
      return
    }
    if (row === NONE) return
    const entry = this.ranges.entry(row, name)
    if (isActive) {
      const since = this.ranges.openSinceNs(entry)
      if (this.isSet(since)) this.ranges.add(entry, elapsedNs(since, this.syncNs))
      this.ranges.open(entry, this.syncNs)
    } else {
      this.ranges.open(entry, context.timeNs)
    }
  }

  rangeEnd(context: EventContext, scope: RangeScope, scopeId: number, name: number): void {
    let row = NONE
    if (scope === RangeScope.goroutine) {
      row = this.rowOf(scopeId)
    } else if (scope === RangeScope.processor) {
      const on = this.processorRanges.get(scopeId)
      const goroutine = on?.get(name)
      if (goroutine === undefined) return
      on?.delete(name)
      row = this.rowOf(goroutine)
      if (goroutine !== context.goroutine) {
        // Go leaves the range open on the first goroutine, so the rest of that life counts as sweep.
        if (!this.rules.isParity && row !== NONE) this.ranges.open(this.ranges.entry(row, name), NaN)
        return
      }
    }
    if (row === NONE) return
    const entry = this.ranges.find(row, name)
    if (entry === NONE) return
    const since = this.ranges.openSinceNs(entry)
    if (!this.isSet(since)) return
    this.ranges.add(entry, elapsedNs(since, context.timeNs))
    this.ranges.open(entry, NaN)
  }

  /** Closes every open row at `endNs`, the time of the last event. */
  finish(endNs: number): void {
    for (let row = 0; row < this.count; row++) {
      if (!Number.isNaN(this.totalNs.values[row])) continue
      this.finishRow(row, endNs)
      this.listener.lifeEnded(row, endNs, true)
    }
  }

  private leave(row: number, from: GoroutineState, timeNs: number): void {
    const since = this.openSinceNs.values[row]
    if (this.openState.values[row] !== from || Number.isNaN(since)) return
    this.openSinceNs.values[row] = NaN
    if (from === GoroutineState.running) {
      this.execNs.values[row] += elapsedNs(since, timeNs)
      return
    }
    if (!this.isSet(since)) return
    const length = elapsedNs(since, timeNs)
    if (from === GoroutineState.runnable) {
      this.schedWaitNs.values[row] += length
    } else if (from === GoroutineState.waiting) {
      this.blocked.add(this.blocked.entry(row, this.openReason.values[row]), length)
    } else if (from === GoroutineState.syscall) {
      this.closeSyscall(row, since, timeNs)
      this.forgetSyscall(row)
    }
  }

  private closeSyscall(row: number, since: number, timeNs: number): void {
    const lost = this.lostProcessorNs.values[row]
    if (this.isSet(lost)) {
      this.syscallBlockNs.values[row] += elapsedNs(lost, timeNs)
      this.syscallNs.values[row] += elapsedNs(since, lost)
    } else {
      this.syscallNs.values[row] += elapsedNs(since, timeNs)
    }
    this.lostProcessorNs.values[row] = NaN
  }

  private forgetSyscall(row: number): void {
    const processor = this.syscallProcessor.values[row]
    this.syscallProcessor.values[row] = NONE
    // When the P was lost and another goroutine has entered a system call on it since, Go deletes that one's mark.
    if (this.rules.isParity || this.syscallOn.get(processor) === this.goroutine.values[row]) {
      this.syscallOn.delete(processor)
    }
  }

  private enter(context: EventContext, row: number, to: GoroutineState, reason: number): void {
    const timeNs = context.timeNs
    switch (to) {
      case GoroutineState.running:
        if (!this.isSet(this.startNs.values[row])) this.startNs.values[row] = timeNs
        this.openSpan(row, to, timeNs)
        break
      case GoroutineState.runnable:
        this.openSpan(row, to, timeNs)
        break
      case GoroutineState.waiting:
        if (reason === this.foreverReason) {
          // Blocked for ever is like death (Go 1.27 summary.go): the goroutine's account ends here.
          this.endRow(row, timeNs)
          break
        }
        this.openSpan(row, to, timeNs)
        this.openReason.values[row] = reason
        break
      case GoroutineState.syscall:
        this.openSpan(row, to, timeNs)
        this.lostProcessorNs.values[row] = NaN
        this.syscallProcessor.values[row] = context.processor
        this.syscallOn.set(context.processor, this.goroutine.values[row])
        break
      case GoroutineState.notExist:
        this.endRow(row, timeNs)
        this.countAlive(-1)
        break
      case GoroutineState.undetermined:
        // The reader lost track (a damaged stretch): that time belongs to no state.
        this.openSinceNs.values[row] = NaN
        break
    }
  }

  private openSpan(row: number, state: GoroutineState, timeNs: number): void {
    this.openState.values[row] = state
    this.openSinceNs.values[row] = timeNs
  }

  private endRow(row: number, timeNs: number): void {
    if (!Number.isNaN(this.totalNs.values[row])) return
    this.endNs.values[row] = timeNs
    this.finishRow(row, timeNs)
    this.listener.lifeEnded(row, timeNs, false)
  }

  /** Go 1.27 summary.go, snapshotStat: what is open counts up to `timeNs`. */
  private finishRow(row: number, timeNs: number): void {
    this.totalNs.values[row] = elapsedNs(this.createdNs.values[row], timeNs)
    const since = this.openSinceNs.values[row]
    if (this.isSet(since)) {
      const state = this.openState.values[row] as GoroutineState
      const length = elapsedNs(since, timeNs)
      const lost = this.lostProcessorNs.values[row]
      if (state === GoroutineState.syscall && !this.rules.isParity) {
        this.closeSyscall(row, since, timeNs)
      } else if (state === GoroutineState.syscall) {
        // Go counts the whole call as system call and the stretch without a P as scheduler wait besides.
        this.syscallNs.values[row] += length
        if (this.isSet(lost)) this.schedWaitNs.values[row] += elapsedNs(lost, timeNs)
      } else {
        this.credit(row, state, this.openReason.values[row], length, true)
      }
    }
    this.openSinceNs.values[row] = NaN
    this.ranges.closeAll(row, (openSince) => (this.isSet(openSince) ? elapsedNs(openSince, timeNs) : 0))
  }

  private credit(
    row: number,
    state: GoroutineState,
    reason: number,
    length: number,
    hasProcessor: boolean,
  ): void {
    switch (state) {
      case GoroutineState.running:
        this.execNs.values[row] += length
        break
      case GoroutineState.runnable:
        this.schedWaitNs.values[row] += length
        break
      case GoroutineState.waiting:
        this.blocked.add(this.blocked.entry(row, reason), length)
        break
      case GoroutineState.syscall:
        // Without a P its syscall has been blocking since before the goroutine was named.
        if (hasProcessor) this.syscallNs.values[row] += length
        else this.syscallBlockNs.values[row] += length
        break
      case GoroutineState.notExist:
      case GoroutineState.undetermined:
        break
    }
  }

  private addRow(goroutine: number, createdNs: number): number {
    const row = this.count++
    for (const column of this.columns()) column.reach(row)
    this.blocked.reach(row)
    this.ranges.reach(row)
    this.goroutine.values[row] = goroutine
    this.createdNs.values[row] = createdNs
    this.newestRow.values[goroutine] = row
    return row
  }

  private columns(): readonly { reach(index: number): void }[] {
    return (this.allColumns ??= [
      this.goroutine,
      this.createdNs,
      this.startNs,
      this.endNs,
      this.execNs,
      this.schedWaitNs,
      this.syscallNs,
      this.syscallBlockNs,
      this.totalNs,
      this.functionName,
      this.createdBy,
      this.transitions,
      this.openState,
      this.openSinceNs,
      this.openReason,
      this.lostProcessorNs,
      this.syscallProcessor,
    ])
  }
  private allColumns: readonly { reach(index: number): void }[] | undefined

  /** The function of the outermost frame: the start of every stack of a goroutine. */
  private startFunction(stack: number): number {
    const tables = this.tables
    if (tables === undefined) return 0
    const { offset, frame } = tables.stacks
    const end = offset[stack + 1]
    return end > offset[stack] ? tables.frames.functionName[frame[end - 1]] : 0
  }

  private rangesOn(processor: number): Map<number, number> {
    let on = this.processorRanges.get(processor)
    if (on === undefined) {
      on = new Map()
      this.processorRanges.set(processor, on)
    }
    return on
  }

  private countAlive(change: number): void {
    this.alive += change
    const others = this.alive - this.metLate
    if (others > this.mostOthers) this.mostOthers = others
    const most = this.rules.isParity ? this.alive : this.mostOthers + this.metLate
    if (most > this.mostAlive) this.mostAlive = most
  }

  /** One that has been alive since the generation began. */
  private meetLate(): void {
    this.metLate++
    this.countAlive(1)
  }

  /** Whether a time is known: neither empty nor Go's "not yet". */
  private isSet(timeNs: number): boolean {
    return !Number.isNaN(timeNs) && timeNs !== this.rules.zeroNs
  }
}
