import { describe, expect, it } from 'vitest'
import { Durations } from '../../../src/query/durations'

function of(values: Iterable<number>): Durations {
  const durations = new Durations()
  let at = 0
  for (const value of values) durations.add(value, at++)
  return durations
}

describe('Durations', () => {
  it('is exact for few values, by nearest rank', () => {
    const durations = of([5, 1, 4, 2, 3])
    expect(durations.dto()).toEqual({
      count: 5,
      totalNs: 15,
      p50Ns: 3,
      p99Ns: 5,
      longestNs: 5,
      longestStartNs: 0,
    })
    expect(of([7]).percentile(0.5)).toBe(7)
    expect(of([1, 9]).percentile(0.5)).toBe(1)
  })

  it('says 0 of nothing', () => {
    expect(new Durations().dto()).toMatchObject({ count: 0, p50Ns: 0, p99Ns: 0, longestNs: 0 })
  })

  it('stays within half a percent for many values of any size', () => {
    const values: number[] = []
    let state = 42
    for (let at = 0; at < 50_000; at++) {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31
      values.push(Math.floor(10 ** ((state / 2 ** 31) * 13)))
    }
    const durations = of(values)
    const sorted = [...values].sort((a, b) => a - b)
    for (const share of [0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1]) {
      const exact = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1]
      expect(Math.abs(durations.percentile(share) - exact)).toBeLessThanOrEqual(exact * 0.005)
    }
    expect(durations.dto().longestNs).toBe(sorted[sorted.length - 1])
    expect(durations.dto().totalNs).toBe(values.reduce((sum, value) => sum + value, 0))
  })

  it('keeps small values exact and copes with the largest', () => {
    const durations = of(Array.from({ length: 6_000 }, (_, at) => at % 200))
    expect(durations.percentile(0.5)).toBe(99)
    durations.add(2 ** 53 - 1, 1)
    expect(durations.dto().longestNs).toBe(2 ** 53 - 1)
  })
})
