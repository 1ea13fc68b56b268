/**
 * Work on one generation that any thread can do that can open the file: a task carries offsets, never bytes.
 */
import type { ByteSource } from '../../base/byte-source'
import { SourceReadError } from '../../base/byte-source'
import type { Cancellation } from '../../base/cancellation'
import type { EventBatches } from './batch-index'
import type { PackedSpanCounts } from './count-spans'
import { countGeneration, SpanCounts } from './count-spans'

/** Count the spans of one generation. */
export interface CountTask {
  readonly kind: 'count'
  readonly batches: EventBatches
  readonly threadCount: number
  /** Length of the source that the offsets belong to: a packed file is another source than what it holds. */
  readonly sourceBytes: number
}

export interface CountResult {
  readonly kind: 'count'
  readonly counts: PackedSpanCounts
}

export type ReadTask = CountTask
export type ReadTaskResult = CountResult
/** The result of a task: the one of the same kind. */
export type ResultOf<Task extends { readonly kind: string }, Results> = Extract<
  Results,
  { readonly kind: Task['kind'] }
>

/** Does a task over its own source of the same file. @throws SourceReadError, CancelledError */
export function runReadTask(source: ByteSource, task: ReadTask, cancellation: Cancellation): ReadTaskResult {
  if (source.byteLength !== task.sourceBytes)
    throw new SourceReadError('the file has another length than when it was indexed', source.byteLength)
  const counts = new SpanCounts()
  countGeneration(source, task.batches, task.threadCount, 0, counts, cancellation)
  return { kind: 'count', counts: counts.pack() }
}
