/**
 * A sketch of a format-2 trace: what every processor and every function did over the whole time, from one walk over the
 * batches without ordering them (docs/formats/go-trace.md, "The sketch"). It is shown while the file is being read.
 */
import type { ByteSource } from '../../../base/byte-source'
import type { Cancellation } from '../../../base/cancellation'
import { neverCancelled } from '../../../base/cancellation'
import { ownArrays } from '../../../model/column-space'
import type { BatchIndex } from '../batch-index'
import { BatchKind, indexBatches } from '../batch-index'
import { readHeader } from '../header'
import { createKernelWalk } from './kernel-sketch'
import { fileThreads, mostThreads, sketchColumns } from './sketch-columns'
import { addCutMark, closeThreads, finishSketch, settlePending } from './sketch-finish'
import type { SketchPlan } from './sketch-plan'
import { limitOf, planSketch } from './sketch-plan'
import { SketchGroups, tickLengths } from './sketch-tables'
import type { SketchWalk } from './sketch-walk'
import { ReferenceWalk } from './sketch-walk'
import { StretchReader } from './stretch-reader'
import type { TraceSketch } from './trace-sketch'

export interface SketchOptions {
  readonly cancellation?: Cancellation
  /** Events in so many bytes are looked at, from the beginning of each generation; the rest is told as unread. */
  readonly mostBytes?: number
  /** False: TypeScript alone, to compare with. */
  readonly usesKernel?: boolean
}

/** At about a nanosecond and a half a byte: a fifth of a second. */
const usualMostBytes = 128 * 2 ** 20

/** For the list of batches, which the session has too: enough for a file of 30 GB as Go writes it. */
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
  if (index.generations.length === 0 || index.threads.count >= mostThreads) return null
  const walk = walkOver(index, options.usesKernel !== false)
  const reader = new StretchReader(source, walk.columns.data, cancellation)
  const ticks = tickLengths(source, index)
  const plan = planSketch(index, ticks, walk, reader, options.mostBytes ?? usualMostBytes)
  if (plan === null) return null
  const groups = walkAll(index, plan, walk, reader)
  return finishSketch(walk.columns, groups.names, plan)
}

function walkOver(index: BatchIndex, usesKernel: boolean): SketchWalk {
  // The last thread is that of batches that name none.
  const threadCount = index.threads.count + 1
  const walk =
    (usesKernel ? createKernelWalk(threadCount) : null) ??
    new ReferenceWalk(sketchColumns(ownArrays, threadCount))
  fileThreads(walk.columns, index.threads.ids, index.threads.count)
  walk.columns.threadId[threadCount - 1] = -1
  return walk
}

function walkAll(index: BatchIndex, plan: SketchPlan, walk: SketchWalk, reader: StretchReader): SketchGroups {
  const groups = new SketchGroups(index, walk, reader)
  const { columns } = walk
  const { batches } = index
  const { originNs, endNs, bucketNs } = plan
  // What is going on at the beginning has been so from the start, and after a stretch that was left out.
  let isFresh = true
  for (const { generation, nsPerTick, plausible, cutTicks } of plan.generations) {
    groups.enter(generation)
    const isCut = cutTicks !== Infinity
    const limitNs = limitOf(cutTicks, nsPerTick, originNs, endNs)
    const freshNs = isFresh ? limitOf(generation.minimumTicks, nsPerTick, originNs, endNs) : NaN
    walk.setScale({ nsPerTick, bucketNs, freshNs, limitNs, isCut })
    for (let row = generation.firstBatch; row < generation.endBatch; row++) {
      const ticks = batches.baseTicks[row]
      if (batches.kind[row] !== BatchKind.events || ticks >= cutTicks) continue
      const thread = batches.thread[row] < 0 ? columns.threadId.length - 1 : batches.thread[row]
      const isPlausible = ticks >= plausible.from && ticks <= plausible.to
      const baseNs = isPlausible ? Math.floor(ticks * nsPerTick) - originNs : columns.threadLastNs[thread]
      const length = batches.payloadBytes[row]
      walk.batch(reader.load(batches.payloadOffset[row], length), length, thread, baseNs)
    }
    if (isCut) {
      closeThreads(columns, limitNs, bucketNs)
      addCutMark(columns, limitNs)
    }
    settlePending(columns, bucketNs, false)
    isFresh = isCut
  }
  closeThreads(columns, endNs, bucketNs)
  settlePending(columns, bucketNs, true)
  return groups
}
