import type { ColumnSpace } from './column-space'
import { ownArrays } from './column-space'
import type { EventContext } from './event-sink'
import type { GoroutineColumns, SpanColumns } from './goroutine-columns'
import { goroutineColumns, grownUint8, spanColumns, widenGoroutines, widenSpans } from './goroutine-columns'
import type { RowMoves, RowPlan } from './grouped-rows'
import { GroupedRows } from './grouped-rows'
import { IndexColumn } from './index-column'
import type { ProcessorRows } from './processor-rows'
import { RunnableReason, SpanReasons } from './span-reasons'
import { StackFacts } from './stack-facts'
import type { GoroutineState } from './states'
import { GoroutineState as G, NONE, GoroutineFlag } from './states'
import type { TraceTables } from './tables'
import {
  isNarrowTime,
  openEnd,
  RowBegins,
  RowDeaths,
  RowEnds,
  TimeColumn,
  UnforeseenTimeError,
  widenedTimes,
} from './time-column'
import type { GoroutineTable, SpanTable } from './trace'
import { packPlace } from './trace'

/** The columns of GoroutineRows by the names they have there. */
export interface LentGoroutineRows extends Readonly<SpanColumns>, Readonly<GoroutineColumns> {
  readonly offset: Uint32Array
  readonly rowEnd: Uint32Array
  readonly unitNs: number
  /** Of goroutines below `firstNamed` a borrower keeps the names of start functions here, else in `functionName`. */
  readonly earlierName: Uint32Array
  readonly firstNamed: number
  readonly lastState: Uint8Array
  /** By string: reason index + 1, 0 when not looked up yet. */
  readonly reasonByString: Uint16Array
  /** By stack (stack-facts.ts), of the first `stackCount`. */
  readonly restartsWorld: Uint8Array
  readonly rootFunction: Uint32Array
  readonly stackCount: number
}

/** Rows of goroutines and their spans while a trace is read. */
export class GoroutineRows {
  private tables!: TraceTables
  private count = 0
  /** Where borrowers have finished the others. */
  private unfinished: readonly number[] | null = null

  private constructor(
    private readonly rows: GroupedRows,
    private readonly spans: SpanColumns,
    private readonly columns: GoroutineColumns,
    /** By goroutine: state of the last span; undetermined before the first one, notExist when it has ended. */
    private lastState: Uint8Array,
    private readonly reasons: SpanReasons,
    private readonly stackFacts: StackFacts,
    private readonly processors: ProcessorRows,
    private readonly space: ColumnSpace,
    /** What stored times count. */
    private unitNs: number,
    /** Whether columns may be replaced by wider ones. */
    private readonly isOwner: boolean,
    private readonly earlierName: Uint32Array,
    private readonly firstNamed: number,
  ) {}

  static planned(
    plan: RowPlan | null,
    processors: ProcessorRows,
    space: ColumnSpace = ownArrays,
    stackCount = Infinity,
    unitNs?: number,
  ): GoroutineRows {
    const rows = GroupedRows.planned(plan, space)
    const goroutineCount = Math.max(64, (plan?.length ?? 1) - 1)
    return new GoroutineRows(
      rows,
      spanColumns(space, Math.max(64, rows.capacity), stackCount, unitNs),
      goroutineColumns(space, goroutineCount, unitNs),
      space.uint8(goroutineCount),
      new SpanReasons(space.uint16(256)),
      StackFacts.in(space),
      processors,
      space,
      unitNs ?? 1,
      true,
      space.uint32(0),
      0,
    )
  }

  /**
   * Rows of a part of the trace in columns that are lent; those by goroutine that say how far it has come
   * (`rowEnd`, `lastState`, `earlierName`) are the borrower's own.
   */
  static over(lent: LentGoroutineRows, processors: ProcessorRows): GoroutineRows {
    return new GoroutineRows(
      GroupedRows.over(lent.offset, lent.rowEnd),
      { ...lent },
      { ...lent },
      lent.lastState,
      new SpanReasons(lent.reasonByString),
      StackFacts.of(lent.rootFunction.subarray(0, lent.stackCount), lent.restartsWorld, ownArrays),
      processors,
      ownArrays,
      lent.unitNs,
      false,
      lent.earlierName,
      lent.firstNamed,
    )
  }

  begin(tables: TraceTables): void {
    this.tables = tables
  }

  /** Gives these strings their reason indices now, in this order. */
  planReasons(strings: Iterable<number>): void {
    this.reasons.plan(strings, this.tables, (length) => this.space.uint16(length))
  }

  /**
   * Makes room for what the tables know now, so that a generation's events move no column, and lends all columns out
   * (formats/go-trace/kernel). Valid until the next call that adds rows beyond the plan.
   */
  lend(): LentGoroutineRows {
    const { stackFacts } = this
    this.planReasons([])
    stackFacts.findAll(this.tables)
    return {
      ...this.rows.plannedColumns,
      ...this.spans,
      ...this.columns,
      unitNs: this.unitNs,
      earlierName: this.earlierName,
      firstNamed: this.firstNamed,
      lastState: this.lastState,
      reasonByString: this.reasons.column,
      restartsWorld: stackFacts.restartsWorld,
      rootFunction: stackFacts.rootFunction,
      stackCount: stackFacts.known,
    }
  }

  /** Whether rows still lie where they were lent. */
  isStillLent(lent: LentGoroutineRows): boolean {
    return this.spans.startUnits === lent.startUnits && this.lastState === lent.lastState
  }

  /** A borrower has added goroutines below `end`. */
  noteGoroutines(end: number): void {
    if (end > this.count) this.count = end
  }

  /** Borrowers have filled every planned row, and finished those of all goroutines but some. */
  fill(unfinished: readonly number[]): void {
    this.rows.fill()
    this.unfinished = unfinished
  }

  /** By string, 1 for a name that makes a goroutine the runtime's own; of all names that stacks give. Lends them out. */
  systemNames(): Uint8Array {
    const { stackFacts, tables } = this
    stackFacts.findAll(tables)
    const found = this.space.uint8(tables.strings.count)
    for (const name of [0, ...stackFacts.rootFunction.subarray(0, stackFacts.known)])
      found[name] = this.isSystem(name) ? 1 : 0
    return found
  }

  /** @param syncNs begin of the generation: a state told for the first time has held since then. */
  transition(
    context: EventContext,
    syncNs: number,
    goroutine: number,
    from: GoroutineState,
    to: GoroutineState,
    reason: number,
    goroutineStack: number,
  ): void {
    if (goroutine >= this.lastState.length) this.widenGoroutines(goroutine)
    const known = this.lastState[goroutine]
    const last = this.rows.last(goroutine)
    if (goroutineStack !== NONE) this.nameFunction(goroutine, goroutineStack)
    if (last === NONE) this.appear(context, goroutine, from)
    else if (known === to && from === to) return
    else if (known === G.notExist) {
      // The id comes back (threads of C calling Go): the stretch in between is a span of its own.
      const endNs = this.columns.endUnits[goroutine] * this.unitNs
      this.addSpan(goroutine, endNs, G.notExist, 0, NONE, NONE)
    }
    const time = from === G.undetermined && to !== G.notExist ? syncNs : context.timeNs
    if (to === G.notExist) {
      this.end(goroutine, time)
      return
    }
    switch (to) {
      case G.running:
      case G.syscall: {
        const place = packPlace(context.processor, context.thread)
        const stack = to === G.syscall && goroutineStack !== NONE ? goroutineStack : NONE
        const row = this.addSpan(goroutine, time, to, 0, stack, place)
        if (context.processor !== NONE)
          this.processors.spanBegins(context.processor, goroutine, row, to === G.syscall)
        return
      }
      case G.runnable:
        this.addRunnable(context, goroutine, time, from, reason)
        return
      case G.waiting: {
        // A goroutine that is created blocked begins where its creator stood.
        const stack = from === G.notExist ? context.stack : goroutineStack
        this.addSpan(goroutine, time, to, this.reasons.ofString(reason, this.tables), stack, NONE)
        return
      }
      default:
        this.addSpan(goroutine, time, to, 0, NONE, NONE)
    }
  }

  private nameFunction(goroutine: number, stack: number): void {
    const names = goroutine < this.firstNamed ? this.earlierName : this.columns.functionName
    if (names[goroutine] === 0) names[goroutine] = this.stackFacts.rootOf(stack, this.tables)
  }

  private appear(context: EventContext, goroutine: number, from: GoroutineState): void {
    if (goroutine >= this.count) this.count = goroutine + 1
    const isCreated = from === G.notExist
    const { columns } = this
    columns.createdBy[goroutine] = isCreated ? context.goroutine : NONE
    columns.creationStack[goroutine] = isCreated ? context.stack : NONE
    columns.flags[goroutine] = isCreated ? GoroutineFlag.createdInTrace : 0
  }

  private addRunnable(
    context: EventContext,
    goroutine: number,
    time: number,
    from: GoroutineState,
    reason: number,
  ): void {
    const stack = context.stack
    switch (from) {
      case G.notExist:
        this.addSpan(goroutine, time, G.runnable, RunnableReason.created, stack, context.goroutine)
        return
      case G.running:
        this.addSpan(goroutine, time, G.runnable, this.reasons.ofString(reason, this.tables), stack, NONE)
        return
      case G.syscall:
        this.addSpan(goroutine, time, G.runnable, RunnableReason.syscallExit, stack, NONE)
        return
      case G.waiting: {
        const isNetwork = stack !== NONE && this.stackFacts.restarts(stack, this.tables)
        const reasonIndex = isNetwork ? RunnableReason.unblockedByNetwork : RunnableReason.unblocked
        const waker = isNetwork ? NONE : context.goroutine
        this.addSpan(goroutine, time, G.runnable, reasonIndex, stack, waker)
        return
      }
      default:
        this.addSpan(goroutine, time, G.runnable, 0, stack, NONE)
    }
  }

  private addSpan(
    goroutine: number,
    timeNs: number,
    state: GoroutineState,
    reason: number,
    stack: number,
    link: number,
  ): number {
    const before = this.rows.last(goroutine)
    const row = this.rows.next(goroutine, before)
    const { spans } = this
    if (row >= spans.startUnits.length) widenSpans(spans)
    const units = this.unitsOf(timeNs)
    const { startUnits } = spans
    // Raw times of two threads may disagree by a little: within a row time never steps back.
    startUnits[row] = before !== NONE && startUnits[before] > units ? startUnits[before] : units
    spans.state[row] = state
    spans.reason[row] = reason
    spans.stack[row] = stack
    spans.link[row] = link
    this.lastState[goroutine] = state
    return row
  }

  private end(goroutine: number, timeNs: number): void {
    const last = this.rows.last(goroutine)
    const units = this.unitsOf(timeNs)
    this.columns.endUnits[goroutine] = last === NONE ? units : Math.max(this.spans.startUnits[last], units)
    this.lastState[goroutine] = G.notExist
  }

  /** A time as it is stored. Where there is no place for it, the columns are made wider. */
  private unitsOf(timeNs: number): number {
    const units = timeNs / this.unitNs
    if (isNarrowTime(units) || this.spans.startUnits.BYTES_PER_ELEMENT === 8) return units
    if (!this.isOwner) throw new UnforeseenTimeError()
    this.spans.startUnits = widenedTimes(this.spans.startUnits, this.unitNs)
    this.columns.endUnits = widenedTimes(this.columns.endUnits, this.unitNs)
    this.unitNs = 1
    return timeNs
  }

  /** What lives is unknown from here on until it is met again. */
  loseFrom(timeNs: number): void {
    for (let goroutine = 0; goroutine < this.count; goroutine++) {
      if (this.rows.last(goroutine) === NONE) continue
      const state = this.lastState[goroutine]
      if (state !== G.notExist && state !== G.undetermined)
        this.addSpan(goroutine, timeNs, G.undetermined, 0, NONE, NONE)
    }
  }

  private widenGoroutines(goroutine: number): void {
    while (goroutine >= this.lastState.length) {
      this.lastState = grownUint8(this.lastState)
      widenGoroutines(this.columns)
    }
  }

  finish(durationNs: number): { table: GoroutineTable; spans: SpanTable; moves: RowMoves } {
    const count = this.tables.goroutines.count
    if (count > this.lastState.length) this.widenGoroutines(count - 1)
    const { offset, moves } = this.rows.finish(count)
    const { spans, columns, unitNs } = this
    const { flags, endUnits } = columns
    const { unfinished } = this
    if (unfinished === null)
      for (let goroutine = 0; goroutine < count; goroutine++) this.finishRow(goroutine, offset)
    else for (const goroutine of unfinished) this.finishRow(goroutine, offset)
    const startNs = new TimeColumn(moves.apply(spans.startUnits), unitNs)
    const rowEndNs = new RowEnds(endUnits.subarray(0, count), unitNs, offset, durationNs)
    const rowFlags = flags.subarray(0, count)
    return {
      moves,
      table: {
        count,
        id: this.tables.goroutines.ids.subarray(0, count),
        functionName: columns.functionName.subarray(0, count),
        createdBy: columns.createdBy.subarray(0, count),
        creationStack: columns.creationStack.subarray(0, count),
        createdNs: new RowBegins(offset, startNs),
        endedNs: new RowDeaths(rowEndNs, rowFlags),
        flags: rowFlags,
        spanOffset: offset,
        rowEndNs,
      },
      spans: {
        count: moves.count,
        startNs,
        state: moves.apply(spans.state),
        reason: moves.apply(spans.reason),
        reasons: this.reasons.texts,
        stack: new IndexColumn(moves.apply(spans.stack)),
        link: moves.apply(spans.link),
        syscallLostProcessor: this.processors.finishLost(moves),
      },
    }
  }

  /** What is left to be said of a goroutine when all events have been. Again in kernel/order-finish.as of formats/go-trace. */
  private finishRow(goroutine: number, offset: Uint32Array): void {
    const { createdBy, creationStack, endUnits, flags, functionName } = this.columns
    let known = flags[goroutine]
    if (this.lastState[goroutine] === G.notExist) known |= GoroutineFlag.endedInTrace
    const isEmpty = offset[goroutine] === offset[goroutine + 1]
    if (isEmpty) {
      // Named by a sample only: it has no span, and nothing is known of its begin and end.
      createdBy[goroutine] = NONE
      creationStack[goroutine] = NONE
    }
    if (isEmpty || (known & GoroutineFlag.endedInTrace) === 0) endUnits[goroutine] = openEnd(endUnits)
    if (this.isSystem(functionName[goroutine])) known |= GoroutineFlag.system
    flags[goroutine] = known
  }

  /** By string index: 0 not looked at, 1 no, 2 yes. */
  private lookedAtNames = new Uint8Array(0)

  /** Go's IsSystemGoroutine (Go 1.27 internal/trace/summary.go): a goroutine without a name counts too. */
  private isSystem(functionName: number): boolean {
    if (this.lookedAtNames.length === 0) this.lookedAtNames = new Uint8Array(this.tables.strings.count)
    if (this.lookedAtNames[functionName] === 0) {
      const name = this.tables.strings.get(functionName)
      const isSystem = name === '' || (name !== 'runtime.main' && name.startsWith('runtime.'))
      this.lookedAtNames[functionName] = isSystem ? 2 : 1
    }
    return this.lookedAtNames[functionName] === 2
  }
}
