/**
 * Many durations in little room: count, total, longest, and percentiles by nearest rank. The first values are kept as
 * they are; beyond them buckets take over, each a 256th of a power of two wide at most, so that a percentile is within
 * half a percent.
 */
import type { DurationsDto } from '../contract/goroutine-dto'

const mostExact = 4_096
const bucketsPerOctave = 256

export class Durations {
  count = 0
  totalNs = 0
  longestNs = -1
  longestStartNs = 0
  private exact: number[] = []
  private buckets: Map<number, number> | undefined

  add(durationNs: number, startNs: number): void {
    this.count++
    this.totalNs += durationNs
    if (durationNs > this.longestNs) {
      this.longestNs = durationNs
      this.longestStartNs = startNs
    }
    if (this.buckets !== undefined) {
      addTo(this.buckets, durationNs)
      return
    }
    this.exact.push(durationNs)
    if (this.exact.length <= mostExact) return
    this.buckets = new Map()
    for (const value of this.exact) addTo(this.buckets, value)
    this.exact = []
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
    for (const [bucket, count] of [...this.buckets].sort((a, b) => a[0] - b[0])) {
      seen += count
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

function addTo(buckets: Map<number, number>, value: number): void {
  const bucket = value < bucketsPerOctave ? Math.floor(value) : bucketOf(value)
  buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1)
}

/** Values below 256 have a bucket each; above, every power of two has 256. */
function bucketOf(value: number): number {
  const octave = Math.floor(Math.log2(value)) - 8
  return (octave + 1) * bucketsPerOctave + Math.floor(value / 2 ** octave) - bucketsPerOctave
}

/** The middle of a bucket, rounded to whole nanoseconds. */
function valueOf(bucket: number): number {
  if (bucket < bucketsPerOctave) return bucket
  const octave = Math.floor(bucket / bucketsPerOctave) - 1
  const low = (bucket - octave * bucketsPerOctave) * 2 ** octave
  return Math.floor(low + (2 ** octave - 1) / 2)
}
