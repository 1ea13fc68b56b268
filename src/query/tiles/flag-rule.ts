/** Which stretches keep a mark at any zoom. */
import { visualStateIndex } from '../../contract/visual-states'
import type { FlagRule } from '../lod/pyramid'

/** Stretches at least this long keep a mark at any zoom. */
export const longRunnableNs = 1e6
export const longSyncWaitNs = 10e6

export const flagRule: FlagRule = makeFlagRule()

function makeFlagRule(): FlagRule {
  const thresholdNs = new Float64Array(256).fill(Infinity)
  const bits = new Uint8Array(256)
  thresholdNs[visualStateIndex.runnable] = longRunnableNs
  thresholdNs[visualStateIndex['blocked-sync']] = longSyncWaitNs
  bits[visualStateIndex.runnable] = 1
  bits[visualStateIndex['blocked-sync']] = 2
  return { thresholdNs, bits }
}
