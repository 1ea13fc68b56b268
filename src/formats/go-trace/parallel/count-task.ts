/** Counting as a task: the kernel's counter over the generations that a thread takes. */
import type { ByteSource } from '../../../base/byte-source'
import type { Cancellation } from '../../../base/cancellation'
import { throwIfCancelled } from '../../../base/cancellation'
import { Claims } from '../../../base/claims'
import { shareOut } from '../../../base/share-out'
import type { ColumnMemory } from '../../../model/column-memory'
import type { BatchIndex, EventBatches } from '../batch-index'
import { eventBatchesOf } from '../batch-index'
import { countGeneration, countingScratch } from '../count-spans'
import type { KernelCounts } from '../kernel/kernel-count'
import { KernelCounter } from '../kernel/kernel-count'
import { SpanCounts } from '../span-counts'
import type { TaskPool } from '../tasks'

export interface CountTask {
  readonly kind: 'count'
  readonly claims: SharedArrayBuffer
  readonly slot: number
  readonly generations: readonly EventBatches[]
  readonly threadCount: number
  /** Length of the source that the offsets belong to: a packed file is another source than what it holds. */
  readonly sourceBytes: number
}

export interface CountResult {
  readonly kind: 'count'
  /** Those that this thread took and could count. */
  readonly counted: readonly { readonly ordinal: number; readonly counts: KernelCounts }[]
}

/** @throws SourceReadError, CancelledError */
export function runCountTask(
  source: ByteSource,
  task: CountTask,
  cancellation: Cancellation,
  onProgress: (doneBytes: number) => void = () => undefined,
): CountResult {
  const { generations } = task
  const claims = new Claims(task.claims, generations.length)
  claims.begin(task.slot)
  const counted: { ordinal: number; counts: KernelCounts }[] = []
  let counter: KernelCounter | null = null
  for (let ordinal = claims.take(); ordinal >= 0; ordinal = claims.take()) {
    counter ??= KernelCounter.create(Math.max(...generations.map(payloadBytes)), task.threadCount)
    if (counter === null) break
    let reportedBytes = 0
    const counts = counter.count(source, generations[ordinal], cancellation, (doneBytes) => {
      claims.noteDone(doneBytes - reportedBytes)
      reportedBytes = doneBytes
      onProgress(claims.doneBytes)
    })
    if (counts !== null) counted.push({ ordinal, counts })
  }
  return { kind: 'count', counted }
}

function payloadBytes(batches: EventBatches): number {
  let sum = 0
  for (const bytes of batches.payloadBytes) sum += bytes
  return sum
}

/**
 * Counts every generation: by the kernel, in this thread and the pool's; what that cannot count, by TypeScript. The
 * result is the same in every way. @throws SourceReadError, CancelledError
 * @param threads to use, this one with them; 0: TypeScript alone.
 * @param memory for what is counted of the whole trace.
 */
export async function countTrace(
  source: ByteSource,
  index: BatchIndex,
  pool: TaskPool | undefined,
  threads: number,
  memory: ColumnMemory | null,
  cancellation: Cancellation,
  onProgress: (doneBytes: number) => void,
): Promise<SpanCounts> {
  const generations = index.generations.map((generation) => eventBatchesOf(index, generation))
  const threadCount = index.threads.count
  const found: KernelCounts[] = []
  if (threads > 0) {
    const buffer = Claims.buffer(threads)
    const results = await shareOut<CountTask, CountResult>(
      pool,
      threads,
      new Claims(buffer, generations.length),
      (slot): CountTask => ({
        kind: 'count',
        claims: buffer,
        slot,
        generations,
        threadCount,
        sourceBytes: source.byteLength,
      }),
      (task) => runCountTask(source, task, cancellation, onProgress),
    )
    for (const result of results) for (const { ordinal, counts } of result.counted) found[ordinal] = counts
  }
  throwIfCancelled(cancellation)
  const sum = new SpanCounts(memory)
  const scratch = countingScratch()
  // Those that nobody could count are holes.
  sum.reserveFor(Object.values(found))
  for (let ordinal = 0; ordinal < generations.length; ordinal++) {
    sum.add(
      found[ordinal] ??
        countGeneration(source, generations[ordinal], threadCount, cancellation, onProgress, scratch),
    )
  }
  return sum
}
