/**
 * What a thread is told of a generation that it is to order.
 */
import type { WireSamples } from '../generation-tables'
import type { PlausibleTicks } from '../plausible-time'
import type { WireIdMap } from '../wire-id-map'
import type { EntryState } from './entry-state'

/** All that one generation needs. */
export interface GenerationJob {
  readonly firstBatch: number
  readonly endBatch: number
  readonly nsPerTick: number
  readonly originNs: number
  /** Begin of the generation since the origin. */
  readonly syncNs: number
  readonly plausible: PlausibleTicks
  readonly stringIds: ReturnType<WireIdMap['pack']>
  readonly stackIds: ReturnType<WireIdMap['pack']>
  readonly samples: WireSamples
  /** Events that become no rows, and samples. */
  readonly foreseenRecords: number
  readonly isFirst: boolean
  readonly entry: EntryState
  /** Goroutines that are there first, and those that were there before, as in CountedPart. */
  readonly firstOwn: number
  readonly endOwn: number
  readonly continuing: Uint32Array
  readonly rowsBefore: Uint32Array
  /** Own goroutines that go on in a later generation, ascending. */
  readonly leaving: Uint32Array
  /** Rows before this part by position of `processorIds`. */
  readonly processorRowsBefore: Uint32Array
}
