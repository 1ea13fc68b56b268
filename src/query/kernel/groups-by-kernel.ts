/**
 * Groups of goroutines, how many there were at once, and the largest burst of creations, by index-kernel.as: a few looks at
 * each goroutine.
 */
import type { Cancellation } from '../../base/cancellation'
import type { ColumnArena, ColumnMemory } from '../../model/column-memory'
import type { ColumnSpace } from '../../model/column-space'
import type { Trace } from '../../model/trace'
import { BurstSearch, burstScratchBytes } from './burst-search'
import type { CreationBurst } from '../creation-bursts'
import { groupNameOf, groupsOf, newGroupSums } from '../goroutine/groups'
import type { GoroutineGroup, GroupSums } from '../goroutine/groups'
import { stretchesFor } from '../most-at-once'
import type { IndexKernel } from './index-kernel'
import { turn } from './index-kernel'
import { PeakSearch, peakScratchBytes } from './peak-search'

/** Start functions, each perhaps twice: more are left to TypeScript. */
const mostKinds = 65_536

/** What is needed only while goroutines are looked at. */
export function groupScratchBytes({ goroutines }: Trace): number {
  const countedBytes = 4 * stretchesFor(goroutines.count) + 4 * turn
  return countedBytes + peakScratchBytes(goroutines.count) + burstScratchBytes + 4096
}

export interface Grouped {
  readonly groups: readonly GoroutineGroup[]
  /** Goroutines that are still there at the end of the trace, but for the runtime's own. */
  readonly openGoroutines: Uint32Array
  /** What no row's walk needs, to be found at any time while `scratch` is left alone. @throws CancelledError */
  crowds(memory: ColumnMemory): Crowds | null
}

/** Null: something is not as foreseen. */
export interface Crowds {
  readonly maxGoroutines: number
  readonly creationBurst: CreationBurst | undefined
}

/** Null: something is not as foreseen. @throws CancelledError */
export function groupsByKernel(
  kernel: IndexKernel,
  trace: Trace,
  space: ColumnSpace,
  scratch: ColumnArena,
  cancellation: Cancellation,
): Grouped | null {
  const { count } = trace.goroutines
  const kinds = Math.min(mostKinds, 2 * trace.tables.strings.count)
  const sums = {
    kindKey: space.uint32(kinds),
    kindMembers: space.uint32(kinds),
    kindSpans: space.float64(kinds),
    kindFromNs: space.float64(kinds),
    kindToNs: space.float64(kinds),
    kindCreated: space.uint32(kinds),
    kindFirstCreatedNs: space.float64(kinds),
    kindAlive: space.uint32(kinds),
    kindAliveSinceNs: space.float64(kinds),
  }
  const aliveBuckets = stretchesFor(count)
  const begins = scratch.space.uint16(aliveBuckets)
  const ends = scratch.space.uint16(aliveBuckets)
  const creations = space.uint32(Math.max(1, trace.tables.stacks.count))
  kernel.set({
    kindCount: 0,
    longestRow: 0,
    mostKinds: kinds,
    mostKeys: 2 * trace.tables.strings.count,
    aliveBuckets,
    alivePerNs: aliveBuckets / Math.max(1, trace.durationNs),
  })
  const kindOf = space.uint32(2 * trace.tables.strings.count)
  const openGoroutine = scratch.space.uint32(turn)
  if (!kernel.bind({ ...sums, kindOf, begins, ends, creations, openGoroutine }, space)) return null
  let isFine = true
  const openGoroutines: number[] = []
  kernel.inTurns(0, count, cancellation, (from, to) => {
    isFine &&= kernel.call('lookAt', from, to) !== 0
    const open = kernel.get('openGoroutines')
    for (let at = 0; at < open; at++) openGoroutines.push(openGoroutine[at])
  })
  if (!isFine) return null
  const kindCount = kernel.get('kindCount')
  const { names, groupOfKind } = namesOf(trace, sums.kindKey, kindCount)
  const groupSums = newGroupSums(names.length)
  const offset = new Uint32Array(names.length + 1)
  for (let kind = 0; kind < kindCount; kind++) {
    offset[groupOfKind[kind] + 1] += sums.kindMembers[kind]
    addKind(groupSums, groupOfKind[kind], sums, kind)
  }
  for (let group = 0; group < names.length; group++) offset[group + 1] += offset[group]
  const members = space.uint32(Math.max(1, count))
  const bursts = new BurstSearch(kernel, trace, creations, scratch)
  const columns = { groupOfKind, groupNext: offset.slice(0, names.length), members }
  if (!kernel.bind(columns, space) || !bursts.bind(space)) return null
  kernel.inTurns(0, count, cancellation, (from, to) => kernel.call('listMembers', from, to))
  return {
    groups: groupsOf(names, { offset, item: members.subarray(0, count) }, groupSums),
    openGoroutines: Uint32Array.from(openGoroutines),
    crowds: (memory) => crowdsByKernel(kernel, trace, bursts, memory, scratch, cancellation),
  }
}

/** Null: the most goroutines at once cannot be told. */
function crowdsByKernel(
  kernel: IndexKernel,
  trace: Trace,
  bursts: BurstSearch,
  memory: ColumnMemory,
  scratch: ColumnArena,
  cancellation: Cancellation,
): Crowds | null {
  const peaks = PeakSearch.prepare(kernel, trace, memory, scratch, cancellation)
  if (peaks === null) return null
  peaks.mark((isAnyPeak) => {
    const isAnyBurst = bursts.mark()
    if (!isAnyPeak && !isAnyBurst) return
    kernel.inTurns(0, trace.goroutines.count, cancellation, (from, to) => {
      kernel.call('listCrowds', from, to)
      peaks.drain()
      bursts.drain()
    })
  })
  const maxGoroutines = peaks.find()
  return maxGoroutines === null ? null : { maxGoroutines, creationBurst: bursts.find() }
}

/** The groups in order of first appearance, and the group of each kind. */
function namesOf(
  { tables }: Trace,
  kindKey: Uint32Array,
  kindCount: number,
): { readonly names: readonly string[]; readonly groupOfKind: Uint32Array } {
  const names: string[] = []
  const indexByName = new Map<string, number>()
  const groupOfKind = new Uint32Array(Math.max(1, kindCount))
  for (let kind = 0; kind < kindCount; kind++) {
    const name = groupNameOf(tables.strings.get(kindKey[kind] >>> 1), (kindKey[kind] & 1) === 1)
    const known = indexByName.get(name) ?? names.length
    if (known === names.length) {
      names.push(name)
      indexByName.set(name, known)
    }
    groupOfKind[kind] = known
  }
  return { names, groupOfKind }
}

interface KindSums {
  readonly kindSpans: Float64Array
  readonly kindFromNs: Float64Array
  readonly kindToNs: Float64Array
  readonly kindCreated: Uint32Array
  readonly kindFirstCreatedNs: Float64Array
  readonly kindAlive: Uint32Array
  readonly kindAliveSinceNs: Float64Array
}

function addKind(into: GroupSums, group: number, from: KindSums, kind: number): void {
  into.spanCount[group] += from.kindSpans[kind]
  into.fromNs[group] = Math.min(into.fromNs[group], from.kindFromNs[kind])
  into.toNs[group] = Math.max(into.toNs[group], from.kindToNs[kind])
  into.createdCount[group] += from.kindCreated[kind]
  into.firstCreatedNs[group] = Math.min(into.firstCreatedNs[group], from.kindFirstCreatedNs[kind])
  into.aliveCount[group] += from.kindAlive[kind]
  into.aliveSinceNs[group] += from.kindAliveSinceNs[kind]
}
