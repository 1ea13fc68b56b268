/**
 * A pyramid over one row, each level four times as wide as the one below: per bucket the time in each state, the number of stretches that begin in it,
 * the longest of them, and flags. Buckets are aligned globally (bucket b of exponent k is [b·2^k, (b+1)·2^k) ns since
 * the trace's start), so levels of different rows, tiles and parse shards add up.
 *
 * Exact: times are integers, every level keeps the base's totals. Small: only states that occur have a column, and
 * the base is so coarse that about `stretchesPerBucket` stretches fall into a bucket; below it the tile cut reads
 * the stretches themselves.
 */
import { chunkStretches, codeOfNothing, newStretchChunk } from './stretch-row'
import type { StretchRow } from './stretch-row'

export const NO_POSITION = 0xffffffff

/** Rows up to this many stretches are read directly. */
export const rawRowStretches = 512

const stretchesPerBucket = 32

/** Exponents between two levels: a third of the nodes beside halves, and never more than two to be added up. */
const levelStep = 2
const levelWidth = 2 ** levelStep

/** Below this exponent a bucket's time fits into 32 bits. */
export const highestCompactExponent = 31

/** A stretch at least this long in a state is flagged; by state number, Infinity where none is. */
export interface FlagRule {
  readonly thresholdNs: Float64Array
  readonly bits: Uint8Array
}

export class Pyramid {
  constructor(
    /** Exponent of the base level; level i has exponent base + 2 i. */
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
    return this.exponentOf(this.levelCount - 1)
  }

  exponentOf(level: number): number {
    return this.baseExponent + levelStep * level
  }

  /** The widest level whose buckets are no wider than 2^exponent; `exponent` is not below the base's. */
  levelFor(exponent: number): number {
    return Math.floor((Math.min(exponent, this.topExponent) - this.baseExponent) / levelStep)
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

/** The base level of a row never has more buckets. */
export function mostBaseBuckets(stretchCount: number): number {
  return Math.ceil((2 * stretchCount) / stretchesPerBucket) + 3
}

/** `states`: the states that have any time, ascending, where the caller knows them. */
export function buildPyramid(row: StretchRow, rule: FlagRule, knownStates?: Uint8Array): Pyramid {
  const baseExponent = baseExponentOf(row.toNs - row.fromNs, row.count)
  const widthNs = 2 ** baseExponent
  const firstBucket = Math.floor(row.fromNs / widthNs)
  const baseLength = Math.floor(row.toNs / widthNs) - firstBucket + 1
  const { levelOffset, levelFirst } = layLevels(baseExponent, firstBucket, baseLength)
  const nodeCount = levelOffset[levelOffset.length - 1]
  const states = knownStates ?? statesOf(row)
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
  let longestNs = fillBase(pyramid, row, rule)
  for (let level = 1; level < pyramid.levelCount; level++) longestNs = fillLevel(pyramid, level, longestNs)
  return pyramid
}

/** Where levels begin, from the base up to where a row is two or three buckets, or a bucket too wide for 32 bits. */
export function layLevels(
  baseExponent: number,
  firstBucket: number,
  baseLength: number,
): { levelOffset: number[]; levelFirst: number[] } {
  const levelOffset = [0]
  const levelFirst: number[] = []
  let first = firstBucket
  let last = firstBucket + baseLength - 1
  const highest = Math.max(highestCompactExponent, baseExponent)
  for (let exponent = baseExponent; ; exponent += levelStep) {
    levelFirst.push(first)
    levelOffset.push(levelOffset[levelOffset.length - 1] + (last - first + 1))
    if (last - first < 2 || exponent + levelStep > highest) break
    first = Math.floor(first / levelWidth)
    last = Math.floor(last / levelWidth)
  }
  return { levelOffset, levelFirst }
}

const chunk = newStretchChunk()

function statesOf(row: StretchRow): Uint8Array {
  const seen = new Uint8Array(256)
  const end = row.first + row.count
  for (let from = row.first; from < end; from += chunkStretches) {
    const count = Math.min(chunkStretches, end - from)
    row.read(from, count, chunk)
    for (let index = 0; index < count; index++) seen[chunk.code[index]] = 1
  }
  const states: number[] = []
  for (let code = 0; code < codeOfNothing; code++) if (seen[code] === 1) states.push(code)
  return Uint8Array.from(states)
}

/** Fills the base level and returns how long each bucket's longest stretch is. */
function fillBase(pyramid: Pyramid, row: StretchRow, rule: FlagRule): Float64Array {
  const { states, longest } = pyramid
  const stateCount = states.length
  const columnOf = new Uint8Array(256).fill(255)
  states.forEach((code, column) => (columnOf[code] = column))
  const { thresholdNs, bits } = rule
  const widthNs = 2 ** pyramid.baseExponent
  const perNs = 1 / widthNs
  const firstBucket = pyramid.levelFirst[0]
  const longestNs = new Float64Array(pyramid.levelLength(0)).fill(-1)
  const end = row.first + row.count
  const { startNs: starts, endNs: ends, code: codes } = chunk
  // The bucket at hand is summed up in locals and written when it is left: most stretches lie in the bucket of the one
  // before.
  const sums = new Float64Array(stateCount)
  let countHere = 0
  let longestHereNs = -1
  let longestHere = NO_POSITION
  let flagsHere = 0
  let bucket = 0
  let edgeNs = (firstBucket + 1) * widthNs
  for (let from = row.first; from < end; from += chunkStretches) {
    const length = Math.min(chunkStretches, end - from)
    row.read(from, length, chunk)
    for (let index = 0; index < length; index++) {
      const startNs = starts[index]
      const endNs = ends[index]
      const code = codes[index]
      const durationNs = endNs - startNs
      if (startNs >= edgeNs) {
        leaveBucket(pyramid, bucket, sums, countHere, flagsHere)
        if (longestHereNs > longestNs[bucket]) {
          longestNs[bucket] = longestHereNs
          longest[bucket] = longestHere
        }
        countHere = 0
        flagsHere = 0
        longestHereNs = -1
        bucket = Math.floor(startNs * perNs) - firstBucket
        edgeNs = (bucket + firstBucket + 1) * widthNs
      }
      if (durationNs > longestHereNs) {
        longestHereNs = durationNs
        longestHere = from + index
      }
      if (code === codeOfNothing) continue
      countHere++
      if (durationNs >= thresholdNs[code]) flagsHere |= bits[code]
      const column = columnOf[code]
      // A state without a column never has any time.
      if (column === 255) continue
      if (endNs <= edgeNs) {
        sums[column] += durationNs
        continue
      }
      let restNs = startNs
      while (edgeNs < endNs) {
        sums[column] += edgeNs - restNs
        leaveBucket(pyramid, bucket, sums, countHere, flagsHere)
        if (longestHereNs > longestNs[bucket]) {
          longestNs[bucket] = longestHereNs
          longest[bucket] = longestHere
        }
        countHere = 0
        flagsHere = 0
        longestHereNs = -1
        restNs = edgeNs
        edgeNs += widthNs
        bucket++
      }
      sums[column] += endNs - restNs
    }
  }
  leaveBucket(pyramid, bucket, sums, countHere, flagsHere)
  if (longestHereNs > longestNs[bucket]) {
    longestNs[bucket] = longestHereNs
    longest[bucket] = longestHere
  }
  return longestNs
}

/** Adds what was summed up of a bucket of the base level, and empties `sums`. */
function leaveBucket(
  { timeNs, count, flags }: Pyramid,
  bucket: number,
  sums: Float64Array,
  countHere: number,
  flagsHere: number,
): void {
  const base = bucket * sums.length
  for (let column = 0; column < sums.length; column++) {
    timeNs[base + column] += sums[column]
    sums[column] = 0
  }
  count[bucket] += countHere
  flags[bucket] |= flagsHere
}

/** Adds up a level from the one below, whose longest stretches take `belowNs`; returns its own. */
function fillLevel(pyramid: Pyramid, level: number, belowNs: Float64Array): Float64Array {
  const { levelOffset, levelFirst, states, timeNs, count, longest, flags } = pyramid
  const stateCount = states.length
  const below = levelOffset[level - 1]
  const here = levelOffset[level]
  const longestNs = new Float64Array(pyramid.levelLength(level)).fill(-1)
  for (let index = 0; index < belowNs.length; index++) {
    const child = below + index
    const place = Math.floor((levelFirst[level - 1] + index) / levelWidth) - levelFirst[level]
    const node = here + place
    for (let column = 0; column < stateCount; column++) {
      timeNs[node * stateCount + column] += timeNs[child * stateCount + column]
    }
    count[node] += count[child]
    flags[node] |= flags[child]
    if (belowNs[index] > longestNs[place]) {
      longestNs[place] = belowNs[index]
      longest[node] = longest[child]
    }
  }
  return longestNs
}

/** The longer of two stretches; the earlier one on a tie. */
export function longerOf(row: StretchRow, a: number, b: number): number {
  if (a === NO_POSITION) return b
  if (b === NO_POSITION) return a
  return row.endAt(b) - row.startAt(b) > row.endAt(a) - row.startAt(a) ? b : a
}
