import type { ColumnSpace } from './column-space'
import { ownArrays } from './column-space'
import type { EventContext } from './event-sink'
import type { RowMoves, RowPlan } from './grouped-rows'
import { GroupedRows } from './grouped-rows'
import { grownFloat64 } from './id-table'
import type { ProcessorRows } from './processor-rows'
import { isWorldRestart } from './world-restart'
import type { GoroutineState } from './states'
import { GoroutineState as G, NONE } from './states'
import type { TraceTables } from './tables'
import type { GoroutineTable, SpanTable } from './trace'
import { GoroutineFlag, packPlace } from './trace'
import { grownUint32 } from './trace-tables'

/** Reasons of runnable spans, by what began them. */
const runnableReasons = ['created', 'unblocked', 'unblocked by network', 'syscall exit'] as const
const created = 0
const unblocked = 1
const unblockedByNetwork = 2
const syscallExit = 3
/** Reason indices are bytes: texts beyond that share this one. */
const reasonOther = 'another reason'
const mostReasons = 255

/** The columns of GoroutineRows by the names they have there. */
export interface LentGoroutineRows {
  readonly offset: Uint32Array
  readonly lastRow: Uint32Array
  readonly startNs: Float64Array
  readonly state: Uint8Array
  readonly reason: Uint8Array
  readonly stack: Uint32Array
  readonly link: Uint32Array
  readonly lastState: Uint8Array
  readonly functionName: Uint32Array
  readonly createdBy: Uint32Array
  readonly creationStack: Uint32Array
  readonly createdNs: Float64Array
  readonly rowEndNs: Float64Array
  readonly flags: Uint8Array
  readonly runnableReason: Int32Array
  readonly reasonByString: Uint16Array
  readonly restartsWorld: Uint8Array
  /** By stack, of the first `stackCount`. */
  readonly rootFunction: Uint32Array
  readonly stackCount: number
}

/** Rows of goroutines and their spans while a trace is read. */
export class GoroutineRows {
  private readonly rows: GroupedRows
  private tables!: TraceTables
  private count = 0

  private startNs: Float64Array
  private state: Uint8Array
  private reason: Uint8Array
  private stack: Uint32Array
  private link: Uint32Array

  /** By goroutine index. State: of the last span; undetermined before the first one. */
  private lastState: Uint8Array
  private functionName: Uint32Array
  private createdBy: Uint32Array
  private creationStack: Uint32Array
  private createdNs: Float64Array
  private rowEndNs: Float64Array
  private flags: Uint8Array

  private readonly reasons: string[] = ['']
  /** By number of runnableReasons: reason index, or -1 before it occurs. */
  private readonly runnableReason: Int32Array
  private readonly reasonByText = new Map<string, number>([['', 0]])
  /** By string index: reason index + 1, 0 when not looked up yet. */
  private reasonByString: Uint16Array
  /** By stack index: 0 not looked at, 1 no, 2 passes through restarting the world. */
  private restartsWorld: Uint8Array
  /** By stack index, of the first `rootFunctionCount`: string index of its outermost function, 0 for none. */
  private rootFunctionOf: Uint32Array
  private rootFunctionCount = 0

  constructor(
    plan: RowPlan | null,
    private readonly processors: ProcessorRows,
    private readonly space: ColumnSpace = ownArrays,
  ) {
    this.rows = new GroupedRows(plan, space)
    const spanCount = Math.max(64, this.rows.capacity)
    this.startNs = space.float64(spanCount)
    this.state = space.uint8(spanCount)
    this.reason = space.uint8(spanCount)
    this.stack = space.uint32(spanCount)
    this.link = space.uint32(spanCount)
    const goroutineCount = Math.max(64, plan?.length ?? 0)
    this.lastState = space.uint8(goroutineCount)
    this.functionName = space.uint32(goroutineCount)
    this.createdBy = space.uint32(goroutineCount)
    this.creationStack = space.uint32(goroutineCount)
    this.createdNs = space.float64(goroutineCount)
    this.rowEndNs = space.float64(goroutineCount)
    this.flags = space.uint8(goroutineCount)
    this.runnableReason = space.int32(runnableReasons.length).fill(-1)
    this.reasonByString = space.uint16(256)
    this.restartsWorld = space.uint8(256)
    this.rootFunctionOf = space.uint32(256)
  }

  begin(tables: TraceTables): void {
    this.tables = tables
  }

  /**
   * Makes room for what the tables know now, so that a generation's events move no column, and lends all columns out
   * (formats/go-trace/kernel). Valid until the next call that adds rows beyond the plan.
   */
  lend(): LentGoroutineRows {
    const { strings, stacks } = this.tables
    if (strings.count > this.reasonByString.length) {
      const wider = this.space.uint16(2 * strings.count)
      wider.set(this.reasonByString)
      this.reasonByString = wider
    }
    if (stacks.count > Math.min(this.restartsWorld.length, this.rootFunctionOf.length)) {
      const restartsWorld = this.space.uint8(2 * stacks.count)
      restartsWorld.set(this.restartsWorld)
      this.restartsWorld = restartsWorld
      const roots = this.space.uint32(2 * stacks.count)
      roots.set(this.rootFunctionOf)
      this.rootFunctionOf = roots
    }
    for (; this.rootFunctionCount < stacks.count; this.rootFunctionCount++)
      this.rootFunctionOf[this.rootFunctionCount] = this.rootFunction(this.rootFunctionCount)
    return {
      ...this.rows.plannedColumns,
      startNs: this.startNs,
      state: this.state,
      reason: this.reason,
      stack: this.stack,
      link: this.link,
      lastState: this.lastState,
      functionName: this.functionName,
      createdBy: this.createdBy,
      creationStack: this.creationStack,
      createdNs: this.createdNs,
      rowEndNs: this.rowEndNs,
      flags: this.flags,
      runnableReason: this.runnableReason,
      reasonByString: this.reasonByString,
      restartsWorld: this.restartsWorld,
      rootFunction: this.rootFunctionOf,
      stackCount: stacks.count,
    }
  }

  /** Whether rows still lie where they were lent. */
  isStillLent(lent: LentGoroutineRows): boolean {
    return this.startNs === lent.startNs && this.lastState === lent.lastState
  }

  /** A borrower has added goroutines below `end`. */
  noteGoroutines(end: number): void {
    if (end > this.count) this.count = end
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
    if (goroutineStack !== NONE && this.functionName[goroutine] === 0)
      this.functionName[goroutine] = this.rootFunction(goroutineStack)
    if (last === NONE) this.appear(context, syncNs, goroutine, from)
    else if (known === to && from === to) return
    else if (known === G.notExist) {
      // The id comes back (threads of C calling Go): the stretch in between is a span of its own.
      this.addSpan(goroutine, this.rowEndNs[goroutine], G.notExist, 0, NONE, NONE)
      this.flags[goroutine] &= ~GoroutineFlag.endedInTrace
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
        this.addSpan(goroutine, time, to, this.reasonOf(reason), stack, NONE)
        return
      }
      default:
        this.addSpan(goroutine, time, to, 0, NONE, NONE)
    }
  }

  private appear(context: EventContext, syncNs: number, goroutine: number, from: GoroutineState): void {
    if (goroutine >= this.count) this.count = goroutine + 1
    const isCreated = from === G.notExist
    this.createdNs[goroutine] = isCreated ? context.timeNs : syncNs
    this.createdBy[goroutine] = isCreated ? context.goroutine : NONE
    this.creationStack[goroutine] = isCreated ? context.stack : NONE
    this.flags[goroutine] = isCreated ? GoroutineFlag.createdInTrace : 0
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
        this.addSpan(goroutine, time, G.runnable, this.reasonOfRunnable(created), stack, context.goroutine)
        return
      case G.running:
        this.addSpan(goroutine, time, G.runnable, this.reasonOf(reason), stack, NONE)
        return
      case G.syscall:
        this.addSpan(goroutine, time, G.runnable, this.reasonOfRunnable(syscallExit), stack, NONE)
        return
      case G.waiting: {
        const isNetwork = stack !== NONE && this.restarts(stack)
        const reasonNumber = isNetwork ? unblockedByNetwork : unblocked
        const waker = isNetwork ? NONE : context.goroutine
        this.addSpan(goroutine, time, G.runnable, this.reasonOfRunnable(reasonNumber), stack, waker)
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
    if (row >= this.startNs.length) this.widenSpans()
    // Raw times of two threads may disagree by a little: within a row time never steps back.
    this.startNs[row] = before !== NONE && this.startNs[before] > timeNs ? this.startNs[before] : timeNs
    this.state[row] = state
    this.reason[row] = reason
    this.stack[row] = stack
    this.link[row] = link
    this.lastState[goroutine] = state
    return row
  }

  private end(goroutine: number, timeNs: number): void {
    const last = this.rows.last(goroutine)
    const start = last === NONE ? timeNs : this.startNs[last]
    this.rowEndNs[goroutine] = Math.max(start, timeNs)
    this.lastState[goroutine] = G.notExist
    this.flags[goroutine] |= GoroutineFlag.endedInTrace
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

  private rootFunction(stack: number): number {
    const { stacks, frames } = this.tables
    const end = stacks.offset[stack + 1]
    return end === stacks.offset[stack] ? 0 : frames.functionName[stacks.frame[end - 1]]
  }

  private reasonOf(string: number): number {
    if (string >= this.reasonByString.length) {
      const wider = new Uint16Array(Math.max(string + 1, 2 * this.reasonByString.length))
      wider.set(this.reasonByString)
      this.reasonByString = wider
    }
    const known = this.reasonByString[string]
    if (known !== 0) return known - 1
    const index = this.reasonIndex(this.tables.strings.get(string))
    this.reasonByString[string] = index + 1
    return index
  }

  private reasonOfRunnable(number: number): number {
    if (this.runnableReason[number] < 0)
      this.runnableReason[number] = this.reasonIndex(runnableReasons[number])
    return this.runnableReason[number]
  }

  private reasonIndex(text: string): number {
    const known = this.reasonByText.get(text)
    if (known !== undefined) return known
    if (this.reasons.length === mostReasons && text !== reasonOther) return this.reasonIndex(reasonOther)
    this.reasons.push(text)
    this.reasonByText.set(text, this.reasons.length - 1)
    return this.reasons.length - 1
  }

  private restarts(stack: number): boolean {
    if (stack >= this.restartsWorld.length) {
      const wider = new Uint8Array(Math.max(stack + 1, 2 * this.restartsWorld.length))
      wider.set(this.restartsWorld)
      this.restartsWorld = wider
    }
    if (this.restartsWorld[stack] === 0)
      this.restartsWorld[stack] = isWorldRestart(this.tables, stack) ? 2 : 1
    return this.restartsWorld[stack] === 2
  }

  private widenSpans(): void {
    this.startNs = grownFloat64(this.startNs)
    this.state = grownUint8(this.state)
    this.reason = grownUint8(this.reason)
    this.stack = grownUint32(this.stack)
    this.link = grownUint32(this.link)
  }

  private widenGoroutines(goroutine: number): void {
    while (goroutine >= this.lastState.length) {
      this.lastState = grownUint8(this.lastState)
      this.functionName = grownUint32(this.functionName)
      this.createdBy = grownUint32(this.createdBy)
      this.creationStack = grownUint32(this.creationStack)
      this.createdNs = grownFloat64(this.createdNs)
      this.rowEndNs = grownFloat64(this.rowEndNs)
      this.flags = grownUint8(this.flags)
    }
  }

  finish(durationNs: number): { table: GoroutineTable; spans: SpanTable; moves: RowMoves } {
    const count = this.tables.goroutines.count
    if (count > this.lastState.length) this.widenGoroutines(count - 1)
    const { offset, moves } = this.rows.finish(count)
    const endedNs = new Float64Array(count)
    for (let goroutine = 0; goroutine < count; goroutine++) {
      const last = this.rows.last(goroutine)
      if (last === NONE) {
        // Named by a sample only: it has no span, and nothing is known of its begin and end.
        this.createdNs[goroutine] = NaN
        this.createdBy[goroutine] = NONE
        this.creationStack[goroutine] = NONE
        this.rowEndNs[goroutine] = 0
        endedNs[goroutine] = NaN
      } else if ((this.flags[goroutine] & GoroutineFlag.endedInTrace) !== 0) {
        endedNs[goroutine] = this.rowEndNs[goroutine]
      } else {
        endedNs[goroutine] = NaN
        this.rowEndNs[goroutine] = Math.max(durationNs, this.startNs[last])
      }
      if (this.isSystem(this.functionName[goroutine])) this.flags[goroutine] |= GoroutineFlag.system
    }
    return {
      moves,
      table: {
        count,
        id: this.tables.goroutines.ids.subarray(0, count),
        functionName: this.functionName.subarray(0, count),
        createdBy: this.createdBy.subarray(0, count),
        creationStack: this.creationStack.subarray(0, count),
        createdNs: this.createdNs.subarray(0, count),
        endedNs,
        flags: this.flags.subarray(0, count),
        spanOffset: offset,
        rowEndNs: this.rowEndNs.subarray(0, count),
      },
      spans: {
        count: moves.count,
        startNs: moves.apply(this.startNs),
        state: moves.apply(this.state),
        reason: moves.apply(this.reason),
        reasons: this.reasons,
        stack: moves.apply(this.stack),
        link: moves.apply(this.link),
        syscallLostProcessor: this.processors.finishLost(moves),
      },
    }
  }

  /** By string index: 0 not looked at, 1 no, 2 yes. */
  private systemNames = new Uint8Array(0)

  /** Go's IsSystemGoroutine (Go 1.27 internal/trace/summary.go): a goroutine without a name counts too. */
  private isSystem(functionName: number): boolean {
    if (this.systemNames.length === 0) this.systemNames = new Uint8Array(this.tables.strings.count)
    if (this.systemNames[functionName] === 0) {
      const name = this.tables.strings.get(functionName)
      const isSystem = name === '' || (name !== 'runtime.main' && name.startsWith('runtime.'))
      this.systemNames[functionName] = isSystem ? 2 : 1
    }
    return this.systemNames[functionName] === 2
  }
}

function grownUint8(column: Uint8Array): Uint8Array {
  const wider = new Uint8Array(2 * column.length)
  wider.set(column)
  return wider
}
