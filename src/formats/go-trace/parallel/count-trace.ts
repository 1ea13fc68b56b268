/**
 * Counting a whole trace, and its sketch with it, in this thread and those of a pool.
 */
import type { ByteSource } from '../../../base/byte-source'
import type { Cancellation } from '../../../base/cancellation'
import { throwIfCancelled } from '../../../base/cancellation'
import { Claims } from '../../../base/claims'
import { shareOut } from '../../../base/share-out'
import type { ColumnMemory } from '../../../model/column-memory'
import type { BatchIndex } from '../batch-index'
import { eventBatchesOf } from '../batch-index'
import { countGeneration, countingScratch } from '../count-spans'
import type { KernelCounts } from '../kernel/kernel-count'
import { KernelCounter } from '../kernel/kernel-count'
import { createKernelWalk } from '../sketch/kernel-sketch'
import { clearSketch, sketchBytes } from '../sketch/sketch-columns'
import { joinSketch } from '../sketch/sketch-join'
import type { SketchShare } from '../sketch/sketch-part'
import { shareOf, walkGenerations } from '../sketch/sketch-trace'
import type { TraceSketch } from '../sketch/trace-sketch'
import { SpanCounts } from '../span-counts'
import { stretchColumnBytes } from '../stretch-reader'
import type { TaskPool } from '../tasks'
import type { CountResult, CountTask, SlotPlaces } from './count-task'
import { columnsOf, largestOf, runCountTask } from './count-task'

/** How a file is to be counted. */
export interface CountingWork {
  readonly source: ByteSource
  readonly index: BatchIndex
  readonly pool: TaskPool | undefined
  /** To use, this one with them; 0: TypeScript alone. */
  readonly threads: number
  /** For what is counted of the whole trace; before that, for the columns of the threads that count. */
  readonly memory: ColumnMemory | null
  readonly cancellation: Cancellation
  readonly onProgress: (doneBytes: number) => void
  /** Told by the kernel's counts as soon as they are there, and where in the memory the trace's columns will begin. */
  readonly onCounted?: (found: readonly KernelCounts[], address: number) => void
  /** Wanted: a sketch, told once all generations have been walked. Not called for a file that has none. */
  readonly onSketch?: ((sketch: TraceSketch) => void) | undefined
}

/**
 * Counts every generation: by the kernel, in this thread and the pool's; what that cannot count, by TypeScript. The
 * result is the same in every way. @throws SourceReadError, CancelledError
 */
export async function countTrace(work: CountingWork): Promise<SpanCounts> {
  const { source, index, cancellation, onProgress } = work
  const found = work.threads > 0 ? await countByKernel(work) : []
  throwIfCancelled(cancellation)
  const sum = new SpanCounts(work.memory)
  const scratch = countingScratch()
  // Those that nobody could count are holes.
  sum.reserveFor(Object.values(found))
  index.generations.forEach((generation, ordinal) => {
    sum.add(
      found[ordinal] ??
        countGeneration(
          source,
          eventBatchesOf(index, generation),
          index.threads.count,
          cancellation,
          onProgress,
          scratch,
        ),
    )
  })
  return sum
}

/** By ordinal; what could not be counted is missing. Tells the sketch, too. */
async function countByKernel(work: CountingWork): Promise<KernelCounts[]> {
  const { source, index, pool, cancellation, onProgress, onSketch } = work
  const generations = index.generations.map(({ firstBatch, endBatch }) => ({ firstBatch, endBatch }))
  const threadCount = index.threads.count
  const slotBytes = bytesOfSlot(largestOf(index.batches, generations), threadCount)
  const { memory } = work
  if (memory === null) return []
  let { threads } = work
  let address = memory.take(threads * slotBytes)
  // Where memory is promised only as far as it is there, fewer threads may still have room.
  while (address < 0 && threads > 1) {
    threads >>= 1
    address = memory.take(threads * slotBytes)
  }
  if (address < 0) return []
  const buffer = Claims.buffer(threads)
  const columns = { memory: memory.memory, address, slotBytes, threadCount }
  const walk = onSketch === undefined ? null : createKernelWalk(memory.memory, columnsOf(columns, 0).sketch)
  const shared: Omit<CountTask, 'slot'> = {
    ...columns,
    kind: 'count',
    claims: buffer,
    batches: index.batches,
    generations,
    sourceBytes: source.byteLength,
    sketch: walk === null ? null : shareOf(source, index, walk, cancellation),
  }
  const results = await shareOut<CountTask, CountResult>(
    pool,
    threads,
    new Claims(buffer, generations.length),
    (slot): CountTask => ({ ...shared, slot }),
    (task) => runCountTask(source, task, cancellation, onProgress),
  )
  const found: KernelCounts[] = []
  for (const { counted } of results) for (const { ordinal, counts } of counted) found[ordinal] = counts
  work.onCounted?.(found, address)
  if (onSketch !== undefined && shared.sketch !== null)
    onSketch(joined(work, shared.sketch, columns, results))
  // The columns of the trace will lie there: what a thread that died has left is cleared by whoever takes it.
  if (areCleared(columns, new Claims(buffer, generations.length), threads, results))
    memory.giveBackLast(address)
  else memory.giveBack({ address, bytes: threads * slotBytes })
  return found
}

/** Clears what the sketch has left in the slots. Whether all of them are zero again. */
function areCleared(
  places: SlotPlaces,
  claims: Claims,
  threads: number,
  results: readonly CountResult[],
): boolean {
  // The first part has become the whole (joined): the groups of all may lie there.
  let ofWhole = 0
  for (const { sketched } of results) ofWhole += sketched?.names.length ?? 0
  const whole = results.find(({ sketched }) => sketched !== null)
  for (const result of results) {
    const { slot, columns, sketched } = result
    const groups = result === whole ? ofWhole : (sketched?.names.length ?? 0)
    // The first slot has served for planning.
    if (columns === 'cleared' || slot === 0)
      clearSketch(columnsOf(places, slot).sketch, sketched?.stackCount ?? 0, groups)
  }
  for (let slot = 0; slot < threads; slot++) {
    const result = results.find((one) => one.slot === slot)
    if (claims.hasBegun(slot) && (result === undefined || result.columns === 'spoiled')) return false
  }
  return true
}

function bytesOfSlot(largestBytes: number, threadCount: number): number {
  const bytes =
    sketchBytes(threadCount + 1) + stretchColumnBytes + KernelCounter.bytesFor(largestBytes, threadCount)
  return 2 ** 16 * Math.ceil(bytes / 2 ** 16)
}

function joined(
  { source, index, cancellation }: CountingWork,
  share: SketchShare,
  columns: SlotPlaces,
  results: readonly CountResult[],
): TraceSketch {
  const parts = results.flatMap(({ slot, sketched }) =>
    sketched === null ? [] : [{ columns: columnsOf(columns, slot).sketch, notes: sketched }],
  )
  const done = new Set(parts.flatMap(({ notes }) => notes.seams.map(({ ordinal }) => ordinal)))
  const missing = [...index.generations.keys()].filter((ordinal) => !done.has(ordinal))
  // What a thread had taken that has died since.
  if (missing.length > 0) parts.push(walkGenerations(source, index, share, missing, cancellation, true))
  return joinSketch(share.plan, parts)
}
