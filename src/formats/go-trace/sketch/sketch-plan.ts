/** Which stretch of time a sketch covers, and how much of each generation it looks at. All of it can be cloned. */
import type { BatchIndex, IndexedGeneration } from '../batch-index'
import { BatchKind } from '../batch-index'
import type { PlausibleTicks } from '../plausible-time'
import { plausibleTicks } from '../plausible-time'
import type { StretchReader } from '../stretch-reader'
import { sketchBuckets } from './sketch-columns'
import type { SketchWalk } from './sketch-walk'
import type { SketchRange } from './trace-sketch'

/** Looked at to find the last event; more is left to chance. */
const mostEndBytes = 2 ** 24
/** The last events are not later than that after the last batch began. */
const widestBatchNs = 60e9
/** Places where a generation may be cut. */
const cutBins = 1024

export interface SketchPlan {
  readonly originNs: number
  /** Since the origin. */
  readonly endNs: number
  readonly bucketNs: number
  readonly generations: readonly PlannedGeneration[]
  readonly unread: readonly SketchRange[]
}

export interface PlannedGeneration extends TimedGeneration {
  readonly startNs: number
  /** What is going on at its beginning has been so from `startNs` on: nothing is known of the time before. */
  readonly isFresh: boolean
  /** Events behind it are not looked at where the generation is cut, else taken as happening then. */
  readonly limitNs: number
  readonly isCut: boolean
}

interface TimedGeneration {
  readonly generation: IndexedGeneration
  readonly nsPerTick: number
  readonly plausible: PlausibleTicks
  /** Batches that begin at or behind it are not looked at; Infinity for a whole generation. */
  readonly cutTicks: number
}

/** @param mostBytes of events that are looked at. Null when there is nothing to look at. */
export function planSketch(
  index: BatchIndex,
  ticks: readonly number[],
  walk: SketchWalk,
  reader: StretchReader,
  mostBytes: number,
): SketchPlan | null {
  const { batches } = index
  let totalBytes = 0
  for (let row = 0; row < batches.count; row++)
    if (batches.kind[row] === BatchKind.events) totalBytes += batches.payloadBytes[row]
  if (totalBytes === 0) return null
  const share = mostBytes / totalBytes
  const timed = index.generations.map((generation, ordinal): TimedGeneration => {
    const { firstBatch, endBatch } = generation
    const plausible = plausibleTicks(batches, firstBatch, endBatch, ticks[ordinal])
    const cutTicks = share >= 1 ? Infinity : cutOf(index, generation, plausible, share)
    return { generation, nsPerTick: ticks[ordinal], plausible, cutTicks }
  })
  const first = timed[0]
  const isDamagedStart = first.generation.minimumTicks < first.plausible.from - 3600e9 / first.nsPerTick
  const originNs = Math.floor(
    (isDamagedStart ? first.plausible.from : first.generation.minimumTicks) * first.nsPerTick,
  )
  const endNs = Math.max(1, endOfEvents(index, timed, originNs, walk, reader))
  if (!Number.isFinite(endNs)) return null
  const bucketNs = Math.max(1, Math.ceil(endNs / sketchBuckets))
  const generations = timed.map((own, ordinal): PlannedGeneration => {
    const { generation, plausible, nsPerTick, cutTicks } = own
    const startTicks = Math.max(generation.minimumTicks, plausible.from)
    return {
      ...own,
      startNs: limitOf(startTicks, nsPerTick, originNs, endNs),
      isFresh: ordinal === 0 || timed[ordinal - 1].cutTicks !== Infinity,
      limitNs: limitOf(cutTicks, nsPerTick, originNs, endNs),
      isCut: cutTicks !== Infinity,
    }
  })
  return { originNs, endNs, bucketNs, generations, unread: unreadOf(timed, originNs, endNs) }
}

/** Where the generation's events, in order of their batches, come to `share` of its bytes. */
function cutOf(
  index: BatchIndex,
  generation: IndexedGeneration,
  { from, to }: PlausibleTicks,
  share: number,
): number {
  const { batches } = index
  const bytesOf = new Float64Array(cutBins + 1)
  const perTick = cutBins / Math.max(1, to - from)
  let total = 0
  for (let row = generation.firstBatch; row < generation.endBatch; row++) {
    if (batches.kind[row] !== BatchKind.events) continue
    const bin = Math.floor((batches.baseTicks[row] - from) * perTick)
    bytesOf[Math.max(0, Math.min(cutBins, bin))] += batches.payloadBytes[row]
    total += batches.payloadBytes[row]
  }
  let sum = 0
  for (let bin = 0; bin <= cutBins; bin++) {
    sum += bytesOf[bin]
    if (sum > share * total) return from + Math.max(1, bin) / perTick
  }
  return Infinity
}

/** The last event of the file: it is in some thread's last batch of the last generation. */
function endOfEvents(
  index: BatchIndex,
  generations: readonly TimedGeneration[],
  originNs: number,
  walk: SketchWalk,
  reader: StretchReader,
): number {
  const { batches } = index
  for (let ordinal = generations.length - 1; ordinal >= 0; ordinal--) {
    const { generation, nsPerTick, plausible } = generations[ordinal]
    const lastOf = new Map<number, number>()
    for (let row = generation.firstBatch; row < generation.endBatch; row++)
      if (batches.kind[row] === BatchKind.events) lastOf.set(batches.thread[row], row)
    if (lastOf.size === 0) continue
    walk.setScale({ nsPerTick, bucketNs: 1, freshNs: NaN, limitNs: Infinity, isCut: false })
    const rows = [...lastOf.values()].sort((a, b) => batches.baseTicks[b] - batches.baseTicks[a])
    const latestNs = Math.floor(plausible.to * nsPerTick) - originNs
    let endNs = 0
    let bytes = 0
    for (const row of rows) {
      const length = batches.payloadBytes[row]
      bytes += length
      if (bytes > mostEndBytes) break
      const baseTicks = Math.min(plausible.to, Math.max(plausible.from, batches.baseTicks[row]))
      const at = reader.loadAlone(batches.payloadOffset[row], length)
      endNs = Math.max(endNs, walk.endOf(at, length, Math.floor(baseTicks * nsPerTick) - originNs))
    }
    return Math.min(endNs, latestNs + widestBatchNs)
  }
  return 0
}

function unreadOf(generations: readonly TimedGeneration[], originNs: number, endNs: number): SketchRange[] {
  const unread: SketchRange[] = []
  generations.forEach(({ cutTicks, nsPerTick }, ordinal) => {
    if (cutTicks === Infinity) return
    const next = generations[ordinal + 1]
    const fromNs = limitOf(cutTicks, nsPerTick, originNs, endNs)
    const toNs =
      next === undefined ? endNs : limitOf(next.generation.minimumTicks, next.nsPerTick, originNs, endNs)
    if (toNs > fromNs) unread.push({ fromNs, toNs })
  })
  return unread
}

/** A cut in nanoseconds, within the picture. */
function limitOf(ticks: number, nsPerTick: number, originNs: number, endNs: number): number {
  return ticks === Infinity ? endNs : Math.max(0, Math.min(endNs, Math.floor(ticks * nsPerTick) - originNs))
}
