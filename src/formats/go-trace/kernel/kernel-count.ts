/**
 * The counting pass as WebAssembly (count-kernel.as). Its counts are those of count-spans.ts, or it gives up and that
 * file counts. One counter serves any number of generations, one after the other.
 */
import { instantiateKernel } from '../../../base/instantiate-kernel'
import { addressOf, clearColumn } from '../../../model/column-memory'
import type { ColumnSpace } from '../../../model/column-space'
import type { GenerationCounts } from '../generation-counts'
import { mostNotes, noteWidth, reasonIdLimit } from '../generation-counts'
import { argumentCounts } from '../wire-events'
import { base64 } from 'kernel:count-kernel'

/** More goroutines than that in one generation are counted by TypeScript. */
const goroutineLimit = 2 ** 24
/** The smallest event that names a new goroutine. */
const bytesPerNewGoroutine = 4
const pageSlots = 128
const pageOfLimit = 2 ** 22
const processorLimit = 4096

/** Counts of a generation, and what its ids take up in a table of pages: they are below `idEnd`, on so many pages. */
export interface KernelCounts extends GenerationCounts {
  readonly goroutineIds: Uint32Array
  readonly idEnd: number
  readonly pages: number
  /** Of all goroutines. */
  readonly spanTotal: number
}

type Columns = ReturnType<typeof columnsFor>

export class KernelCounter {
  private readonly beginAll: () => void
  private readonly addBatch: (start: number, length: number, thread: number) => number
  private readonly finish: () => void
  private isLost = false
  /** How far the columns of goroutines, pages, ids of pages and notes were written to, in any generation. */
  private readonly most = { goroutines: 0, pages: 0, pageEnd: 0, notes: 0 }

  private constructor(
    private readonly columns: Columns,
    exports: Readonly<Record<string, unknown>>,
  ) {
    this.beginAll = exports.begin as () => void
    this.addBatch = exports.batch as (start: number, length: number, thread: number) => number
    this.finish = exports.finish as () => void
  }

  /**
   * Null where it cannot be had.
   * @param space of the memory; it has the bytes that `bytesFor` tells.
   * @param data that batches are loaded to, in the same memory.
   * @param generationBytes of the largest generation that it will count.
   */
  static create(
    memory: WebAssembly.Memory,
    space: ColumnSpace,
    data: Uint8Array,
    generationBytes: number,
    threadCount: number,
  ): KernelCounter | null {
    const exports = instantiateKernel(base64, memory)
    if (exports === null) return null
    const goroutines = mostGoroutinesIn(generationBytes)
    const columns = columnsFor(space, goroutines, threadCount)
    for (const [name, column] of Object.entries({ ...columns, data })) {
      const address = addressOf(column)
      if (address < 0) return null
      setNumber(exports, name, address)
    }
    columns.argumentCounts.set(argumentCounts)
    setNumber(exports, 'mostGoroutines', goroutines)
    setNumber(exports, 'mostPagesOf', pageOfLimit)
    setNumber(exports, 'mostPages', columns.slots.length / pageSlots)
    setNumber(exports, 'mostProcessors', processorLimit)
    setNumber(exports, 'mostNotes', mostNotes)
    setNumber(exports, 'mostReasons', reasonIdLimit)
    setNumber(exports, 'noThread', threadCount)
    return new KernelCounter(columns, exports)
  }

  /** What the columns take; those that nothing is written to take no memory. */
  static bytesFor(generationBytes: number, threadCount: number): number {
    const goroutines = mostGoroutinesIn(generationBytes)
    return (
      goroutines * 9 +
      pageOfLimit * 4 +
      pagesFor(goroutines) * pageSlots * 4 +
      (threadCount + 1) * 8 +
      processorLimit * 12 +
      mostNotes * noteWidth * 8 +
      reasonIdLimit * 5 +
      4096
    )
  }

  /** Begins with a generation; its batches follow, then `end`. */
  begin(): void {
    this.isLost = false
    this.beginAll()
  }

  /** @param start of the batch in the data. @param threadIndex as of the batch: -1 for one of no thread. */
  batch(start: number, length: number, threadIndex: number): void {
    if (this.isLost) return
    // The last place is for the batches of no thread.
    const thread = threadIndex < 0 ? this.columns.goroutineOf.length - 1 : threadIndex
    this.isLost = this.addBatch(start, length, thread) === 0
  }

  /** Null when the generation is not what it knows. */
  end(): KernelCounts | null {
    this.finish()
    const [goroutines, , notes, , pages, pageEnd] = this.columns.results
    const { most } = this
    most.goroutines = Math.max(most.goroutines, goroutines)
    most.pages = Math.max(most.pages, pages)
    most.pageEnd = Math.max(most.pageEnd, pageEnd)
    most.notes = Math.max(most.notes, notes)
    const counts = this.isLost ? null : this.taken()
    this.clear()
    return counts
  }

  /** Makes all columns zero again: their memory can be had by others, and the counter is of no use any more. */
  dispose(): void {
    const { columns, most } = this
    const written: Partial<Record<string, number>> = {
      ids: most.goroutines,
      spans: most.goroutines,
      flags: most.goroutines,
      slots: most.pages * pageSlots,
      pageOf: most.pageEnd,
      notes: most.notes * noteWidth,
    }
    for (const [name, column] of Object.entries(columns)) clearColumn(column, written[name])
  }

  private taken(): KernelCounts {
    const { columns } = this
    const [goroutines, processors, notes, reasons, pages, pageEnd, spanTotal] = columns.results
    const rareEvents: number[] = []
    columns.rareEvents.forEach((count, type) => {
      if (count > 0) rareEvents.push(type, count)
    })
    return {
      goroutineIds: columns.ids.slice(0, goroutines),
      spans: columns.spans.slice(0, goroutines),
      flags: columns.flags.slice(0, goroutines),
      processorIds: Float64Array.from(columns.processorIds.subarray(0, processors)),
      processorSpans: columns.processorSpans.slice(0, processors),
      notes: columns.notes.slice(0, notes * noteWidth),
      reasonIds: columns.reasonIds.slice(0, reasons).sort(),
      rareEvents: Uint32Array.from(rareEvents),
      idEnd: pageEnd * pageSlots,
      pages,
      spanTotal,
    }
  }

  /** Makes zero again what the kernel expects so, where the generation has written. */
  private clear(): void {
    const { columns } = this
    const [, processors, , reasons] = columns.results
    for (const id of columns.processorIds.subarray(0, processors)) columns.processorIndex[id] = 0
    columns.processorSpans.fill(0, 0, processors)
    for (const id of columns.reasonIds.subarray(0, reasons)) columns.reasons[id] = 0
    columns.rareEvents.fill(0)
  }
}

function mostGoroutinesIn(generationBytes: number): number {
  return Math.max(1024, Math.min(goroutineLimit, Math.ceil(generationBytes / bytesPerNewGoroutine)))
}

/** Twice as many slots as goroutines: scattered ids take more, and are left to TypeScript. */
function pagesFor(goroutines: number): number {
  return Math.ceil((2 * goroutines) / pageSlots) + 512
}

function columnsFor(space: ColumnSpace, goroutines: number, threadCount: number) {
  return {
    argumentCounts: space.uint8(256),
    ids: space.uint32(goroutines),
    spans: space.uint32(goroutines),
    flags: space.uint8(goroutines),
    pageOf: space.int32(pageOfLimit),
    slots: space.uint32(pagesFor(goroutines) * pageSlots),
    goroutineOf: space.int32(threadCount + 1),
    processorOf: space.int32(threadCount + 1),
    processorIndex: space.int32(processorLimit),
    processorIds: space.uint32(processorLimit),
    processorSpans: space.uint32(processorLimit),
    notes: space.float64(mostNotes * noteWidth),
    reasons: space.uint8(reasonIdLimit),
    reasonIds: space.uint32(reasonIdLimit),
    rareEvents: space.uint32(256),
    results: space.uint32(7),
  }
}

function setNumber(exports: Readonly<Record<string, unknown>>, name: string, value: number): void {
  ;(exports[name] as WebAssembly.Global).value = value
}
