/**
 * Counting as a task, and the sketch with it: each batch of the generations that a thread takes is loaded once, and walked
 * by both kernels while it is in the processor's cache.
 */
import type { ByteSource } from '../../../base/byte-source'
import type { Cancellation } from '../../../base/cancellation'
import { Claims } from '../../../base/claims'
import { ColumnArena } from '../../../model/column-memory'
import type { BatchColumns } from '../batch-columns'
import { BatchKind } from '../batch-index'
import type { KernelCounts } from '../kernel/kernel-count'
import { KernelCounter } from '../kernel/kernel-count'
import { createKernelWalk } from '../sketch/kernel-sketch'
import type { SketchColumns } from '../sketch/sketch-columns'
import { sketchColumns } from '../sketch/sketch-columns'
import type { SketchPartNotes, SketchShare } from '../sketch/sketch-part'
import { SketchPart } from '../sketch/sketch-part'
import { stretchColumnBytes, StretchReader } from '../stretch-reader'

const batchesBetweenReports = 16

export interface CountTask {
  readonly kind: 'count'
  readonly claims: SharedArrayBuffer
  readonly slot: number
  readonly batches: BatchColumns
  readonly generations: readonly RowStretch[]
  readonly threadCount: number
  /** Length of the source that the offsets belong to: a packed file is another source than what it holds. */
  readonly sourceBytes: number
  /** For the columns of all threads: a slot has its `slotBytes` at address + slot × slotBytes, all zero. */
  readonly memory: WebAssembly.Memory
  readonly address: number
  readonly slotBytes: number
  /** Null: no sketch is wanted, or there is none. */
  readonly sketch: SketchShare | null
}

/** Rows of the batches: [firstBatch, endBatch). */
interface RowStretch {
  readonly firstBatch: number
  readonly endBatch: number
}

export interface CountResult {
  readonly kind: 'count'
  readonly slot: number
  /** Of the columns for counting, which are zero again unless a thread died at its work. */
  readonly columns: 'untouched' | 'cleared' | 'spoiled'
  /** Those that this thread took and could count. */
  readonly counted: readonly { readonly ordinal: number; readonly counts: KernelCounts }[]
  /** Of those that it took; the rest of its part of the sketch lies in the memory. Null without one. */
  readonly sketched: SketchPartNotes | null
}

/** Where the columns of the threads lie. */
export type SlotPlaces = Pick<CountTask, 'memory' | 'address' | 'slotBytes' | 'threadCount'>

/** The columns of one thread. */
interface CountColumns {
  readonly arena: ColumnArena
  readonly data: Uint8Array
  readonly sketch: SketchColumns
}

/** The columns of one thread, by its slot. */
export function columnsOf(task: SlotPlaces, slot: number): CountColumns {
  const { memory, address, slotBytes, threadCount } = task
  const arena = new ColumnArena(memory, address + slot * slotBytes, slotBytes)
  const data = arena.space.uint8(stretchColumnBytes)
  return { arena, data, sketch: sketchColumns(arena.space, threadCount + 1, data) }
}

/** @throws SourceReadError, CancelledError */
export function runCountTask(
  source: ByteSource,
  task: CountTask,
  cancellation: Cancellation,
  onProgress: (doneBytes: number) => void = () => undefined,
): CountResult {
  const { batches, generations, memory, slot, threadCount } = task
  const claims = new Claims(task.claims, generations.length)
  const nothing = { kind: 'count', slot, counted: [], sketched: null } as const
  // The task of a thread that has died: its columns are half written, and what is left goes to the others.
  if (slot > 0 && claims.hasBegun(slot)) return { ...nothing, columns: 'spoiled' }
  claims.begin(slot)
  const first = claims.take()
  // Who has taken nothing is not waited for: the memory may be somebody else's by now.
  if (first < 0) return { ...nothing, columns: 'untouched' }
  const { arena, data, sketch } = columnsOf(task, slot)
  const largest = largestOf(batches, generations)
  const counter = KernelCounter.create(memory, arena.space, data, largest, threadCount)
  const walk = task.sketch === null ? null : createKernelWalk(memory, sketch)
  const counted: { ordinal: number; counts: KernelCounts }[] = []
  if (counter === null) return { ...nothing, columns: 'cleared' }
  const reader = new StretchReader(source, data, cancellation)
  const part =
    walk === null || task.sketch === null ? null : new SketchPart(walk, task.sketch, batches, reader)
  let unreportedBytes = 0
  const report = (): void => {
    claims.noteDone(unreportedBytes)
    unreportedBytes = 0
    onProgress(claims.doneBytes)
  }
  for (let ordinal = first; ordinal >= 0; ordinal = claims.take()) {
    const { firstBatch, endBatch } = generations[ordinal]
    part?.begin(ordinal)
    counter.begin()
    for (let row = firstBatch; row < endBatch; row++) {
      if (batches.kind[row] !== BatchKind.events) continue
      const length = batches.payloadBytes[row]
      const at = reader.load(batches.payloadOffset[row], length)
      if (part?.wants(ordinal, row) === true) part.batch(ordinal, row, at)
      counter.batch(at, length, batches.thread[row])
      unreportedBytes += length
      if (row % batchesBetweenReports === 0) report()
    }
    report()
    part?.end(ordinal)
    const counts = counter.end()
    if (counts !== null) counted.push({ ordinal, counts })
  }
  counter.dispose()
  return { kind: 'count', slot, columns: 'cleared', counted, sketched: part?.notes ?? null }
}

/** Bytes of events in the largest generation. */
export function largestOf({ kind, payloadBytes }: BatchColumns, generations: readonly RowStretch[]): number {
  let largest = 0
  for (const { firstBatch, endBatch } of generations) {
    let sum = 0
    for (let row = firstBatch; row < endBatch; row++)
      if (kind[row] === BatchKind.events) sum += payloadBytes[row]
    largest = Math.max(largest, sum)
  }
  return largest
}
