import type { ColumnSpace } from './column-space'
import { ownArrays } from './column-space'
import type { RowMoves } from './grouped-rows'
import { GroupedRows } from './grouped-rows'
import { GrowableColumns } from './growable-columns'
import { GrowableIdTable } from './id-table'
import { NONE } from './states'
import type { ProcessorTable, SpanTable } from './trace'
import type { TracePlan } from './trace-plan'
import { grownUint32 } from './trace-tables'

/** The columns of ProcessorRows by the names they have there. */
export interface LentProcessorRows {
  readonly offset: Uint32Array
  readonly rowEnd: Uint32Array
  readonly span: Uint32Array
  readonly spanGoroutine: Uint32Array
  readonly openSyscall: Uint32Array
}

/** What ran on each processor, and when each one was held by a thread. */
export class ProcessorRows {
  private readonly ids = new GrowableIdTable()
  private readonly runs = new GrowableColumns({
    processor: 'uint32',
    startNs: 'float64',
    endNs: 'float64',
    thread: 'uint32',
  })
  private readonly lost = new GrowableColumns({ span: 'uint32', atNs: 'float64' })
  /** By processor index: open run (row of `runs`) or NONE. */
  private readonly openRun: number[] = []

  private constructor(
    ids: readonly number[],
    private readonly rows: GroupedRows,
    private span: Uint32Array,
    private spanGoroutine: Uint32Array,
    /** By processor index: span of the system call in progress on it or NONE. */
    private openSyscall: Uint32Array,
  ) {
    for (const id of ids) this.indexOf(id)
  }

  static planned(plan: TracePlan | null, space: ColumnSpace = ownArrays): ProcessorRows {
    const ids = plan?.processorIds ?? []
    const rows = GroupedRows.planned(plan?.processorSpans ?? null, space)
    const capacity = Math.max(64, rows.capacity)
    const openSyscall = space.uint32(Math.max(64, ids.length)).fill(NONE)
    return new ProcessorRows(ids, rows, space.uint32(capacity), space.uint32(capacity), openSyscall)
  }

  /** Rows of a part of the trace in columns that are lent; `rowEnd` and `openSyscall` are the borrower's own. */
  static over(ids: readonly number[], lent: LentProcessorRows): ProcessorRows {
    const rows = GroupedRows.over(lent.offset, lent.rowEnd)
    return new ProcessorRows(ids, rows, lent.span, lent.spanGoroutine, lent.openSyscall)
  }

  private indexOf(id: number): number {
    const known = this.ids.indexOf(id)
    return known !== NONE ? known : this.add(id)
  }

  private add(id: number): number {
    const index = this.ids.intern(id)
    while (this.openRun.length <= index) this.openRun.push(NONE)
    if (index >= this.openSyscall.length) {
      const wider = new Uint32Array(2 * this.openSyscall.length).fill(NONE)
      wider.set(this.openSyscall)
      this.openSyscall = wider
    }
    return index
  }

  /** All columns, for a reader that adds planned rows itself (formats/go-trace/kernel). */
  lend(): LentProcessorRows {
    const { span, spanGoroutine, openSyscall } = this
    return { ...this.rows.plannedColumns, span, spanGoroutine, openSyscall }
  }

  /** Whether rows still lie where they were lent. */
  isStillLent(lent: LentProcessorRows): boolean {
    return this.span === lent.span && this.openSyscall === lent.openSyscall
  }

  /** The row of a processor id, or NONE. */
  rowOf(id: number): number {
    return this.ids.indexOf(id)
  }

  /** A span of a goroutine begins to run on a processor. */
  spanBegins(id: number, goroutine: number, span: number, isSyscall: boolean): void {
    const processor = this.indexOf(id)
    const row = this.rows.next(processor, this.rows.last(processor))
    if (row >= this.span.length) {
      this.span = grownUint32(this.span)
      this.spanGoroutine = grownUint32(this.spanGoroutine)
    }
    this.span[row] = span
    this.spanGoroutine[row] = goroutine
    this.openSyscall[processor] = isSyscall ? span : NONE
  }

  isRunning(id: number): boolean {
    return this.openRun[this.indexOf(id)] !== NONE
  }

  runBegins(id: number, timeNs: number, thread: number): void {
    const processor = this.indexOf(id)
    if (this.openRun[processor] !== NONE) this.closeRun(processor, timeNs)
    const { columns } = this.runs
    const row = this.runs.add()
    this.runs.columns.processor[row] = processor
    this.runs.columns.startNs[row] = timeNs
    this.runs.columns.endNs[row] = columns.startNs[row]
    this.runs.columns.thread[row] = thread
    this.openRun[processor] = row
  }

  runEnds(id: number, timeNs: number): void {
    const processor = this.indexOf(id)
    if (this.openRun[processor] !== NONE) this.closeRun(processor, timeNs)
    this.loseSyscall(id, timeNs)
  }

  /** If a system call is in progress on a processor, it has lost it now. */
  loseSyscall(id: number, timeNs: number): void {
    const processor = this.indexOf(id)
    const syscall = this.openSyscall[processor]
    if (syscall === NONE) return
    this.addLost(syscall, timeNs)
    this.openSyscall[processor] = NONE
  }

  addLost(span: number, atNs: number): void {
    const row = this.lost.add()
    this.lost.columns.span[row] = span
    this.lost.columns.atNs[row] = atNs
  }

  /** System calls that lost their processor, as added. */
  get lostSyscalls(): { readonly span: Uint32Array; readonly atNs: Float64Array } {
    const { columns, count } = this.lost
    return { span: columns.span.slice(0, count), atNs: columns.atNs.slice(0, count) }
  }

  /** Span of the system call in progress on a processor, or NONE. */
  openSyscallOf(id: number): number {
    return this.openSyscall[this.indexOf(id)]
  }

  /** Borrowers have filled every planned row. */
  fill(): void {
    this.rows.fill()
  }

  private closeRun(processor: number, timeNs: number): void {
    const row = this.openRun[processor]
    const { columns } = this.runs
    columns.endNs[row] = Math.max(columns.startNs[row], timeNs)
    this.openRun[processor] = NONE
  }

  loseFrom(timeNs: number): void {
    for (let processor = 0; processor < this.openRun.length; processor++) {
      if (this.openRun[processor] !== NONE) this.closeRun(processor, timeNs)
      this.openSyscall[processor] = NONE
    }
  }

  finishLost(moves: RowMoves): SpanTable['syscallLostProcessor'] {
    const { span } = this.lost.columns
    moves.applyTo(span.subarray(0, this.lost.count))
    return this.lost.finish('span')
  }

  finish(durationNs: number, moves: RowMoves): ProcessorTable {
    for (let processor = 0; processor < this.openRun.length; processor++)
      if (this.openRun[processor] !== NONE) this.closeRun(processor, durationNs)
    const count = this.ids.count
    const laid = this.rows.finish(count)
    const span = laid.moves.apply(this.span)
    const spanGoroutine = laid.moves.apply(this.spanGoroutine)
    moves.applyTo(span)
    const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => this.ids.ids[a] - this.ids.ids[b])
    const runs = this.groupRuns(order)
    const id = Uint32Array.from(order, (processor) => this.ids.ids[processor])
    if (order.every((processor, i) => processor === i))
      return { count, id, spanOffset: laid.offset, span, spanGoroutine, ...runs }
    const spanOffset = new Uint32Array(count + 1)
    const sortedSpan = new Uint32Array(span.length)
    const sortedGoroutine = new Uint32Array(span.length)
    order.forEach((processor, i) => {
      const from = laid.offset[processor]
      const to = laid.offset[processor + 1]
      sortedSpan.set(span.subarray(from, to), spanOffset[i])
      sortedGoroutine.set(spanGoroutine.subarray(from, to), spanOffset[i])
      spanOffset[i + 1] = spanOffset[i] + to - from
    })
    return { count, id, spanOffset, span: sortedSpan, spanGoroutine: sortedGoroutine, ...runs }
  }

  private groupRuns(
    order: readonly number[],
  ): Pick<ProcessorTable, 'runOffset' | 'runStartNs' | 'runEndNs' | 'runThread'> {
    const { columns, count } = this.runs
    const position = new Uint32Array(order.length)
    order.forEach((processor, i) => {
      position[processor] = i
    })
    const runOffset = new Uint32Array(order.length + 1)
    for (let row = 0; row < count; row++) runOffset[position[columns.processor[row]] + 1]++
    for (let i = 0; i < order.length; i++) runOffset[i + 1] += runOffset[i]
    const next = runOffset.slice(0, order.length)
    const runStartNs = new Float64Array(count)
    const runEndNs = new Float64Array(count)
    const runThread = new Uint32Array(count)
    for (let row = 0; row < count; row++) {
      const i = position[columns.processor[row]]
      const at = next[i]++
      const floor = at > runOffset[i] ? runEndNs[at - 1] : 0
      runStartNs[at] = Math.max(floor, columns.startNs[row])
      runEndNs[at] = Math.max(runStartNs[at], columns.endNs[row])
      runThread[at] = columns.thread[row]
    }
    return { runOffset, runStartNs, runEndNs, runThread }
  }
}
