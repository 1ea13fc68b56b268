/**
 * The density row of a group: time per state over all its goroutines, stacked, full height where the most of them
 * existed at once. From a grid that is built with the index; deeper zooms read the members, as long as that stays
 * cheap, else they show the grid's buckets.
 */
import { visualStateIndex } from '../contract/trace-dto'
import { piecesOf, spanAt } from './assist-pieces'
import { NO_POSITION, rawRowStretches } from './lod/pyramid'
import { StackWriter, stateLimit } from './lod/rectangles'
import type { Rectangles } from './lod/rectangles'
import type { LevelledRow } from './lod/level'
import { TimeGrid } from './lod/time-grid'
import type { GoroutineGroup } from './goroutine-groups'
import type { TraceIndex } from './trace-index'
import { NOT_DRAWN, visualStateCount } from './visual-state'

export interface GroupDensity {
  readonly grid: TimeGrid
  /** Spans that begin in a bucket. */
  readonly count: Uint32Array
  /** How many goroutines the full height stands for. */
  readonly scale: number
}

const fewestBuckets = 64
const mostBuckets = 4_096
const spansPerBucket = 16
/** Reading the members of a group for one row may cost this many spans or nodes. */
const directSpans = 150_000

export function buildGroupDensity(index: TraceIndex, group: GoroutineGroup): GroupDensity {
  const lengthNs = Math.max(1, group.toNs - group.fromNs)
  const buckets = Math.max(fewestBuckets, Math.min(mostBuckets, group.spanCount / spansPerBucket))
  const exponent = Math.max(0, Math.ceil(Math.log2(lengthNs / buckets)))
  const firstBucket = Math.floor(group.fromNs / 2 ** exponent)
  const bucketCount = Math.floor(group.toNs / 2 ** exponent) - firstBucket + 1
  const { grid, count } = sumMembers(index, group, exponent, firstBucket, bucketCount)
  let most = 0
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    let sum = 0
    for (let state = 0; state < visualStateCount; state++) sum += grid.timeNs[state * bucketCount + bucket]
    most = Math.max(most, sum)
  }
  return { grid, count, scale: Math.max(1, Math.ceil(most / 2 ** exponent - 1e-9)) }
}

function sumMembers(
  index: TraceIndex,
  group: GoroutineGroup,
  exponent: number,
  firstBucket: number,
  bucketCount: number,
): { grid: TimeGrid; count: Uint32Array } {
  const { trace, assists } = index
  const { goroutines, spans } = trace
  const { spanOffset, rowEndNs, createdNs } = goroutines
  const { startNs: starts, state, reason } = spans
  const widthNs = 2 ** exponent
  const perNs = 1 / widthNs
  const fromNs = firstBucket * widthNs
  const toNs = fromNs + bucketCount * widthNs
  const grid = new TimeGrid(exponent, firstBucket, bucketCount, visualStateCount)
  const count = new Uint32Array(bucketCount)
  for (const goroutine of group.goroutines) {
    if (rowEndNs[goroutine] <= fromNs || createdNs[goroutine] >= toNs) continue
    const firstSpan = spanOffset[goroutine]
    const endSpan = spanOffset[goroutine + 1]
    const isHeavy = endSpan - firstSpan > rawRowStretches
    const pyramid = isHeavy ? index.goroutinePyramids.get(goroutine) : undefined
    if (pyramid !== undefined && pyramid.baseExponent <= exponent) {
      const level = Math.min(exponent, pyramid.topExponent) - pyramid.baseExponent
      const shift = 2 ** (exponent - pyramid.baseExponent - level)
      const { states, levelFirst, levelOffset } = pyramid
      const length = pyramid.levelLength(level)
      const begin = Math.max(0, firstBucket * shift - levelFirst[level])
      const end = Math.min(length, (firstBucket + bucketCount) * shift - levelFirst[level])
      for (let at = begin; at < end; at++) {
        const node = levelOffset[level] + at
        const bucket = Math.floor((levelFirst[level] + at) / shift)
        count[bucket - firstBucket] += pyramid.count[node]
        for (let column = 0; column < states.length; column++) {
          grid.addToBucket(states[column], bucket, pyramid.timeNs[node * states.length + column])
        }
      }
    } else {
      const table = index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes
      const isInside = firstSpan === endSpan || starts[firstSpan] >= fromNs
      for (let span = isInside ? firstSpan : spanAt(trace, goroutine, fromNs); span < endSpan; span++) {
        const startNs = starts[span]
        if (startNs >= toNs) break
        const code = table[(state[span] << 8) | reason[span]]
        if (code === NOT_DRAWN) continue
        const endNs = span + 1 < endSpan ? starts[span + 1] : rowEndNs[goroutine]
        const bucket = Math.floor(startNs * perNs) - firstBucket
        const isOnGrid = bucket >= 0 && bucket < bucketCount
        // Most spans lie in one bucket.
        if (isOnGrid && endNs <= (bucket + firstBucket + 1) * widthNs) {
          grid.timeNs[code * bucketCount + bucket] += endNs - startNs
        } else grid.add(code, startNs, endNs)
        if (isOnGrid) count[bucket]++
      }
    }
    const pieces = piecesOf(assists, goroutine)
    for (let piece = pieces.first; piece < pieces.end; piece++) {
      grid.add(assistKind, assists.startNs[piece], assists.endNs[piece])
      grid.add(borrowedKind, assists.startNs[piece], assists.endNs[piece])
    }
  }
  grid.finish()
  return { grid: withoutBorrowed(grid), count }
}

/** Assist time counts as gc-assist and no longer as running; 'idle' never occurs in a group and carries the debt. */
const assistKind = visualStateIndex['gc-assist']
const borrowedKind = visualStateIndex.idle
const runningKind = visualStateIndex.running

function withoutBorrowed(grid: TimeGrid): TimeGrid {
  const { bucketCount, timeNs } = grid
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    const borrowed = timeNs[borrowedKind * bucketCount + bucket]
    if (borrowed === 0) continue
    timeNs[runningKind * bucketCount + bucket] -= borrowed
    timeNs[borrowedKind * bucketCount + bucket] = 0
  }
  return grid
}

export function levelledDensity(
  index: TraceIndex,
  group: GoroutineGroup,
  density: GroupDensity,
): LevelledRow {
  const { grid } = density
  const statesInUse = group.stateTimes.filter((timeNs) => timeNs > 0).length
  return {
    estimate(fromNs, toNs, exponent) {
      const lowNs = Math.max(fromNs, group.fromNs)
      const highNs = Math.min(toNs, group.toNs)
      if (highNs <= lowNs) return 0
      const buckets = Math.ceil((highNs - lowNs) / 2 ** exponent) + 1
      return buckets * Math.min(4, statesInUse)
    },
    write(rowNumber, fromNs, toNs, exponent, out) {
      const isDeeper = exponent < grid.exponent && canReadMembers(group, density, fromNs, toNs)
      const used = isDeeper ? exponent : Math.max(exponent, grid.exponent)
      const widthNs = 2 ** used
      const firstBucket = Math.floor(Math.max(fromNs, group.fromNs) / widthNs)
      const endBucket = Math.ceil(Math.min(toNs, group.toNs) / widthNs)
      if (endBucket <= firstBucket) return
      if (isDeeper) {
        const summed = sumMembers(index, group, used, firstBucket, endBucket - firstBucket)
        writeBuckets(summed.grid, summed.count, density.scale, rowNumber, used, firstBucket, endBucket, out)
      } else writeBuckets(grid, density.count, density.scale, rowNumber, used, firstBucket, endBucket, out)
    },
  }
}

function canReadMembers(group: GoroutineGroup, density: GroupDensity, fromNs: number, toNs: number): boolean {
  const { grid, count } = density
  const widthNs = 2 ** grid.exponent
  const first = Math.max(0, Math.floor(fromNs / widthNs) - grid.firstBucket)
  const last = Math.min(grid.bucketCount - 1, Math.floor(toNs / widthNs) - grid.firstBucket)
  let spans = group.goroutines.length
  for (let bucket = first; bucket <= last && spans <= directSpans; bucket++) spans += count[bucket]
  return spans <= directSpans
}

/** Buckets of width 2^exponent summed from a grid that is as fine or finer. */
function writeBuckets(
  grid: TimeGrid,
  count: Uint32Array,
  scale: number,
  rowNumber: number,
  exponent: number,
  firstBucket: number,
  endBucket: number,
  out: Rectangles,
): void {
  const stack = new StackWriter(out, () => NO_POSITION)
  const widthNs = 2 ** exponent
  const perBucket = 2 ** (exponent - grid.exponent)
  for (let bucket = firstBucket; bucket < endBucket && !out.isOverfull; bucket++) {
    const begin = Math.max(0, bucket * perBucket - grid.firstBucket)
    const end = Math.min(grid.bucketCount, (bucket + 1) * perBucket - grid.firstBucket)
    let spans = 0
    for (let index = begin; index < end; index++) {
      spans += count[index]
      for (let state = 0; state < visualStateCount && state < stateLimit; state++) {
        stack.timeNs[state] += grid.timeNs[state * grid.bucketCount + index]
      }
    }
    stack.write(rowNumber, bucket * widthNs, (bucket + 1) * widthNs, widthNs * scale, spans, NO_POSITION, 0)
  }
}
