/**
 * Many durations in little room: count, total, longest, and percentiles by nearest rank. The first values are kept as
 * they are; beyond them buckets take over, each a 256th of a power of two wide at most, so that a percentile is within
 * half a percent.
 */
import type { DurationsDto } from '../contract/goroutine-dto'

const mostExact = 4_096
const bucketsPerOctave = 256
/** Durations stay below 2^53 ns. */
const bucketCount = (53 - 8 + 1) * bucketsPerOctave

/** What is counted in buckets: someone else may count on. */
export interface BucketedDurations {
  count: number
  totalNs: number
  longestNs: number
  longestStartNs: number
  readonly buckets: Uint32Array
}

export class Durations {
  count = 0
  totalNs = 0
  longestNs = -1
  longestStartNs = 0
  private exact: number[] = []
  private buckets: Uint32Array | undefined

  /** False while values are kept as they are. */
  get areBucketed(): boolean {
    return this.buckets !== undefined
  }

  /** What was counted so far. */
  counted(): BucketedDurations {
    const { count, totalNs, longestNs, longestStartNs, buckets = new Uint32Array(bucketCount) } = this
    return { count, totalNs, longestNs, longestStartNs, buckets }
  }

  /** All that was counted, which whoever counted on from `counted` has. Copied. */
  replace({ count, totalNs, longestNs, longestStartNs, buckets }: BucketedDurations): void {
    this.count = count
    this.totalNs = totalNs
    this.longestNs = longestNs
    this.longestStartNs = longestStartNs
    this.buckets = buckets.slice()
  }

  add(durationNs: number, startNs: number): void {
    this.count++
    this.totalNs += durationNs
    if (durationNs > this.longestNs) {
      this.longestNs = durationNs
      this.longestStartNs = startNs
    }
    if (this.buckets !== undefined) {
      this.buckets[bucketOf(durationNs)]++
      return
    }
    this.exact.push(durationNs)
    if (this.exact.length <= mostExact) return
    this.buckets = new Uint32Array(bucketCount)
    for (const value of this.exact) this.buckets[bucketOf(value)]++
    this.exact = []
  }

  /** The first `count` of both columns, in their order. */
  addAll(durationsNs: Float64Array, startsNs: Float64Array, count: number): void {
    let at = 0
    for (; at < count && this.buckets === undefined; at++) this.add(durationsNs[at], startsNs[at])
    const { buckets } = this
    if (buckets === undefined) return
    // `add` written out: there may be millions.
    let { totalNs, longestNs, longestStartNs } = this
    this.count += count - at
    for (; at < count; at++) {
      const durationNs = durationsNs[at]
      totalNs += durationNs
      if (durationNs > longestNs) {
        longestNs = durationNs
        longestStartNs = startsNs[at]
      }
      buckets[bucketOf(durationNs)]++
    }
    this.totalNs = totalNs
    this.longestNs = longestNs
    this.longestStartNs = longestStartNs
  }

  /** The least value that at least `share` of all values do not exceed; 0 when there is none. */
  percentile(share: number): number {
    if (this.count === 0) return 0
    const rank = Math.max(1, Math.ceil(share * this.count))
    if (rank === this.count) return this.longestNs
    if (this.buckets === undefined) {
      this.exact.sort((a, b) => a - b)
      return this.exact[rank - 1]
    }
    let seen = 0
    for (let bucket = 0; bucket < bucketCount; bucket++) {
      seen += this.buckets[bucket]
      if (seen >= rank) return Math.min(this.longestNs, valueOf(bucket))
    }
    return this.longestNs
  }

  dto(): DurationsDto {
    return {
      count: this.count,
      totalNs: this.totalNs,
      p50Ns: this.percentile(0.5),
      p99Ns: this.percentile(0.99),
      longestNs: Math.max(0, this.longestNs),
      longestStartNs: this.longestStartNs,
    }
  }
}

/** Values below 256 have a bucket each; above, every power of two has 256. */
function bucketOf(value: number): number {
  if (value < bucketsPerOctave) return Math.max(0, Math.floor(value))
  const octave = (value < 0x80000000 ? 31 - Math.clz32(value) : Math.floor(Math.log2(value))) - 8
  const within = value < 0x80000000 ? value >>> octave : Math.floor(value / 2 ** octave)
  return octave * bucketsPerOctave + within
}

/** The middle of a bucket, rounded to whole nanoseconds. */
function valueOf(bucket: number): number {
  if (bucket < bucketsPerOctave) return bucket
  const octave = Math.floor(bucket / bucketsPerOctave) - 1
  const low = (bucket - octave * bucketsPerOctave) * 2 ** octave
  return Math.floor(low + (2 ** octave - 1) / 2)
}
