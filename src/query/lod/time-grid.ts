/**
 * Sums of many overlapping stretches on equal buckets: exact time per kind and bucket, at constant cost a stretch
 * however long it is. The two ends go into their buckets, what lies between is one step up and one down.
 */
import type { ColumnSpace } from '../../model/column-space'
import { ownArrays } from '../../model/column-space'

export class TimeGrid {
  /** Time by kind × bucketCount + bucket; valid after `finish`. */
  readonly timeNs: Float64Array
  /** By kind × (bucketCount + 1) + bucket: how many stretches begin, less those that end, to cover it whole. */
  steps: Int32Array
  private readonly fromNs: number
  private readonly toNs: number
  private readonly perNs: number

  constructor(
    readonly exponent: number,
    readonly firstBucket: number,
    readonly bucketCount: number,
    readonly kinds: number,
    space: ColumnSpace = ownArrays,
  ) {
    this.timeNs = space.float64(kinds * bucketCount)
    this.steps = space.int32(kinds * (bucketCount + 1))
    this.fromNs = firstBucket * 2 ** exponent
    this.toNs = (firstBucket + bucketCount) * 2 ** exponent
    this.perNs = 1 / 2 ** exponent
  }

  /** Adds the part of [startNs, endNs) that lies in the grid. */
  add(kind: number, startNs: number, endNs: number): void {
    const lowNs = startNs < this.fromNs ? this.fromNs : startNs
    const highNs = endNs > this.toNs ? this.toNs : endNs
    if (highNs <= lowNs) return
    const { bucketCount, firstBucket, timeNs, steps } = this
    const widthNs = 1 / this.perNs
    const first = Math.floor(lowNs * this.perNs) - firstBucket
    const last = Math.floor(highNs * this.perNs) - firstBucket
    const base = kind * bucketCount
    if (first === last) {
      timeNs[base + first] += highNs - lowNs
      return
    }
    timeNs[base + first] += (first + firstBucket + 1) * widthNs - lowNs
    // At the grid's very end the last bucket is past it and the rest is nothing.
    if (last < bucketCount) timeNs[base + last] += highNs - (last + firstBucket) * widthNs
    steps[kind * (bucketCount + 1) + first + 1]++
    steps[kind * (bucketCount + 1) + last]--
  }

  /** Adds time that is known to lie in one bucket. */
  addToBucket(kind: number, bucket: number, timeNs: number): void {
    const index = bucket - this.firstBucket
    if (index >= 0 && index < this.bucketCount) this.timeNs[kind * this.bucketCount + index] += timeNs
  }

  /** Turns the steps into time. Call once, after the last `add`. */
  finish(): void {
    const { bucketCount, kinds, steps, timeNs } = this
    const widthNs = 1 / this.perNs
    for (let kind = 0; kind < kinds; kind++) {
      let level = 0
      for (let bucket = 0; bucket < bucketCount; bucket++) {
        level += steps[kind * (bucketCount + 1) + bucket]
        timeNs[kind * bucketCount + bucket] += level * widthNs
      }
    }
    this.steps = noSteps
  }
}

const noSteps = new Int32Array(0)
