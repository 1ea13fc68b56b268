/**
 * The counting pass as WebAssembly (count-kernel.as). Its counts are those of count-spans.ts, or it gives up and that
 * file counts. One counter serves any number of generations, one after the other.
 */
import { instantiateKernel } from '../../../base/instantiate-kernel'
import type { ByteSource } from '../../../base/byte-source'
import type { Cancellation } from '../../../base/cancellation'
import { throwIfCancelled } from '../../../base/cancellation'
import { addressOf, ColumnMemory } from '../../../model/column-memory'
import type { EventBatches } from '../batch-index'
import { shrunkError } from '../byte-window'
import type { GenerationCounts } from '../generation-counts'
import { mostNotes, noteWidth, reasonIdLimit } from '../generation-counts'
import { argumentCounts, maximumBatchBytes } from '../wire-events'
import { base64 } from 'kernel:count-kernel'

/** Zeros after a batch that a number cut by its end may run into. */
const overrunBytes = 64
/** More goroutines than that in one generation are counted by TypeScript. */
const goroutineLimit = 2 ** 24
/** The smallest event that names a new goroutine. */
const bytesPerNewGoroutine = 4
const pageSlots = 128
const pageOfLimit = 2 ** 22
const processorLimit = 4096
const batchesBetweenChecks = 16

/** Counts of a generation, and what its ids take up in a table of pages: they are below `idEnd`, on so many pages. */
export interface KernelCounts extends GenerationCounts {
  readonly goroutineIds: Uint32Array
  readonly idEnd: number
  readonly pages: number
}

type Columns = ReturnType<typeof columnsFor>

export class KernelCounter {
  private readonly begin: () => void
  private readonly batch: (length: number, thread: number) => number
  private readonly finish: () => void

  private constructor(
    private readonly columns: Columns,
    exports: Readonly<Record<string, unknown>>,
  ) {
    this.begin = exports.begin as () => void
    this.batch = exports.batch as (length: number, thread: number) => number
    this.finish = exports.finish as () => void
  }

  /**
   * Null where it cannot be had.
   * @param generationBytes of the largest generation that it will count.
   */
  static create(generationBytes: number, threadCount: number): KernelCounter | null {
    const memory = ColumnMemory.create(0)
    const exports = memory === null ? null : instantiateKernel(base64, memory.memory)
    if (memory === null || exports === null) return null
    const goroutines = Math.max(
      1024,
      Math.min(goroutineLimit, Math.ceil(generationBytes / bytesPerNewGoroutine)),
    )
    const columns = columnsFor(memory, goroutines, threadCount)
    for (const [name, column] of Object.entries(columns)) {
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

  /** Null when the generation is not what it knows. @throws SourceReadError, CancelledError */
  count(
    source: ByteSource,
    batches: EventBatches,
    cancellation: Cancellation,
    onProgress: (doneBytes: number) => void,
  ): KernelCounts | null {
    const { columns } = this
    const { data, goroutineOf } = columns
    this.begin()
    let doneBytes = 0
    let isLost = false
    for (let row = 0; row < batches.thread.length && !isLost; row++) {
      const offset = batches.payloadOffset[row]
      const length = batches.payloadBytes[row]
      const readBytes = source.readInto(offset, data.subarray(0, length))
      if (readBytes < length) throw shrunkError(offset + readBytes)
      // The last place is for the batches of no thread.
      const thread = batches.thread[row] < 0 ? goroutineOf.length - 1 : batches.thread[row]
      isLost = this.batch(length, thread) === 0
      doneBytes += length
      if (row % batchesBetweenChecks === 0) {
        throwIfCancelled(cancellation)
        onProgress(doneBytes)
      }
    }
    this.finish()
    const counts = isLost ? null : this.taken()
    this.clear()
    return counts
  }

  private taken(): KernelCounts {
    const { columns } = this
    const [goroutines, processors, notes, reasons, pages, pageEnd] = columns.results
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

function columnsFor({ space }: ColumnMemory, goroutines: number, threadCount: number) {
  // Twice as many slots as goroutines: scattered ids take more, and are left to TypeScript.
  const pages = Math.ceil((2 * goroutines) / pageSlots) + 512
  return {
    data: space.uint8(maximumBatchBytes + overrunBytes),
    argumentCounts: space.uint8(256),
    ids: space.uint32(goroutines),
    spans: space.uint32(goroutines),
    flags: space.uint8(goroutines),
    pageOf: space.int32(pageOfLimit),
    slots: space.uint32(pages * pageSlots),
    goroutineOf: space.int32(threadCount + 1),
    processorOf: space.int32(threadCount + 1),
    processorIndex: space.int32(processorLimit),
    processorIds: space.uint32(processorLimit),
    processorSpans: space.uint32(processorLimit),
    notes: space.float64(mostNotes * noteWidth),
    reasons: space.uint8(reasonIdLimit),
    reasonIds: space.uint32(reasonIdLimit),
    rareEvents: space.uint32(256),
    results: space.uint32(6),
  }
}

function setNumber(exports: Readonly<Record<string, unknown>>, name: string, value: number): void {
  ;(exports[name] as WebAssembly.Global).value = value
}
