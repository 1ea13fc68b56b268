/**
 * Goroutines by start function. The runtime's own sit together in one group; those whose start function is not in the
 * file in another.
 */
import { visualStateIndex } from '../../contract/visual-states'
import { GoroutineFlag } from '../../model/states'
import type { Trace } from '../../model/trace'
import { groupListsOf, listOf } from '../list-by-key'
import type { ListsByKey } from '../list-by-key'
import { isBlockedState, visualStateCount } from '../visual-state'

export interface GoroutineGroup {
  /** 'group:main.worker', 'group:runtime', 'group:' (start function unknown). */
  readonly key: string
  /** Start function in full; '' when unknown, 'runtime' for the runtime's own. */
  readonly functionName: string
  readonly isRuntime: boolean
  /** In order of first appearance. */
  readonly goroutines: Uint32Array
  /** Time per visual state over all of them. */
  readonly stateTimes: Float64Array
  readonly spanCount: number
  readonly fromNs: number
  readonly toNs: number
  /** Of those created in the trace: how many, when the first (Infinity for none), and how many live at its end. */
  readonly createdCount: number
  readonly firstCreatedNs: number
  readonly aliveCount: number
  /** Sum of the times at which the latter were created. */
  readonly aliveSinceNs: number
}

const runtimeGroup = 'runtime'

/** What groups are made of, by group. */
export interface GroupSums {
  readonly spanCount: Float64Array
  readonly fromNs: Float64Array
  readonly toNs: Float64Array
  readonly createdCount: Uint32Array
  readonly firstCreatedNs: Float64Array
  readonly aliveCount: Uint32Array
  readonly aliveSinceNs: Float64Array
}

export function newGroupSums(count: number): GroupSums {
  return {
    spanCount: new Float64Array(count),
    fromNs: new Float64Array(count).fill(Infinity),
    toNs: new Float64Array(count),
    createdCount: new Uint32Array(count),
    firstCreatedNs: new Float64Array(count).fill(Infinity),
    aliveCount: new Uint32Array(count),
    aliveSinceNs: new Float64Array(count),
  }
}

/** The name of a goroutine's group. Go counts a nameless goroutine among the runtime's own; what it is, nobody knows. */
export function groupNameOf(functionName: string, isSystem: boolean): string {
  return isSystem && functionName !== '' ? runtimeGroup : functionName
}

/** `stateTimes` are zero: whoever adds up the goroutines fills them. */
export function groupsOf(
  names: readonly string[],
  members: ListsByKey,
  sums: GroupSums,
): readonly GoroutineGroup[] {
  return names.map((functionName, index) => ({
    key: `group:${functionName}`,
    functionName,
    isRuntime: functionName === runtimeGroup,
    goroutines: listOf(members, index),
    stateTimes: new Float64Array(visualStateCount),
    spanCount: sums.spanCount[index],
    // Goroutines that only a sample names have no row: a group of such has no stretch of its own.
    fromNs: Math.min(sums.fromNs[index], sums.toNs[index]),
    toNs: sums.toNs[index],
    createdCount: sums.createdCount[index],
    firstCreatedNs: sums.firstCreatedNs[index],
    aliveCount: sums.aliveCount[index],
    aliveSinceNs: sums.aliveSinceNs[index],
  }))
}

export function groupGoroutines(trace: Trace): { groups: readonly GoroutineGroup[]; groupOf: Uint32Array } {
  const { goroutines, tables } = trace
  const indexByName = new Map<string, number>()
  const names: string[] = []
  const groupNamed = (name: string): number => {
    let index = indexByName.get(name)
    if (index === undefined) {
      index = names.length
      indexByName.set(name, index)
      names.push(name)
    }
    return index
  }
  // By string index, for usual goroutines and for the runtime's own: group + 1, 0 when not looked up yet.
  const known = [new Uint32Array(tables.strings.count), new Uint32Array(tables.strings.count)]
  const groupOf = new Uint32Array(goroutines.count)
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    const text = goroutines.functionName[goroutine]
    const isSystem = (goroutines.flags[goroutine] & GoroutineFlag.system) !== 0 ? 1 : 0
    if (known[isSystem][text] === 0) {
      known[isSystem][text] = groupNamed(groupNameOf(tables.strings.get(text), isSystem === 1)) + 1
    }
    groupOf[goroutine] = known[isSystem][text] - 1
  }
  const sums = newGroupSums(names.length)
  const { createdNs, rowEndNs, spanOffset, flags } = goroutines
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    const group = groupOf[goroutine]
    const atNs = createdNs.at(goroutine)
    sums.spanCount[group] += spanOffset[goroutine + 1] - spanOffset[goroutine]
    if (atNs < sums.fromNs[group]) sums.fromNs[group] = atNs
    if (rowEndNs.at(goroutine) > sums.toNs[group]) sums.toNs[group] = rowEndNs.at(goroutine)
    if ((flags[goroutine] & GoroutineFlag.createdInTrace) === 0) continue
    sums.createdCount[group]++
    if (atNs < sums.firstCreatedNs[group]) sums.firstCreatedNs[group] = atNs
    if ((flags[goroutine] & GoroutineFlag.endedInTrace) !== 0) continue
    sums.aliveCount[group]++
    sums.aliveSinceNs[group] += atNs
  }
  const members = groupListsOf(groupOf, goroutines.count, names.length)
  return { groups: groupsOf(names, members, sums), groupOf }
}

/** The place of each goroutine's group among `groups`. */
export function groupsByGoroutine(groups: readonly GoroutineGroup[], goroutineCount: number): Uint32Array {
  const groupOf = new Uint32Array(goroutineCount)
  groups.forEach(({ goroutines }, group) => {
    for (let at = 0; at < goroutines.length; at++) groupOf[goroutines[at]] = group
  })
  return groupOf
}

/** Time blocked: sync, channel, network, assisting or waiting for the collector. */
export function blockedNsOf(times: ArrayLike<number>): number {
  let sum = 0
  for (let state = 0; state < visualStateCount; state++) if (isBlockedState(state)) sum += times[state]
  return sum
}

export function runnableNsOf(times: ArrayLike<number>): number {
  return times[visualStateIndex.runnable]
}

/** Time running, the collector's own work included. */
export function runningNsOf(times: ArrayLike<number>): number {
  return times[visualStateIndex.running] + times[visualStateIndex['gc-work']]
}
