/**
 * Whom a goroutine made runnable during one of its stretches: the other end of "who ended this wait". Read from the
 * runnable spans of all goroutines, each of which names its waker or creator; nothing is inferred.
 */
import { GoroutineState } from '../../model/states'
import type { TimeColumn } from '../../model/time-column'
import type { Trace } from '../../model/trace'

export interface Wake {
  /** Index of the goroutine that became runnable. */
  readonly goroutine: number
  /** Its runnable span. */
  readonly span: number
  readonly atNs: number
}

/**
 * In order of time, at most `maximum` of them.
 * @param waker index of the goroutine.
 * @param fromNs, toNs its stretch; both ends count, for a goroutine may wake another as it stops.
 */
export function wakesBetween(
  trace: Trace,
  waker: number,
  fromNs: number,
  toNs: number,
  maximum: number,
): readonly Wake[] {
  const { spans, goroutines } = trace
  const { startNs, state, link } = spans
  const found: Wake[] = []
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    const end = goroutines.spanOffset[goroutine + 1]
    for (let span = firstFrom(startNs, goroutines.spanOffset[goroutine], end, fromNs); span < end; span++) {
      if (startNs.at(span) > toNs) break
      if (state[span] !== GoroutineState.runnable || link[span] !== waker || goroutine === waker) continue
      found.push({ goroutine, span, atNs: startNs.at(span) })
    }
  }
  found.sort((a, b) => a.atNs - b.atNs)
  return found.slice(0, maximum)
}

/** The first index in [from, to) whose value is at least `value`; `to` when there is none. */
function firstFrom(values: TimeColumn, from: number, to: number, value: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values.at(middle) < value) low = middle + 1
    else high = middle
  }
  return low
}
