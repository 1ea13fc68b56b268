import { describe, expect, it } from 'vitest'
import { RangeScope } from '../../../src/model/states'
import { heapAt } from '../../../src/query/counters/heap-at'
import { drawTrace } from '../support/draw-trace'

describe('the heap at an instant', () => {
  const trace = drawTrace(['g1 main.main RRRRRRRRRR'], {
    stepNs: 100,
    heapLive: [
      [50, 1_000],
      [300, 4_000],
      [480, 1_500],
      [800, 2_500],
    ],
    heapGoal: [
      [50, 4_000],
      [480, 3_000],
    ],
    ranges: [
      { name: 'GC concurrent mark phase', startNs: 350, endNs: 500, scope: RangeScope.global },
      { name: 'GC concurrent mark phase', startNs: 900, endNs: 950, scope: RangeScope.global },
    ],
  })

  it('is not known before the trace tells it', () => {
    expect(heapAt(trace, 20)).toEqual({})
  })

  it('is compared with the first that is told while no GC has ended', () => {
    const first = { atNs: 50, isGcEnd: false, liveBytes: 1_000 }
    expect(heapAt(trace, 320)).toEqual({ liveBytes: 4_000, goalBytes: 4_000, since: first })
    expect(heapAt(trace, 400).since).toEqual(first)
  })

  it('is compared with what the last GC left', () => {
    const left = { atNs: 500, isGcEnd: true, liveBytes: 1_500 }
    expect(heapAt(trace, 820)).toEqual({ liveBytes: 2_500, goalBytes: 3_000, since: left })
    expect(heapAt(trace, 920).since).toEqual(left)
  })
})
