import { describe, expect, it } from 'vitest'
import { layOutGoroutineCounts, layOutHeap, layOutOccupancy } from '../../../src/picture/counter-plots'
import type { Counters } from '../../../src/picture/counters'
import { extraStyleIndex, RectangleBuilder } from '../../../src/picture/draw-list'

function countersOf(columns: Partial<Record<keyof Counters, readonly number[]>>, slices: number): Counters {
  const column = (name: keyof Counters): Float64Array =>
    Float64Array.from(columns[name] ?? new Array<number>(slices).fill(0))
  return {
    head: { fromNs: 1000, toNs: 1000 + slices * 10, slices, maxHeapBytes: 100, maxGoroutines: 10 },
    heapLive: column('heapLive'),
    heapGoal: column('heapGoal'),
    running: column('running'),
    runnable: column('runnable'),
    waiting: column('waiting'),
    syscall: column('syscall'),
    occupancy: column('occupancy'),
    stw: column('stw'),
    gc: column('gc'),
  }
}

const rectanglesOf = (out: RectangleBuilder): readonly (readonly number[])[] =>
  Array.from({ length: out.count }, (_, index) => [
    out.x0[index] ?? NaN,
    out.x1[index] ?? NaN,
    out.y0[index] ?? NaN,
    out.y1[index] ?? NaN,
    out.style[index] ?? NaN,
  ])

describe('plots of counters', () => {
  it('joins slices of equal height, and draws no heap before its first value', () => {
    const out = new RectangleBuilder()
    layOutHeap(countersOf({ heapLive: [NaN, 50, 50, 100] }, 4), { topPx: 10, bodyPx: 23 }, out)
    const style = extraStyleIndex('heap-live')
    expect(rectanglesOf(out)).toEqual([
      [1010, 1030, 23, 33, style],
      [1030, 1040, 13, 33, style],
    ])
  })

  it('stacks goroutines by state without gaps, each over the one below', () => {
    const out = new RectangleBuilder()
    const counters = countersOf({ running: [1, 1], runnable: [0, 2], waiting: [4, 4], syscall: [0, 0] }, 2)
    layOutGoroutineCounts(counters, { topPx: 0, bodyPx: 23 }, out)
    const bySlice = (slice: number): readonly (readonly number[])[] =>
      rectanglesOf(out)
        .filter(([x0 = 0, x1 = 0]) => x0 <= 1000 + slice * 10 && x1 >= 1010 + slice * 10)
        .map(([, , y0 = NaN, y1 = NaN]) => [y0, y1])
        .sort(([, one = 0], [, other = 0]) => other - one)
    expect(bySlice(0)).toEqual([
      [21, 23],
      [13, 21],
    ])
    expect(bySlice(1)).toEqual([
      [21, 23],
      [17, 21],
      [9, 17],
    ])
  })

  it('never draws a share beyond the strip', () => {
    const out = new RectangleBuilder()
    layOutOccupancy(countersOf({ occupancy: [-1, 0.5, 7] }, 3), { topPx: 5, bodyPx: 20 }, out)
    expect(rectanglesOf(out).map(([x0, , y0, y1]) => [x0, y0, y1])).toEqual([
      [1010, 15, 25],
      [1020, 5, 25],
    ])
  })
})
