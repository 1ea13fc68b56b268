/**
 * A sketch of a format-2 trace: what every processor and every function did over the whole time, from one walk over the
 * batches without ordering them (docs/formats/go-trace.md, "The sketch"). It is shown while the file is being read, which
 * takes it while it counts (parallel/count-task.ts); here it is taken alone.
 */
import type { ByteSource } from '../../../base/byte-source'
import type { Cancellation } from '../../../base/cancellation'
import { neverCancelled } from '../../../base/cancellation'
import { ColumnMemory } from '../../../model/column-memory'
import { ownArrays } from '../../../model/column-space'
import type { ColumnSpace } from '../../../model/column-space'
import type { BatchIndex } from '../batch-index'
import { BatchKind, indexBatches } from '../batch-index'
import { readHeader } from '../header'
import { stretchColumnBytes, StretchReader } from '../stretch-reader'
import { createKernelWalk } from './kernel-sketch'
import { mostThreads, sketchBytes, sketchColumns } from './sketch-columns'
import type { JoinedPart } from './sketch-join'
import { joinSketch } from './sketch-join'
import type { SketchShare } from './sketch-part'
import { SketchPart, walkedThreads } from './sketch-part'
import { planSketch } from './sketch-plan'
import { tickLengths } from './sketch-tables'
import type { SketchWalk } from './sketch-walk'
import { ReferenceWalk } from './sketch-walk'
import type { TraceSketch } from './trace-sketch'

export interface SketchOptions {
  readonly cancellation?: Cancellation
  /** Events in so many bytes are looked at, from the beginning of each generation; the rest is told as unread. */
  readonly mostBytes?: number
  /** False: TypeScript alone, to compare with. */
  readonly usesKernel?: boolean
  /** As if so many threads had taken the generations in turns. */
  readonly parts?: number
}

/** At about a nanosecond and a half a byte: a fifth of a second. */
const usualMostBytes = 128 * 2 ** 20

/** For the list of batches: enough for a file of 30 GB as Go writes it. */
const mostIndexBytes = 2 ** 26

/**
 * Null for a file that has no sketch: of another format, without events, or of too many threads.
 * @throws CancelledError, SourceReadError
 */
export function sketchTrace(source: ByteSource, options: SketchOptions = {}): TraceSketch | null {
  const cancellation = options.cancellation ?? neverCancelled
  const header = readHeader(source)
  if (!header.ok || header.value.format !== 2) return null
  const index = indexBatches(source, header.value, cancellation, undefined, mostIndexBytes)
  if (index.outgrownAt >= 0) return null
  const usesKernel = options.usesKernel !== false
  const share = shareOf(source, index, walkOver(0, usesKernel), cancellation, options.mostBytes)
  if (share === null) return null
  const ordinals = [...index.generations.keys()]
  const count = Math.min(options.parts ?? 1, ordinals.length)
  const parts = Array.from({ length: count }, (_, part) => {
    const own = ordinals.filter((ordinal) => ordinal % count === part)
    return walkGenerations(source, index, share, own, cancellation, usesKernel)
  })
  return joinSketch(share.plan, parts)
}

/**
 * What is to be walked for a sketch; null for a file that has none.
 * @param walk any, for a look at the end of the file.
 * @throws CancelledError, SourceReadError
 */
export function shareOf(
  source: ByteSource,
  index: BatchIndex,
  walk: SketchWalk,
  cancellation: Cancellation,
  mostBytes = usualMostBytes,
): SketchShare | null {
  const { count, ids } = index.threads
  if (index.generations.length === 0 || count >= mostThreads) return null
  const reader = new StretchReader(source, walk.columns.data, cancellation)
  const plan = planSketch(index, tickLengths(source, index), walk, reader, mostBytes)
  return plan === null ? null : { plan, threadIds: Float64Array.from(ids.subarray(0, count)) }
}

/** The walk over some generations. @throws CancelledError, SourceReadError */
export function walkGenerations(
  source: ByteSource,
  { batches }: BatchIndex,
  share: SketchShare,
  ordinals: readonly number[],
  cancellation: Cancellation,
  usesKernel: boolean,
): JoinedPart {
  const walk = walkOver(walkedThreads(share), usesKernel)
  const { columns } = walk
  const reader = new StretchReader(source, columns.data, cancellation)
  const part = new SketchPart(walk, share, batches, reader)
  for (const ordinal of ordinals) {
    const { firstBatch, endBatch } = share.plan.generations[ordinal].generation
    part.begin(ordinal)
    for (let row = firstBatch; row < endBatch; row++) {
      if (batches.kind[row] !== BatchKind.events || !part.wants(ordinal, row)) continue
      part.batch(ordinal, row, reader.load(batches.payloadOffset[row], batches.payloadBytes[row]))
    }
    part.end(ordinal)
  }
  return { columns, notes: part.notes }
}

/** By the kernel where there is one. */
function walkOver(threadCount: number, usesKernel: boolean): SketchWalk {
  const memory = usesKernel ? ColumnMemory.create(sketchBytes(threadCount) + stretchColumnBytes) : null
  const columnsIn = (space: ColumnSpace) => sketchColumns(space, threadCount, space.uint8(stretchColumnBytes))
  const walk = memory === null ? null : createKernelWalk(memory.memory, columnsIn(memory.space))
  return walk ?? new ReferenceWalk(columnsIn(ownArrays))
}
