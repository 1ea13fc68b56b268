/**
 * Goroutines by start function. The runtime's own sit together in one group; those whose start function is not in the
 * file in another.
 */
import { visualStateIndex } from '../contract/trace-dto'
import { GoroutineFlag } from '../model/trace'
import type { Trace } from '../model/trace'
import { groupListsOf, listOf } from './list-by-key'
import { isBlockedState, visualStateCount } from './visual-state'

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
}

const runtimeGroup = 'runtime'

/** `stateTimes` of the groups are zero: whoever adds up the goroutines fills them. */
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
      const name = tables.strings.get(text)
      // Go counts a nameless goroutine among the runtime's own; what it is, nobody knows.
      known[isSystem][text] = groupNamed(isSystem === 1 && name !== '' ? runtimeGroup : name) + 1
    }
    groupOf[goroutine] = known[isSystem][text] - 1
  }
  const members = groupListsOf(groupOf, goroutines.count, names.length)
  const groups = names.map((functionName, index): GoroutineGroup => {
    const list = listOf(members, index)
    let spanCount = 0
    let fromNs = Infinity
    let toNs = 0
    for (let at = 0; at < list.length; at++) {
      const goroutine = list[at]
      spanCount += goroutines.spanOffset[goroutine + 1] - goroutines.spanOffset[goroutine]
      if (goroutines.createdNs[goroutine] < fromNs) fromNs = goroutines.createdNs[goroutine]
      if (goroutines.rowEndNs[goroutine] > toNs) toNs = goroutines.rowEndNs[goroutine]
    }
    return {
      key: `group:${functionName}`,
      functionName,
      isRuntime: functionName === runtimeGroup,
      goroutines: list,
      stateTimes: new Float64Array(visualStateCount),
      spanCount,
      // Goroutines that only a sample names have no row: a group of such has no stretch of its own.
      fromNs: Math.min(fromNs, toNs),
      toNs,
    }
  })
  return { groups, groupOf }
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
