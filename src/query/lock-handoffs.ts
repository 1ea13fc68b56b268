/**
 * Who ended the waits at a set of stacks, by the stack the waker did it from: for a lock, where it was released. The
 * stack proves who released and where, not how long the lock had been held.
 */
import { GoroutineState, NONE } from '../model/states'
import { insideOf, wholeTrace } from './analysis-scope'
import type { Scope } from './analysis-scope'
import type { TraceIndex } from './trace-index'

export interface Handoff {
  /** Stack of the wait. */
  readonly waiter: number
  /** Stack of the waker, or NONE where the trace names none. */
  readonly releaser: number
  count: number
  totalNs: number
  longestNs: number
  longestStartNs: number
  /** Goroutine index. */
  longestGoroutine: number
}

/** One pass over the spans. `isWanted` tells by stack which waits count. */
export function handoffs(
  index: TraceIndex,
  isWanted: (stack: number) => boolean,
  scope: Scope = wholeTrace,
): readonly Handoff[] {
  const { spans, goroutines, tables } = index.trace
  const { startNs, state, stack, link } = spans
  const wanted = new Uint8Array(tables.stacks.count)
  for (let one = 0; one < wanted.length; one++) wanted[one] = isWanted(one) ? 1 : 0
  const found = new Map<number, Handoff>()
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    if (!scope.hasGoroutine(goroutine)) continue
    const end = goroutines.spanOffset[goroutine + 1]
    for (let span = goroutines.spanOffset[goroutine]; span < end; span++) {
      if (state[span] !== GoroutineState.waiting) continue
      const waiter = stack.at(span)
      if (waiter === NONE || wanted[waiter] === 0) continue
      const next = span + 1
      const isWoken = next < end && state[next] === GoroutineState.runnable && link[next] !== NONE
      const releaser = isWoken ? stack.at(next) : NONE
      const endNs = next < end ? startNs.at(next) : goroutines.rowEndNs.at(goroutine)
      const inside = scope.isWhole ? undefined : insideOf(scope, goroutine, startNs.at(span), endNs)
      if (!scope.isWhole && inside === undefined) continue
      const durationNs = inside?.durationNs ?? endNs - startNs.at(span)
      // Exact while there are fewer than 2^26 stacks, which no file has.
      const key = waiter * (tables.stacks.count + 1) + (releaser === NONE ? tables.stacks.count : releaser)
      let one = found.get(key)
      if (one === undefined) {
        one = {
          waiter,
          releaser,
          count: 0,
          totalNs: 0,
          longestNs: -1,
          longestStartNs: 0,
          longestGoroutine: 0,
        }
        found.set(key, one)
      }
      one.count++
      one.totalNs += durationNs
      if (durationNs <= one.longestNs) continue
      one.longestNs = durationNs
      one.longestStartNs = inside?.startNs ?? startNs.at(span)
      one.longestGoroutine = goroutine
    }
  }
  return [...found.values()].sort((a, b) => b.totalNs - a.totalNs)
}
