/**
 * Totals over the waits of all goroutines: those that hold others up, by stack, and long waits for a P.
 */
import type { ColumnSpace } from '../../model/column-space'
import { ownArrays } from '../../model/column-space'
import { GoroutineState, NONE, GoroutineFlag } from '../../model/states'
import type { Trace } from '../../model/trace'
import { isBlocked } from './figures'
import { NOT_DRAWN } from '../visual-state'

const contendedReasons: ReadonlySet<string> = new Set(['sync', 'chan send'])

/** 1 for reasons of waits that hold others up. */
export function contendedReasonsOf(reasons: readonly string[]): Uint8Array {
  return Uint8Array.from(reasons, (reason) => (contendedReasons.has(reason) ? 1 : 0))
}

/** Waits that hold others up, by the stack they waited in. */
export interface ContendedStacks {
  readonly totalNs: Float64Array
  readonly count: Uint32Array
  readonly longestNs: Float64Array
  readonly longestSpan: Uint32Array
  readonly longestGoroutine: Uint32Array
}

export function newContendedStacks(stackCount: number, space: ColumnSpace = ownArrays): ContendedStacks {
  return {
    totalNs: space.float64(stackCount),
    count: space.uint32(stackCount),
    longestNs: space.float64(stackCount).fill(-1),
    longestSpan: space.uint32(stackCount),
    longestGoroutine: space.uint32(stackCount),
  }
}

/** Half of the time slice after which the scheduler preempts (Go 1.26 src/runtime/proc.go, forcePreemptNS). */
export const longWaitForProcessorNs = 5e6

/** Beyond this many they are counted only. */
export const mostLongWaits = 200_000

/** Runnable spans of at least `longWaitForProcessorNs`, by goroutine and in order of time. */
export interface LongRunnable {
  readonly goroutine: ArrayLike<number>
  readonly span: ArrayLike<number>
  /** All there are, listed or not. */
  readonly count: number
}

export interface WaitTotals {
  readonly contended: ContendedStacks
  /** By reason. */
  readonly isContendedReason: Uint8Array
  readonly longRunnable: { readonly goroutine: number[]; readonly span: number[]; count: number }
  /** Of the goroutine added last: its waits, and the longest of them. */
  rowWaitCount: number
  rowLongestWaitNs: number
}

/** One look at each span of a goroutine: its time goes to the group, its waits to the totals. */
export function addSpans(
  { spans, goroutines }: Trace,
  goroutine: number,
  codes: Uint8Array,
  times: Float64Array,
  totals: WaitTotals,
): void {
  const { startNs, state, reason, stack } = spans
  const { contended, isContendedReason, longRunnable } = totals
  const end = goroutines.spanOffset[goroutine + 1]
  const isSystem = (goroutines.flags[goroutine] & GoroutineFlag.system) !== 0
  let waitCount = 0
  let longestWaitNs = 0
  for (let span = goroutines.spanOffset[goroutine]; span < end; span++) {
    const endNs = span + 1 < end ? startNs.at(span + 1) : goroutines.rowEndNs.at(goroutine)
    const code = codes[(state[span] << 8) | reason[span]]
    if (code !== NOT_DRAWN) times[code] += endNs - startNs.at(span)
    if (state[span] === GoroutineState.runnable) {
      if (isSystem || endNs - startNs.at(span) < longWaitForProcessorNs) continue
      longRunnable.count++
      if (longRunnable.span.length === mostLongWaits) continue
      longRunnable.goroutine.push(goroutine)
      longRunnable.span.push(span)
    } else if (state[span] === GoroutineState.waiting) {
      const durationNs = endNs - startNs.at(span)
      if (isBlocked[code] === 1) {
        waitCount++
        if (durationNs > longestWaitNs) longestWaitNs = durationNs
      }
      if (isContendedReason[reason[span]] === 0) continue
      const at = stack.at(span)
      if (isSystem || at === NONE) continue
      contended.totalNs[at] += durationNs
      contended.count[at]++
      if (durationNs <= contended.longestNs[at]) continue
      contended.longestNs[at] = durationNs
      contended.longestSpan[at] = span
      contended.longestGoroutine[at] = goroutine
    }
  }
  totals.rowWaitCount = waitCount
  totals.rowLongestWaitNs = longestWaitNs
}
