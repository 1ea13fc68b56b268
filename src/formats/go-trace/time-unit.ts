/** Times of a trace in four bytes (model/time-column.ts): where the file allows it. */
import { NONE } from '../../model/states'
import type { BatchIndex } from './batch-index'
import { slackNs } from './cursors'
import type { GenerationTables } from './generation-tables'
import { plausibleTicks } from './plausible-time'

/** What all times are multiples of, when it lets each of them fit; else undefined. */
export function timeUnitOf(
  { batches, generations }: BatchIndex,
  names: readonly GenerationTables[],
): number | undefined {
  const unitNs = names[0]?.nsPerTick ?? 0
  if (!Number.isInteger(unitNs) || unitNs < 1) return undefined
  let fromTicks = Infinity
  let toTicks = 0
  for (let ordinal = 0; ordinal < generations.length; ordinal++) {
    if (names[ordinal].nsPerTick !== unitNs) return undefined
    const { firstBatch, endBatch, minimumTicks } = generations[ordinal]
    fromTicks = Math.min(fromTicks, minimumTicks)
    toTicks = Math.max(toTicks, plausibleTicks(batches, firstBatch, endBatch, unitNs).to)
  }
  return toTicks - fromTicks + slackNs / unitNs < NONE - 1 ? unitNs : undefined
}
