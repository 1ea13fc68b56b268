/**
 * A power-of-two pyramid over one row: per bucket the time in each state, the number of stretches that begin in it,
 * the longest of them, and flags. Buckets are aligned globally (bucket b of exponent k is [b·2^k, (b+1)·2^k) ns since
 * the trace's start), so levels of different rows, tiles and parse shards add up.
 *
 * Exact: times are integers, every level keeps the base's totals. Small: only states that occur have a column, and
 * the base is so coarse that about `stretchesPerBucket` stretches fall into a bucket; below it the tile cut reads
 * the stretches themselves.
 */
import type { StretchRow } from './stretch-row'
import { codeOfNothing } from './stretch-row'

export const NO_POSITION = 0xffffffff

/** Rows up to this many stretches are read directly. */
export const rawRowStretches = 512

const stretchesPerBucket = 32

/** Below this exponent a bucket's time fits into 32 bits. */
const highestCompactExponent = 31

/** A stretch at least this long in a state is flagged; by state number, Infinity where none is. */
export interface FlagRule {
  readonly thresholdNs: Float64Array
  readonly bits: Uint8Array
}

export class Pyramid {
  constructor(
    /** Exponent of the base level; level i has exponent base + i. */
    readonly baseExponent: number,
    readonly levelCount: number,
    /** Node index where a level begins. */
    readonly levelOffset: readonly number[],
    /** First bucket number of a level. */
    readonly levelFirst: readonly number[],
    /** State numbers that occur, ascending; a node has one time per entry. */
    readonly states: Uint8Array,
    readonly timeNs: Uint32Array | Float64Array,
    readonly count: Uint32Array,
    /** Position of the longest stretch that begins in the bucket; NO_POSITION for none. */
    readonly longest: Uint32Array,
    readonly flags: Uint8Array,
  ) {}

  get topExponent(): number {
    return this.baseExponent + this.levelCount - 1
  }

  get byteLength(): number {
    return this.timeNs.byteLength + this.count.byteLength + this.longest.byteLength + this.flags.byteLength
  }

  /** Number of buckets of a level. */
  levelLength(level: number): number {
    return this.levelOffset[level + 1] - this.levelOffset[level]
  }
}

/** The exponent whose buckets hold about `stretchesPerBucket` of the row's stretches. */
export function baseExponentOf(lengthNs: number, stretchCount: number): number {
  const widthNs = (lengthNs * stretchesPerBucket) / Math.max(1, stretchCount)
  return Math.max(0, Math.min(52, Math.floor(Math.log2(Math.max(1, widthNs)))))
}

export function buildPyramid(row: StretchRow, rule: FlagRule): Pyramid {
  const baseExponent = baseExponentOf(row.toNs - row.fromNs, row.count)
  const widthNs = 2 ** baseExponent
  const firstBucket = Math.floor(row.fromNs / widthNs)
  const baseLength = Math.floor(row.toNs / widthNs) - firstBucket + 1
  const { levelOffset, levelFirst } = layLevels(baseExponent, firstBucket, baseLength)
  const nodeCount = levelOffset[levelOffset.length - 1]
  const states = statesOf(row)
  const timeNs =
    baseExponent > highestCompactExponent
      ? new Float64Array(nodeCount * states.length)
      : new Uint32Array(nodeCount * states.length)
  const pyramid = new Pyramid(
    baseExponent,
    levelFirst.length,
    levelOffset,
    levelFirst,
    states,
    timeNs,
    new Uint32Array(nodeCount),
    new Uint32Array(nodeCount).fill(NO_POSITION),
    new Uint8Array(nodeCount),
  )
  fillBase(pyramid, row, rule)
  for (let level = 1; level < pyramid.levelCount; level++) fillLevel(pyramid, row, level)
  return pyramid
}

function layLevels(
  baseExponent: number,
  firstBucket: number,
  baseLength: number,
): { levelOffset: number[]; levelFirst: number[] } {
  const levelOffset = [0]
  const levelFirst: number[] = []
  let first = firstBucket
  let last = firstBucket + baseLength - 1
  for (let exponent = baseExponent; ; exponent++) {
    levelFirst.push(first)
    levelOffset.push(levelOffset[levelOffset.length - 1] + (last - first + 1))
    if (last - first < 2 || exponent === Math.max(highestCompactExponent, baseExponent)) break
    first = Math.floor(first / 2)
    last = Math.floor(last / 2)
  }
  return { levelOffset, levelFirst }
}

function statesOf(row: StretchRow): Uint8Array {
  const seen = new Uint8Array(256)
  const end = row.first + row.count
  for (let position = row.first; position < end; position++) seen[row.codeAt(position)] = 1
  const states: number[] = []
  for (let code = 0; code < codeOfNothing; code++) if (seen[code] === 1) states.push(code)
  return Uint8Array.from(states)
}

function fillBase(pyramid: Pyramid, row: StretchRow, rule: FlagRule): void {
  const { states, timeNs, count, longest, flags } = pyramid
  const stateCount = states.length
  const columnOf = new Uint8Array(256).fill(255)
  states.forEach((code, column) => (columnOf[code] = column))
  const widthNs = 2 ** pyramid.baseExponent
  const perNs = 1 / widthNs
  const firstBucket = pyramid.levelFirst[0]
  const end = row.first + row.count
  let bucketOfLongest = -1
  let longestNs = -1
  for (let position = row.first; position < end; position++) {
    const startNs = row.startAt(position)
    const endNs = row.endAt(position)
    const code = row.codeAt(position)
    const durationNs = endNs - startNs
    let bucket = Math.floor(startNs * perNs) - firstBucket
    if (bucket !== bucketOfLongest) {
      bucketOfLongest = bucket
      longestNs = -1
    }
    if (durationNs > longestNs) {
      longestNs = durationNs
      longest[bucket] = position
    }
    if (code === codeOfNothing) continue
    count[bucket]++
    if (durationNs >= rule.thresholdNs[code]) flags[bucket] |= rule.bits[code]
    const column = columnOf[code]
    let fromNs = startNs
    let edgeNs = (bucket + firstBucket + 1) * widthNs
    while (edgeNs < endNs) {
      timeNs[bucket * stateCount + column] += edgeNs - fromNs
      fromNs = edgeNs
      edgeNs += widthNs
      bucket++
    }
    timeNs[bucket * stateCount + column] += endNs - fromNs
  }
}

function fillLevel(pyramid: Pyramid, row: StretchRow, level: number): void {
  const { levelOffset, levelFirst, states, timeNs, count, longest, flags } = pyramid
  const stateCount = states.length
  const below = levelOffset[level - 1]
  const here = levelOffset[level]
  const length = pyramid.levelLength(level - 1)
  for (let index = 0; index < length; index++) {
    const child = below + index
    const node = here + Math.floor((levelFirst[level - 1] + index) / 2) - levelFirst[level]
    for (let column = 0; column < stateCount; column++) {
      timeNs[node * stateCount + column] += timeNs[child * stateCount + column]
    }
    count[node] += count[child]
    flags[node] |= flags[child]
    longest[node] = longerOf(row, longest[node], longest[child])
  }
}

/** The longer of two stretches; the earlier one on a tie. */
export function longerOf(row: StretchRow, a: number, b: number): number {
  if (a === NO_POSITION) return b
  if (b === NO_POSITION) return a
  return row.endAt(b) - row.startAt(b) > row.endAt(a) - row.startAt(a) ? b : a
}
