/**
 * The counting pass as WebAssembly (count-kernel.as). Its counts are those of count-spans.ts, or it fails and that file
 * counts anew.
 */
import type { ByteSource } from '../../../base/byte-source'
import type { Cancellation } from '../../../base/cancellation'
import { throwIfCancelled } from '../../../base/cancellation'
import { GrowableIdTable } from '../../../model/id-table'
import type { BatchIndex } from '../batch-index'
import { BatchKind } from '../batch-index'
import { shrunkError } from '../byte-window'
import { SpanCounts } from '../count-spans'
import { argumentCounts, maximumBatchBytes } from '../wire-events'
import { base64 } from 'kernel:count-kernel'
import { instantiateKernel } from '../../../base/instantiate-kernel'
import { ColumnMemory } from '../../../model/column-memory'

/** Zeros after a batch that a number cut by its end may run into. */
const overrunBytes = 64
/** More goroutines than that are counted by TypeScript. */
const goroutineLimit = 2 ** 24
/** The smallest event that names a new goroutine. */
const bytesPerNewGoroutine = 4
const pageSlots = 128
const pageOfLimit = 2 ** 22
const processorLimit = 4096
/** Ids, spans, first generation, flags; columns are aligned. */
const bytesPerGoroutine = 8 + 4 + 4 + 1
const spareBytes = 2 ** 18

/** Null where it cannot be had, or the file is not what it knows. @throws SourceReadError, CancelledError */
export function countByKernel(
  source: ByteSource,
  index: BatchIndex,
  cancellation: Cancellation,
  onProgress: (doneBytes: number) => void,
): SpanCounts | null {
  const threadCount = index.threads.count + 1
  const goroutines = Math.max(
    1024,
    Math.min(goroutineLimit, Math.ceil(source.byteLength / bytesPerNewGoroutine)),
  )
  // Twice as many slots as goroutines: scattered ids take more, and are left to TypeScript.
  const pages = Math.ceil((2 * goroutines) / pageSlots) + 512
  const memory = ColumnMemory.create(
    maximumBatchBytes +
      goroutines * bytesPerGoroutine +
      pages * pageSlots * 4 +
      pageOfLimit * 4 +
      processorLimit * 12 +
      threadCount * 8 +
      spareBytes,
  )
  const exports = memory === null ? null : instantiateKernel(base64, memory.memory)
  if (memory === null || exports === null) return null
  const { space } = memory
  const data = space.uint8(maximumBatchBytes + overrunBytes)
  const counts = space.uint8(256)
  counts.set(argumentCounts)
  const ids = space.float64(goroutines)
  const spans = space.uint32(goroutines)
  const firstIn = space.uint32(goroutines)
  const flags = space.uint8(goroutines)
  const pageOf = space.int32(pageOfLimit)
  const slots = space.uint32(pages * pageSlots)
  const goroutineOf = space.int32(threadCount)
  const processorOf = space.int32(threadCount)
  const processorIndex = space.int32(processorLimit)
  const processorIds = space.uint32(processorLimit)
  const processorSpans = space.uint32(processorLimit)
  const results = space.float64(6)
  const columns = {
    data,
    argumentCounts: counts,
    ids,
    spans,
    firstIn,
    flags,
    pageOf,
    slots,
    goroutineOf,
    processorOf,
    processorIndex,
    processorIds,
    processorSpans,
    results,
  }
  for (const [name, column] of Object.entries(columns)) {
    const address = memory.addressOf(column)
    if (address < 0) return null
    setNumber(exports, name, address)
  }
  setNumber(exports, 'mostGoroutines', goroutines)
  setNumber(exports, 'mostPagesOf', pageOfLimit)
  setNumber(exports, 'mostPages', pages)
  setNumber(exports, 'mostProcessors', processorLimit)
  const countBatch = exports.batch as (length: number, thread: number, ordinal: number) => number
  const { batches } = index
  let doneBytes = 0
  let countedBatches = 0
  for (let ordinal = 0; ordinal < index.generations.length; ordinal++) {
    const { firstBatch, endBatch } = index.generations[ordinal]
    goroutineOf.fill(-1)
    processorOf.fill(-1)
    for (let row = firstBatch; row < endBatch; row++) {
      if (batches.kind[row] !== BatchKind.events) continue
      const offset = batches.payloadOffset[row]
      const length = batches.payloadBytes[row]
      const bytes = source.read(offset, length)
      if (bytes.length < length) throw shrunkError(offset + bytes.length)
      data.set(bytes)
      // The last place is for the batches of no thread.
      const thread = batches.thread[row] < 0 ? threadCount - 1 : batches.thread[row]
      if (countBatch(length, thread, ordinal) === 0) return null
      doneBytes += length
      if ((countedBatches++ & 15) === 0) {
        throwIfCancelled(cancellation)
        onProgress(doneBytes)
      }
    }
  }
  ;(exports.finish as () => void)()
  const [count, pageCount, pageOfLength, processorCount, spanTotal, processorSpanTotal] = results
  return SpanCounts.of({
    goroutines: GrowableIdTable.of(
      count,
      ids.subarray(0, Math.max(64, count)),
      pageOf.subarray(0, pageOfLength),
      slots.subarray(0, pageCount * pageSlots),
    ),
    spans,
    firstIn,
    flags,
    processorIds: processorIds.slice(0, processorCount),
    processorSpans: processorSpans.slice(0, processorCount),
    spanTotal,
    processorSpanTotal,
  })
}

function setNumber(exports: Readonly<Record<string, unknown>>, name: string, value: number): void {
  ;(exports[name] as WebAssembly.Global).value = value
}
