/**
 * The density row of a group: time per state over all its goroutines, stacked, full height where the most of them
 * existed at once. From a grid that is built with the index; deeper zooms read the members, as long as that stays
 * cheap, else they show the grid's buckets.
 */
import { visualStateIndex } from '../../contract/visual-states'
import type { ColumnSpace } from '../../model/column-space'
import type { Trace } from '../../model/trace'
import { ownArrays } from '../../model/column-space'
import { piecesOf, spanAt } from '../assist-pieces'
import type { AssistPieces } from '../assist-pieces'
import { NO_POSITION, rawRowStretches } from '../lod/pyramid'
import type { Pyramid } from '../lod/pyramid'
import { StackWriter, stateLimit } from '../lod/rectangles'
import type { Rectangles } from '../lod/rectangles'
import type { LevelledRow } from '../lod/level'
import { TimeGrid } from '../lod/time-grid'
import type { GoroutineGroup } from '../goroutine/groups'
import { NOT_DRAWN, visualStateCount } from '../visual-state'

export interface GroupDensity {
  readonly grid: TimeGrid
  /** Spans that begin in a bucket. */
  readonly count: Uint32Array
  /** How many goroutines the full height stands for. */
  readonly scale: number
}

const fewestBuckets = 64
/** Of groups with hardly any spans there may be a hundred thousand; their members are read at every zoom but the widest. */
const fewestBucketsPerSpan = 4
const mostBuckets = 4_096
const spansPerBucket = 16
/** Reading the members of a group for one row may cost this many spans or nodes. */
const directSpans = 150_000

/** What the time of a group's members is read from; fields of TraceIndex. */
export interface DensitySource {
  readonly trace: Trace
  readonly assists: AssistPieces
  readonly goroutinePyramids: ReadonlyMap<number, Pyramid>
  readonly isGcWorker: Uint8Array
  readonly codes: Uint8Array
  readonly workerCodes: Uint8Array
}

/** A density that is being added up. */
export interface DensitySums {
  readonly grid: TimeGrid
  readonly count: Uint32Array
}

/** The empty grid of a group. */
export function densitySumsOf(group: GoroutineGroup, space: ColumnSpace = ownArrays): DensitySums {
  const lengthNs = Math.max(1, group.toNs - group.fromNs)
  const fewest = Math.min(fewestBuckets, fewestBucketsPerSpan * Math.max(1, group.spanCount))
  const buckets = Math.max(fewest, Math.min(mostBuckets, group.spanCount / spansPerBucket))
  const exponent = Math.max(0, Math.ceil(Math.log2(lengthNs / buckets)))
  const firstBucket = Math.floor(group.fromNs / 2 ** exponent)
  const bucketCount = Math.floor(group.toNs / 2 ** exponent) - firstBucket + 1
  return {
    grid: new TimeGrid(exponent, firstBucket, bucketCount, visualStateCount, space),
    count: space.uint32(bucketCount),
  }
}

export function buildGroupDensity(source: DensitySource, group: GoroutineGroup): GroupDensity {
  const sums = densitySumsOf(group)
  addMembers(source, group.goroutines, sums)
  return densityOf(sums)
}

/** From a grid to which everything has been added: its full height is the most that any bucket holds. */
export function densityOf({ grid, count }: DensitySums): GroupDensity {
  finishSums(grid)
  const { bucketCount, exponent } = grid
  let most = 0
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    let sum = 0
    for (let state = 0; state < visualStateCount; state++) sum += grid.timeNs[state * bucketCount + bucket]
    most = Math.max(most, sum)
  }
  return { grid, count, scale: Math.max(1, Math.ceil(most / 2 ** exponent - 1e-9)) }
}

/** Whether a goroutine's nodes are fine enough to stand for its spans on a grid. */
export function canUseNodes(pyramid: Pyramid | undefined, exponent: number): pyramid is Pyramid {
  return pyramid !== undefined && pyramid.baseExponent <= exponent
}

/** Whether a goroutine has no part in the stretch of a grid. */
export function isOutside({ goroutines }: Trace, goroutine: number, grid: TimeGrid): boolean {
  const fromNs = grid.firstBucket * 2 ** grid.exponent
  const toNs = fromNs + grid.bucketCount * 2 ** grid.exponent
  return goroutines.rowEndNs.at(goroutine) <= fromNs || goroutines.createdNs.at(goroutine) >= toNs
}

function addMembers(source: DensitySource, members: Uint32Array, sums: DensitySums): void {
  const { goroutines } = source.trace
  const { exponent, firstBucket, bucketCount } = sums.grid
  const { rowEndNs, createdNs } = goroutines
  // isOutside written out: of a hundred thousand members few have a part in a narrow window.
  const fromNs = firstBucket * 2 ** exponent
  const toNs = fromNs + bucketCount * 2 ** exponent
  for (let at = 0; at < members.length; at++) {
    const goroutine = members[at]
    if (rowEndNs.at(goroutine) <= fromNs || createdNs.at(goroutine) >= toNs) continue
    const isHeavy = goroutines.spanOffset[goroutine + 1] - goroutines.spanOffset[goroutine] > rawRowStretches
    const pyramid = isHeavy ? source.goroutinePyramids.get(goroutine) : undefined
    if (canUseNodes(pyramid, exponent)) addNodes(pyramid, sums)
    else addSpans(source, goroutine, sums)
    addAssists(source.assists, goroutine, sums)
  }
}

export function addNodes(pyramid: Pyramid, { grid, count }: DensitySums): void {
  const { exponent, firstBucket, bucketCount } = grid
  const level = pyramid.levelFor(exponent)
  const shift = 2 ** (exponent - pyramid.exponentOf(level))
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
}

function addSpans(source: DensitySource, goroutine: number, { grid, count }: DensitySums): void {
  const { trace } = source
  const { spanOffset, rowEndNs } = trace.goroutines
  const { startNs: starts, state, reason } = trace.spans
  const { firstBucket, bucketCount } = grid
  const widthNs = 2 ** grid.exponent
  const perNs = 1 / widthNs
  const fromNs = firstBucket * widthNs
  const toNs = fromNs + bucketCount * widthNs
  const firstSpan = spanOffset[goroutine]
  const endSpan = spanOffset[goroutine + 1]
  const table = source.isGcWorker[goroutine] === 1 ? source.workerCodes : source.codes
  const isInside = firstSpan === endSpan || starts.at(firstSpan) >= fromNs
  for (let span = isInside ? firstSpan : spanAt(trace, goroutine, fromNs); span < endSpan; span++) {
    const startNs = starts.at(span)
    if (startNs >= toNs) break
    const code = table[(state[span] << 8) | reason[span]]
    if (code === NOT_DRAWN) continue
    const endNs = span + 1 < endSpan ? starts.at(span + 1) : rowEndNs.at(goroutine)
    const bucket = Math.floor(startNs * perNs) - firstBucket
    const isOnGrid = bucket >= 0 && bucket < bucketCount
    // Most spans lie in one bucket.
    if (isOnGrid && endNs <= (bucket + firstBucket + 1) * widthNs) {
      grid.timeNs[code * bucketCount + bucket] += endNs - startNs
    } else grid.add(code, startNs, endNs)
    if (isOnGrid) count[bucket]++
  }
}

export function addAssists(assists: AssistPieces, goroutine: number, { grid }: DensitySums): void {
  const pieces = piecesOf(assists, goroutine)
  for (let piece = pieces.first; piece < pieces.end; piece++) {
    grid.add(assistKind, assists.startNs[piece], assists.endNs[piece])
    grid.add(borrowedKind, assists.startNs[piece], assists.endNs[piece])
  }
}

/** Assist time counts as gc-assist and no longer as running; 'idle' never occurs in a group and carries the debt. */
const assistKind = visualStateIndex['gc-assist']
const borrowedKind = visualStateIndex.idle
const runningKind = visualStateIndex.running

function finishSums(grid: TimeGrid): void {
  grid.finish()
  const { bucketCount, timeNs } = grid
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    const borrowed = timeNs[borrowedKind * bucketCount + bucket]
    if (borrowed === 0) continue
    timeNs[runningKind * bucketCount + bucket] -= borrowed
    timeNs[borrowedKind * bucketCount + bucket] = 0
  }
}

export function levelledDensity(
  source: DensitySource,
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
        const bucketCount = endBucket - firstBucket
        const summed = new TimeGrid(used, firstBucket, bucketCount, visualStateCount)
        const counts = new Uint32Array(bucketCount)
        addMembers(source, group.goroutines, { grid: summed, count: counts })
        finishSums(summed)
        writeBuckets(summed, counts, density.scale, rowNumber, used, firstBucket, endBucket, out)
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
        const timeNs = grid.timeNs[state * grid.bucketCount + index]
        if (timeNs !== 0) stack.add(state, timeNs)
      }
    }
    stack.write(rowNumber, bucket * widthNs, (bucket + 1) * widthNs, widthNs * scale, spans, NO_POSITION, 0)
  }
}
