import type { BatchColumns } from './batch-columns'

/** Batches of one generation are never this far apart: an idle program still ends its generations. */
const widestGenerationNs = 3600e9

/** Ticks that batches of a generation may carry. What lies outside was damaged on its way. */
export interface PlausibleTicks {
  readonly from: number
  readonly to: number
}

/** The stretch of ticks around the middle of a generation's batches that holds all sound ones. */
export function plausibleTicks(
  batches: BatchColumns,
  firstBatch: number,
  endBatch: number,
  nsPerTick: number,
): PlausibleTicks {
  const bases = batches.baseTicks.slice(firstBatch, endBatch).sort()
  if (bases.length === 0) return { from: 0, to: Infinity }
  const reach = widestGenerationNs / nsPerTick
  const middle = bases[bases.length >> 1]
  let first = 0
  while (bases[first] < middle - reach) first++
  let last = bases.length - 1
  while (bases[last] > middle + reach) last--
  return { from: bases[first], to: bases[last] }
}

/** A tick length to believe: clocks of Go tick between a thousand and a hundred billion times a second. */
export function isPlausibleTick(nsPerTick: number): boolean {
  return nsPerTick >= 0.01 && nsPerTick <= 1e6
}
