/** How many durations lie in each bucket, five buckets a decade, as go tool trace has them (Go 1.27 src/cmd/trace). */
import { bucketStartNs } from '../../contract/histogram'

const bucketCount = 80
/** The least whole number of nanoseconds of each bucket. */
const starts = Float64Array.from({ length: bucketCount }, (_, bucket) => bucketStartNs(bucket))

export class Histogram {
  private readonly counts = new Uint32Array(bucketCount)

  add(durationNs: number): void {
    this.counts[bucketOf(durationNs)]++
  }

  dto(): { readonly first: number; readonly counts: readonly number[] } {
    const first = this.counts.findIndex((count) => count > 0)
    if (first < 0) return { first: 0, counts: [] }
    let end = bucketCount
    while (this.counts[end - 1] === 0) end--
    return { first, counts: Array.from(this.counts.subarray(first, end)) }
  }
}

function bucketOf(durationNs: number): number {
  let low = 0
  let high = bucketCount - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (starts[middle] <= durationNs) low = middle
    else high = middle - 1
  }
  return low
}
