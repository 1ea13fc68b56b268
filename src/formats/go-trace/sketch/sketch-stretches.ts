/** Stretches of time spread over the buckets of a sketch (kernel/sketch-stretches.as). */
import { sketchBuckets } from './sketch-columns'

/** Spreads [fromNs, toNs) over the buckets of a row that begins at `row`. */
export function addStretch(
  column: Float64Array,
  row: number,
  fromNs: number,
  toNs: number,
  bucketNs: number,
): void {
  const perNs = 1 / bucketNs
  const last = Math.min(sketchBuckets - 1, Math.floor(toNs * perNs))
  const first = Math.min(last, Math.floor(fromNs * perNs))
  if (first === last) {
    column[row + first] += toNs - fromNs
    return
  }
  column[row + first] += (first + 1) * bucketNs - fromNs
  for (let bucket = first + 1; bucket < last; bucket++) column[row + bucket] += bucketNs
  column[row + last] += toNs - last * bucketNs
}
