/**
 * The counts of all generations put together: which rows each goroutine and each processor gets in the whole trace, and
 * where in them each generation's part lies.
 */
import type { ColumnMemory } from '../../model/column-memory'
import type { ColumnSpace } from '../../model/column-space'
import { ownArrays } from '../../model/column-space'
import { GrowableIdTable } from '../../model/id-table'
import { NONE } from '../../model/states'
import type { TracePlan } from '../../model/trace-plan'
import { grownUint32 } from '../../model/trace-tables'
import type { GenerationCounts } from './generation-counts'
import { CountFlag, noteWidth } from './generation-counts'
import type { KernelCounts } from './kernel/kernel-count'
import type { SummedRows } from './kernel/kernel-sums'
import { KernelSums } from './kernel/kernel-sums'
import { WireEvent as W } from './wire-events'

/** One generation's share of the rows. Goroutine indices are those of the trace. */
export interface CountedPart {
  /** Goroutines that appear first here: [firstOwn, endOwn). */
  readonly firstOwn: number
  readonly endOwn: number
  /** Goroutines that were there before, in order of appearance, and how many rows of each lie before this part. */
  readonly continuing: Uint32Array
  readonly rowsBefore: Uint32Array
  /** By id: how many rows of a processor lie before this part, and in it. */
  readonly processorRows: ReadonlyMap<number, { readonly before: number; readonly own: number }>
  /** As in GenerationCounts, goroutines as indices of the trace. */
  readonly notes: Float64Array
  readonly reasonIds: Uint32Array
  readonly rareEvents: Uint32Array
  /** Something that a sound file does not have: an id that is used again, a goroutine that nobody introduces. */
  readonly isOdd: boolean
}

export class SpanCounts {
  readonly goroutines = new GrowableIdTable()
  readonly parts: CountedPart[] = []
  spanTotal = 0
  processorSpanTotal = 0
  /** By goroutine; once there is a plan, the spans of those before it. */
  private spans: Uint32Array
  private isPlanned = false
  private readonly processors = new GrowableIdTable()
  private processorSpans: Uint32Array = new Uint32Array(64)
  private readonly space: ColumnSpace
  private readonly kernel: KernelSums | null

  /** @param memory for the columns of the whole trace; without it they are arrays, and TypeScript adds up. */
  constructor(memory: ColumnMemory | null = null) {
    this.space = memory?.space ?? ownArrays
    this.spans = this.space.uint32(1024)
    this.kernel = memory === null ? null : KernelSums.create(memory)
  }

  /** Room for what was counted by the kernel, at once. */
  reserveFor(found: readonly KernelCounts[]): void {
    let goroutines = 0
    let pages = 0
    let idEnd = 0
    for (const counts of found) {
      goroutines += counts.goroutineIds.length
      pages += counts.pages
      idEnd = Math.max(idEnd, counts.idEnd)
    }
    this.reserve(goroutines)
    this.goroutines.reservePages(idEnd, pages, this.space)
  }

  private reserve(goroutines: number): void {
    this.goroutines.reserve(goroutines, this.space)
    // One more than goroutines: the plan has their total behind the last one.
    if (goroutines < this.spans.length) return
    const spans = this.space.uint32(Math.max(goroutines + 1, Math.min(2 * this.spans.length, 2 ** 24)))
    spans.set(this.spans)
    this.spans = spans
  }

  /** Adds what was counted in the next generation. */
  add(counts: GenerationCounts): void {
    const firstOwn = this.goroutines.count
    const introduced = this.parts.length === 0 ? CountFlag.toldByStatus : 0
    const rows = new AddedRows(counts.rareEvents.length > 0 && counts.rareEvents[0] === 0)
    this.reserve(firstOwn + counts.goroutineIds.length)
    for (let row = 0; row < counts.goroutineIds.length;) {
      const byKernel = this.addByKernel(counts, row, firstOwn, introduced)
      if (byKernel === null) this.addRow(rows, counts, row++, firstOwn, introduced)
      else {
        rows.take(byKernel)
        row += byKernel.rows
        // The one that it left to us.
        if (byKernel.isLeft) this.addRow(rows, counts, row++, firstOwn, introduced)
      }
    }
    this.spanTotal += rows.total
    const notes = this.ownNotes(counts)
    this.parts.push({
      firstOwn,
      endOwn: this.goroutines.count,
      continuing: Uint32Array.from(rows.continuing),
      rowsBefore: Uint32Array.from(rows.rowsBefore),
      processorRows: this.addProcessors(counts, notes, firstOwn),
      notes,
      reasonIds: counts.reasonIds,
      rareEvents: counts.rareEvents,
      isOdd: rows.isOdd,
    })
  }

  /** Null when the columns are not the kernel's. */
  private addByKernel(
    counts: GenerationCounts,
    from: number,
    firstOwn: number,
    introduced: number,
  ): SummedRows | null {
    const { kernel, goroutines } = this
    if (kernel === null || !(counts.goroutineIds instanceof Uint32Array)) return null
    const lent = goroutines.lend()
    if (lent === null || !kernel.bind(lent, this.spans)) return null
    const summed = kernel.add(counts, from, firstOwn, introduced)
    const { count, pageCount } = kernel.reached
    goroutines.noteLent(count, pageCount)
    return summed
  }

  private addRow(
    rows: AddedRows,
    counts: GenerationCounts,
    row: number,
    firstOwn: number,
    introduced: number,
  ): void {
    const goroutine = this.goroutines.intern(counts.goroutineIds[row])
    const flag = counts.flags[row]
    let spans = counts.spans[row]
    if (goroutine < firstOwn) {
      rows.continuing.push(goroutine)
      rows.rowsBefore.push(this.spans[goroutine])
      // A state that only repeats the last one is no span; a second life has a gap before it, which is one.
      if ((flag & CountFlag.toldByStatus) !== 0) spans--
      if ((flag & CountFlag.isCreated) !== 0) spans++
      if (flag !== CountFlag.toldByStatus) rows.isOdd = true
    } else if (flag !== CountFlag.isCreated && flag !== introduced) rows.isOdd = true
    this.spans[goroutine] += spans
    rows.total += spans
  }

  private ownNotes(counts: GenerationCounts): Float64Array {
    const { notes, goroutineIds } = counts
    for (let at = 0; at < notes.length; at += noteWidth) {
      const named = notes[at + 2]
      if (notes[at] === W.goStatus) notes[at + 2] = this.goroutines.indexOf(goroutineIds[named])
      else if (notes[at] === W.gcMarkAssistActive) notes[at + 2] = this.goroutines.indexOf(named)
    }
    return notes
  }

  private addProcessors(
    counts: GenerationCounts,
    notes: Float64Array,
    firstOwn: number,
  ): CountedPart['processorRows'] {
    const repeated = new Map<number, number>()
    for (let at = 0; at < notes.length; at += noteWidth) {
      const on = notes[at + 5]
      if (notes[at] !== W.goStatus || on < 0 || notes[at + 2] >= firstOwn) continue
      // It was running there before: that execution has its row.
      repeated.set(on, (repeated.get(on) ?? 0) + 1)
    }
    const rows = new Map<number, { before: number; own: number }>()
    counts.processorIds.forEach((id, row) => {
      const processor = this.processors.intern(id)
      if (processor === this.processorSpans.length) this.processorSpans = grownUint32(this.processorSpans)
      const own = counts.processorSpans[row] - (repeated.get(id) ?? 0)
      rows.set(id, { before: this.processorSpans[processor], own })
      this.processorSpans[processor] += own
      this.processorSpanTotal += own
    })
    return rows
  }

  /** Spans of a goroutine over all generations; 0 for one that is only named. */
  spansOf(goroutine: number): number {
    const { spans } = this
    if (goroutine >= this.goroutines.count) return 0
    return this.isPlanned ? spans[goroutine + 1] - spans[goroutine] : spans[goroutine]
  }

  /** Rows of the goroutines that are known by now, in the order of `goroutines`. Nothing can be added afterwards. */
  toPlan(): TracePlan {
    const { processors, goroutines } = this
    this.reserve(goroutines.count)
    this.isPlanned = true
    const lent = goroutines.lend()
    if (this.kernel !== null && lent !== null && this.kernel.bind(lent, this.spans)) this.kernel.toOffsets()
    else toOffsets(this.spans, goroutines.count)
    const order = Array.from({ length: processors.count }, (_, i) => i)
    order.sort((a, b) => processors.ids[a] - processors.ids[b])
    const processorSpans = this.space.uint32(order.length + 1)
    order.forEach((processor, i) => (processorSpans[i] = this.processorSpans[processor]))
    toOffsets(processorSpans, order.length)
    return {
      spans: this.spans.subarray(0, goroutines.count + 1),
      processorIds: order.map((processor) => processors.ids[processor]),
      processorSpans,
    }
  }

  /** Whether a processor was counted. */
  hasProcessor(id: number): boolean {
    return this.processors.indexOf(id) !== NONE
  }
}

/** What the rows of a generation come to. */
class AddedRows {
  readonly continuing: number[] = []
  readonly rowsBefore: number[] = []
  total = 0

  constructor(public isOdd: boolean) {}

  take({ continuing, rowsBefore, total, isOdd }: SummedRows): void {
    for (const goroutine of continuing) this.continuing.push(goroutine)
    for (const before of rowsBefore) this.rowsBefore.push(before)
    this.total += total
    if (isOdd) this.isOdd = true
  }
}

/** Makes counts the sums of those before them; behind the last one stands the sum of all. */
function toOffsets(counts: Uint32Array, length: number): void {
  let sum = 0
  for (let at = 0; at < length; at++) {
    const own = counts[at]
    counts[at] = sum
    sum += own
  }
  counts[length] = sum
}
