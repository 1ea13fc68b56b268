/** Counts put together by WebAssembly (sum-kernel.as), over columns of the trace's own memory. */
import { base64 } from 'kernel:sum-kernel'
import { instantiateKernel } from '../../../base/instantiate-kernel'
import type { ColumnMemory } from '../../../model/column-memory'
import { addressOf } from '../../../model/column-memory'
import type { LentIds } from '../../../model/id-table'
import type { GenerationCounts } from '../generation-counts'

const pageSlots = 128
/** Rows given to the kernel at once. */
const mostRows = 2 ** 15

/** What some rows of a generation have come to; goroutines of earlier generations with the spans that they have had. */
export interface SummedRows {
  readonly rows: number
  /** The row behind them is for the caller. */
  readonly isLeft: boolean
  readonly total: number
  readonly isOdd: boolean
  readonly continuing: Uint32Array
  readonly rowsBefore: Uint32Array
}

export class KernelSums {
  private readonly rowIds: Uint32Array
  private readonly rowSpans: Uint32Array
  private readonly rowFlags: Uint8Array
  private readonly addRows: (rows: number) => number
  private readonly makeOffsets: () => void

  private constructor(
    memory: ColumnMemory,
    private readonly exports: Readonly<Record<string, unknown>>,
  ) {
    this.rowIds = memory.space.uint32(mostRows)
    this.rowSpans = memory.space.uint32(mostRows)
    this.rowFlags = memory.space.uint8(mostRows)
    this.addRows = exports.add as (rows: number) => number
    this.makeOffsets = exports.toOffsets as () => void
  }

  /** Null where it cannot be had. */
  static create(memory: ColumnMemory): KernelSums | null {
    const exports = instantiateKernel(base64, memory.memory)
    return exports === null ? null : new KernelSums(memory, exports)
  }

  /** False when a column does not lie in the memory. */
  bind(lent: LentIds, spans: Uint32Array): boolean {
    const { rowIds, rowSpans, rowFlags } = this
    const columns = {
      rowIds,
      rowSpans,
      rowFlags,
      ids: lent.ids,
      pageOf: lent.pageOf,
      slots: lent.slots,
      spans,
    }
    for (const [name, column] of Object.entries(columns)) {
      const address = addressOf(column)
      if (address < 0) return false
      this.set(name, address)
    }
    this.set('pageOfLength', lent.pageOf.length)
    this.set('mostPages', lent.slots.length / pageSlots)
    this.set('count', lent.count)
    this.set('pageCount', lent.pageCount)
    return true
  }

  /**
   * Adds rows of a generation, from a row on, to the columns that were bound; not always all that are left.
   * @param firstOwn first goroutine of the generation.
   * @param introduced flag of those that are there first, besides the created ones.
   */
  add(counts: GenerationCounts, from: number, firstOwn: number, introduced: number): SummedRows {
    const { goroutineIds, spans, flags } = counts
    const rows = Math.min(mostRows, goroutineIds.length - from)
    this.rowIds.set(goroutineIds.subarray(from, from + rows))
    this.rowSpans.set(spans.subarray(from, from + rows))
    this.rowFlags.set(flags.subarray(from, from + rows))
    this.set('firstOwn', firstOwn)
    this.set('introduced', introduced)
    this.set('isOdd', 0)
    const done = this.addRows(rows)
    const continuing = this.get('continuing')
    return {
      rows: done,
      isLeft: done < rows,
      total: this.get('total'),
      isOdd: this.get('isOdd') !== 0,
      continuing: this.rowIds.slice(0, continuing),
      rowsBefore: this.rowSpans.slice(0, continuing),
    }
  }

  /** How many ids and pages there are by now. */
  get reached(): { readonly count: number; readonly pageCount: number } {
    return { count: this.get('count'), pageCount: this.get('pageCount') }
  }

  /** Makes the spans of each goroutine the number of those before it. */
  toOffsets(): void {
    this.makeOffsets()
  }

  private set(name: string, value: number): void {
    ;(this.exports[name] as WebAssembly.Global).value = value
  }

  private get(name: string): number {
    return (this.exports[name] as WebAssembly.Global).value as number
  }
}
