/** Time by start function and state, and waits by reason, through function-times.as. */
import { NONE } from '../../model/states'
import type { TraceIndex } from '../trace-index'
import { goroutinesAtOnce, SpanKernel } from './span-kernel'

/** More start functions than any program has; their sums are 64 bytes each. */
const mostFunctions = 2 ** 15
const stateKinds = 6
const mostReasons = 256

export interface FunctionTimes {
  /** String index of the start function. */
  readonly name: number
  readonly members: number
  /** By GoroutineState. */
  readonly times: Float64Array
}

export interface ReasonTimes {
  /** Index into the reasons of spans. */
  readonly reason: number
  readonly timeNs: number
  /** Goroutines that waited for it. */
  readonly members: number
}

/** Undefined: there is no kernel, or an id has lived more than once. What blocks for ever is no wait. */
export function functionTimes(
  index: TraceIndex,
): { readonly functions: readonly FunctionTimes[]; readonly reasons: readonly ReasonTimes[] } | undefined {
  const found = SpanKernel.of(index)
  if (found === null) return undefined
  const { kernel, memory } = found
  const { goroutines, tables, spans } = index.trace
  const most = Math.min(mostFunctions, tables.strings.count)
  const arena = memory.arena(4 * tables.strings.count + (16 + 8 * stateKinds) * most + 16 * mostReasons + 256)
  if (arena === null) return undefined
  const { space } = arena
  const sums = {
    functionNumber: space.uint32(tables.strings.count),
    functionString: space.uint32(most),
    functionMembers: space.uint32(most),
    functionNs: space.float64(most * stateKinds),
    reasonNs: space.float64(mostReasons),
    reasonMembers: space.uint32(mostReasons),
    reasonLast: space.uint32(mostReasons),
  }
  const foreverAt = spans.reasons.indexOf('forever')
  kernel.set({ functions: 0, mostFunctions: most, forever: foreverAt < 0 ? NONE : foreverAt })
  try {
    if (!kernel.bind(sums, space)) return undefined
    for (let from = 0; from < goroutines.count; from += goroutinesAtOnce) {
      const isFine = kernel.call(
        'addFunctionTimes',
        from,
        Math.min(goroutines.count, from + goroutinesAtOnce),
      )
      if (isFine === 0) return undefined
    }
    return {
      functions: Array.from({ length: kernel.get('functions') }, (_, at) => ({
        name: sums.functionString[at],
        members: sums.functionMembers[at],
        times: sums.functionNs.slice(at * stateKinds, (at + 1) * stateKinds),
      })),
      reasons: spans.reasons.flatMap((_, reason) => {
        const members = sums.reasonMembers[reason]
        return members === 0 ? [] : [{ reason, timeNs: sums.reasonNs[reason], members }]
      }),
    }
  } finally {
    memory.giveBack(arena)
  }
}
