/**
 * All spans of a trace in portions of a few milliseconds each, for questions that must look at every one of them. A
 * goroutine of millions of spans is cut too, so nothing has to wait for it.
 */
import type { Trace } from '../model/trace'

/** Spans [firstSpan, endSpan), which are those of goroutines [firstGoroutine, endGoroutine) as far as they lie in it. */
export interface SpanPortion {
  readonly firstGoroutine: number
  readonly endGoroutine: number
  readonly firstSpan: number
  readonly endSpan: number
  /** Of all of the trace, with this portion done. */
  readonly share: number
}

/** At 20 to 60 ns a span some 3 to 8 ms. */
const spansAtOnce = 1 << 17
/** Goroutines without spans cost time too. */
const goroutinesAtOnce = 1 << 17

export function* spanPortions({ goroutines }: Trace): Generator<SpanPortion, void, void> {
  const { count, spanOffset } = goroutines
  const spanCount = spanOffset[count]
  let goroutine = 0
  let span = 0
  while (goroutine < count) {
    const endSpan = Math.min(spanCount, span + spansAtOnce)
    const last = Math.min(count, goroutine + goroutinesAtOnce)
    // The first goroutine whose row ends behind the portion; it belongs to this one and to the next.
    let low = goroutine
    let high = last
    while (low < high) {
      const middle = (low + high) >>> 1
      if (spanOffset[middle + 1] <= endSpan) low = middle + 1
      else high = middle
    }
    const isCut = low < last && spanOffset[low] < endSpan
    const end = isCut ? endSpan : spanOffset[low]
    yield {
      firstGoroutine: goroutine,
      endGoroutine: isCut ? low + 1 : low,
      firstSpan: span,
      endSpan: end,
      share: spanCount === 0 ? low / count : end / spanCount,
    }
    goroutine = low
    span = end
  }
}
