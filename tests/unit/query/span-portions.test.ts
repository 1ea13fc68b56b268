import { describe, expect, it } from 'vitest'
import { finish, partOf } from '../../../src/base/steps'
import type { Steps } from '../../../src/base/steps'
import type { Trace } from '../../../src/model/trace'
import { sortTimes } from '../../../src/query/sort-times'
import { spanPortions } from '../../../src/query/span-portions'

/** Only what portions look at: how many spans each goroutine has. */
function traceOf(counts: readonly number[]): Trace {
  const spanOffset = new Uint32Array(counts.length + 1)
  counts.forEach((count, at) => (spanOffset[at + 1] = spanOffset[at] + count))
  return { goroutines: { count: counts.length, spanOffset } } as unknown as Trace
}

describe('spanPortions', () => {
  it.each([
    ['none', []],
    ['without spans', [0, 0, 0]],
    ['few', [3, 0, 5]],
    ['one of many, cut several times', [2, 400_000, 0, 1]],
    ['ending where a portion ends', [1 << 17, 0, 1 << 17, 0]],
    ['many small ones', Array.from({ length: 300_000 }, (_, at) => at % 3)],
  ])('hands on every span and every goroutine once: %s', (_name, counts) => {
    const trace = traceOf(counts)
    const { spanOffset } = trace.goroutines
    let nextSpan = 0
    let nextGoroutine = 0
    for (const portion of spanPortions(trace)) {
      expect(portion.firstSpan).toBe(nextSpan)
      expect([nextGoroutine, nextGoroutine - 1]).toContain(portion.firstGoroutine)
      // One that goes on from the portion before began there.
      if (portion.firstGoroutine === nextGoroutine - 1)
        expect(spanOffset[portion.firstGoroutine]).toBeLessThan(portion.firstSpan)
      expect(portion.endSpan).toBeLessThanOrEqual(spanOffset[portion.endGoroutine])
      expect(portion.endSpan - portion.firstSpan).toBeLessThanOrEqual(1 << 17)
      nextSpan = portion.endSpan
      nextGoroutine = portion.endGoroutine
    }
    expect(nextSpan).toBe(spanOffset[counts.length])
    expect(nextGoroutine).toBe(counts.length)
  })
})

describe('sortTimes', () => {
  it.each([0, 1, 2, 100, 50_000])('sorts %i times as the engine does', (count) => {
    let state = 1
    const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0)
    // Evenly, and most of them crowded together.
    for (const crowd of [1, 1e-6]) {
      const times = Float64Array.from({ length: count }, (_, at) =>
        at === 0 ? 1e12 : Math.floor(next() * crowd * 200),
      )
      const before = times.slice()
      expect(finish(sortTimes(times))).toEqual(times.slice().sort())
      expect(times).toEqual(before)
    }
  })
})

describe('partOf', () => {
  it('keeps the result, and the shares within their bounds', () => {
    function* halves(): Steps<string> {
      yield 0.5
      return 'done'
    }
    const steps = partOf(halves(), 0.2, 0.6)
    expect(steps.next()).toEqual({ done: false, value: 0.4 })
    expect(steps.next()).toEqual({ done: true, value: 'done' })
  })
})
