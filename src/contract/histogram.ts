/** Buckets of histograms of durations: five a decade, bucket i from 10^(i/5) ns on; the first holds what took no time too. */

/** The least whole number of nanoseconds of a bucket. */
export const bucketStartNs = (bucket: number): number =>
  bucket === 0 ? 0 : Math.ceil(10 ** (bucket / 5) * (1 - 1e-12))

/** The filter of a list (filter/list-fields.ts) that keeps what lies in a bucket. */
export function bucketFilter(bucket: number): string {
  const below = `length < ${exactLength(bucketStartNs(bucket + 1))}`
  return bucket === 0 ? below : `length >= ${exactLength(bucketStartNs(bucket))} and ${below}`
}

const units = [
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
] as const

/** Whole nanoseconds in the unit that reads best, every digit kept. */
function exactLength(lengthNs: number): string {
  const [unit, unitNs] = units.find(([, one]) => lengthNs >= one) ?? ['ns', 1]
  return `${Number((lengthNs / unitNs).toFixed(9))}${unit}`
}
