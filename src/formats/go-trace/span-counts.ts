/**
 * The counts of all generations put together: which rows each goroutine and each processor gets in the whole trace, and
 * where in them each generation's part lies.
 */
import { ownArrays } from '../../model/column-space'
import { GrowableIdTable } from '../../model/id-table'
import { NONE } from '../../model/states'
import type { TracePlan } from '../../model/trace-builder'
import { grownUint32 } from '../../model/trace-tables'
import type { GenerationCounts } from './generation-counts'
import { CountFlag, noteWidth } from './generation-counts'
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
  /** By goroutine. */
  private spans: Uint32Array = new Uint32Array(1024)
  private readonly processors = new GrowableIdTable()
  private processorSpans: Uint32Array = new Uint32Array(64)

  /** Room for so many goroutines at once. */
  reserve(goroutines: number): void {
    if (goroutines <= this.spans.length) return
    const spans = new Uint32Array(goroutines)
    spans.set(this.spans)
    this.spans = spans
    this.goroutines.reserve(goroutines, ownArrays)
  }

  /** Adds what was counted in the next generation. */
  add(counts: GenerationCounts): void {
    const { goroutines } = this
    const { goroutineIds, flags } = counts
    const firstOwn = goroutines.count
    const introduced = this.parts.length === 0 ? CountFlag.toldByStatus : 0
    const indices = new Uint32Array(goroutineIds.length)
    goroutines.internAll(goroutineIds, indices)
    this.reserve(goroutines.count)
    const all = this.spans
    const continuing: number[] = []
    const rowsBefore: number[] = []
    let isOdd = counts.rareEvents.length > 0 && counts.rareEvents[0] === 0
    let total = 0
    for (let row = 0; row < indices.length; row++) {
      const goroutine = indices[row]
      const flag = flags[row]
      let spans = counts.spans[row]
      if (goroutine < firstOwn) {
        continuing.push(goroutine)
        rowsBefore.push(all[goroutine])
        // A state that only repeats the last one is no span; a second life has a gap before it, which is one.
        if ((flag & CountFlag.toldByStatus) !== 0) spans--
        if ((flag & CountFlag.isCreated) !== 0) spans++
        if (flag !== CountFlag.toldByStatus) isOdd = true
      } else if (flag !== CountFlag.isCreated && flag !== introduced) isOdd = true
      all[goroutine] += spans
      total += spans
    }
    this.spanTotal += total
    const notes = this.ownNotes(counts)
    this.parts.push({
      firstOwn,
      endOwn: goroutines.count,
      continuing: Uint32Array.from(continuing),
      rowsBefore: Uint32Array.from(rowsBefore),
      processorRows: this.addProcessors(counts, notes, firstOwn),
      notes,
      reasonIds: counts.reasonIds,
      rareEvents: counts.rareEvents,
      isOdd,
    })
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
    return goroutine < this.spans.length ? this.spans[goroutine] : 0
  }

  /** Rows of the goroutines that are known by now, in the order of `goroutines`. */
  toPlan(): TracePlan {
    const { processors, goroutines } = this
    this.reserve(goroutines.count)
    const order = Array.from({ length: processors.count }, (_, i) => i)
    order.sort((a, b) => processors.ids[a] - processors.ids[b])
    return {
      spans: this.spans.subarray(0, goroutines.count),
      processorIds: order.map((processor) => processors.ids[processor]),
      processorSpans: Uint32Array.from(order, (processor) => this.processorSpans[processor]),
    }
  }

  /** Whether a processor was counted. */
  hasProcessor(id: number): boolean {
    return this.processors.indexOf(id) !== NONE
  }
}
