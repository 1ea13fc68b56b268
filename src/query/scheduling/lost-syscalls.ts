/**
 * System calls that lost their P before they returned, and how long their goroutines then waited for another.
 */
import { GoroutineState } from '../../model/states'
import { endOfSpan } from '../goroutine/span-details'
import type { TraceIndex } from '../trace-index'

export interface LostSyscall {
  readonly goroutine: number
  /** Span index of the call. */
  readonly span: number
  readonly startNs: number
  readonly lostNs: number
  readonly endNs: number
  /** Runnable after it, until it ran again; 0 when it got a P at once. */
  readonly waitNs: number
  readonly stack: number
}

/** In order of their spans. Goroutines of the runtime included. */
export function* lostSyscalls({ trace }: TraceIndex): IterableIterator<LostSyscall> {
  const { spans, goroutines } = trace
  const { span: lostSpan, atNs } = spans.syscallLostProcessor
  let goroutine = 0
  for (let at = 0; at < lostSpan.length; at++) {
    const span = lostSpan[at]
    if (span >= goroutines.spanOffset[goroutine + 1])
      goroutine = ownerOf(goroutines.spanOffset, span, goroutine)
    const next = span + 1
    const endNs = endOfSpan(trace, goroutine, span)
    const waits = next < goroutines.spanOffset[goroutine + 1] && spans.state[next] === GoroutineState.runnable
    yield {
      goroutine,
      span,
      startNs: spans.startNs.at(span),
      lostNs: atNs[at],
      endNs,
      waitNs: waits ? endOfSpan(trace, goroutine, next) - endNs : 0,
      stack: spans.stack.at(span),
    }
  }
}

/** The goroutine whose row holds a span, at or behind `from`. */
function ownerOf(spanOffset: Uint32Array, span: number, from: number): number {
  let low = from
  let high = spanOffset.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (spanOffset[middle + 1] <= span) low = middle + 1
    else high = middle
  }
  return low
}
