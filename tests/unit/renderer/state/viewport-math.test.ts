import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  between,
  clampWindow,
  panBy,
  reveal,
  shortestWindowNs,
  withMargin,
  zoomAt,
} from '../../../../src/renderer/state/viewport-math'

const durationNs = 10_000_000
const windows = fc
  .tuple(fc.integer({ min: 0, max: durationNs - 1000 }), fc.integer({ min: 1000, max: durationNs }))
  .map(([fromNs, length]) => clampWindow({ fromNs, toNs: fromNs + length }, durationNs))

describe('viewport arithmetic', () => {
  it('stays inside the trace and above the shortest window, whatever is asked', () => {
    fc.assert(
      fc.property(
        windows,
        fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        fc.double({ min: -1e12, max: 1e12, noNaN: true }),
        (window, factor, byNs) => {
          const at = (window.fromNs + window.toNs) / 2
          for (const next of [
            zoomAt(window, at, factor, durationNs),
            panBy(window, byNs, durationNs),
            withMargin(window, 0.1, durationNs),
            reveal(window, byNs, byNs + 5, durationNs),
          ]) {
            expect(next.fromNs).toBeGreaterThanOrEqual(0)
            expect(next.toNs).toBeLessThanOrEqual(durationNs + 1e-6)
            expect(next.toNs - next.fromNs).toBeGreaterThanOrEqual(shortestWindowNs - 1e-6)
          }
        },
      ),
    )
  })

  it('keeps what is under the pointer under the pointer', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.double({ min: 1.01, max: 100, noNaN: true }),
        (share, factor) => {
          const window = { fromNs: 2_000_000, toNs: 6_000_000 }
          const at = window.fromNs + share * 4_000_000
          const next = zoomAt(window, at, factor, durationNs)
          expect((at - next.fromNs) / (next.toNs - next.fromNs)).toBeCloseTo(share, 6)
        },
      ),
    )
  })

  it('pans by keeping the length', () => {
    expect(panBy({ fromNs: 0, toNs: 100 }, -50, 1000)).toEqual({ fromNs: 0, toNs: 100 })
    expect(panBy({ fromNs: 850, toNs: 950 }, 500, 1000)).toEqual({ fromNs: 900, toNs: 1000 })
  })

  it('moves only when something is out of sight', () => {
    const window = { fromNs: 1000, toNs: 2000 }
    expect(reveal(window, 1200, 1300, 10_000)).toBe(window)
    expect(reveal(window, 900, 5000, 10_000)).toBe(window)
    const moved = reveal(window, 5000, 5100, 10_000)
    expect(moved.toNs - moved.fromNs).toBe(1000)
    expect(moved.fromNs).toBeLessThan(5000)
    expect(moved.toNs).toBeGreaterThan(5100)
  })

  it('goes from one window to another without leaving the way between', () => {
    const from = { fromNs: 0, toNs: 10_000_000 }
    const to = { fromNs: 3_000_000, toNs: 3_001_000 }
    expect(between(from, to, 0)).toEqual(from)
    const end = between(from, to, 1)
    expect(end.fromNs).toBeCloseTo(to.fromNs, 3)
    expect(end.toNs).toBeCloseTo(to.toNs, 3)
    const half = between(from, to, 0.5)
    expect(half.fromNs).toBeGreaterThan(0)
    expect(half.toNs).toBeLessThan(from.toNs)
    expect(half.fromNs).toBeLessThanOrEqual(to.fromNs)
    expect(half.toNs).toBeGreaterThanOrEqual(to.toNs)
  })
})
