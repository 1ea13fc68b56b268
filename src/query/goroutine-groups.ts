/**
 * Goroutines by start function. The runtime's own sit together in one group; those whose start function is not in the
 * file in another.
 */
import { visualStateIndex } from '../contract/trace-dto'
import { GoroutineFlag } from '../model/trace'
import type { Trace } from '../model/trace'
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

export function groupGoroutines(
  trace: Trace,
  stateTimes: Float64Array,
): { groups: readonly GoroutineGroup[]; groupOf: Uint32Array } {
  const { goroutines, tables } = trace
  const indexByName = new Map<string, number>()
  const nameByString = new Map<number, number>()
  const members: number[][] = []
  const names: string[] = []
  const groupOf = new Uint32Array(goroutines.count)
  const groupNamed = (name: string): number => {
    let index = indexByName.get(name)
    if (index === undefined) {
      index = names.length
      indexByName.set(name, index)
      names.push(name)
      members.push([])
    }
    return index
  }
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    const text = goroutines.functionName[goroutine]
    const isSystem = (goroutines.flags[goroutine] & GoroutineFlag.system) !== 0
    // Go counts a nameless goroutine among the runtime's own; what it is, nobody knows.
    const isRuntime = isSystem && tables.strings.get(text) !== ''
    let group = isRuntime ? groupNamed(runtimeGroup) : nameByString.get(text)
    if (group === undefined) {
      group = groupNamed(tables.strings.get(text))
      nameByString.set(text, group)
    }
    groupOf[goroutine] = group
    members[group].push(goroutine)
  }
  const groups = names.map((functionName, index): GoroutineGroup => {
    const sum = new Float64Array(visualStateCount)
    let spanCount = 0
    let fromNs = Infinity
    let toNs = 0
    for (const goroutine of members[index]) {
      for (let state = 0; state < visualStateCount; state++) {
        sum[state] += stateTimes[goroutine * visualStateCount + state]
      }
      spanCount += goroutines.spanOffset[goroutine + 1] - goroutines.spanOffset[goroutine]
      fromNs = Math.min(fromNs, goroutines.createdNs[goroutine])
      toNs = Math.max(toNs, goroutines.rowEndNs[goroutine])
    }
    return {
      key: `group:${functionName}`,
      functionName,
      isRuntime: functionName === runtimeGroup,
      goroutines: Uint32Array.from(members[index]),
      stateTimes: sum,
      spanCount,
      fromNs,
      toNs,
    }
  })
  return { groups, groupOf }
}

/** Time blocked (sync, channel, network, waiting for the collector) out of times per visual state. */
export function blockedNsOf(times: ArrayLike<number>, offset = 0): number {
  let sum = 0
  for (let state = 0; state < visualStateCount; state++)
    if (isBlockedState(state)) sum += times[offset + state]
  // Assist work is done running, not waiting; it cannot be told apart from assist waits here, and both are lost time.
  return sum
}

export function runnableNsOf(times: ArrayLike<number>, offset = 0): number {
  return times[offset + visualStateIndex.runnable]
}
