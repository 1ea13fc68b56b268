import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { counters } from '../../../src/query/counters/counters'
import { sumStates } from '../../../src/query/counters/counters-index'
import type { StateSums } from '../../../src/query/counters/counters-index'
import { overview } from '../../../src/query/overview'
import { mostAtOnce } from '../../../src/query/most-at-once'
import { IntervalSum } from '../../../src/query/interval-sum'
import { TimeGrid } from '../../../src/query/lod/time-grid'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { GoroutineState } from '../../../src/model/states'
import { buildTrace } from '../support/build-trace'
import { drawTrace } from '../support/draw-trace'
import { fixtureNames, fixtureOracle, fixtureTrace } from '../support/fixture-trace'

const trace = drawTrace(['g1 main.main RRRRCCCC', 'g2 main.work ..QQSSRR', 'g3 main.work ....RR..'], {
  stepNs: 100,
  gomaxprocs: [[0, 2]],
  heapLive: [
    [100, 1_000],
    [450, 3_000],
  ],
  heapGoal: [[0, 2 ** 60]],
  ranges: [
    { name: 'stop-the-world (GC mark termination)', startNs: 350, endNs: 450 },
    { name: 'GC concurrent mark phase', startNs: 200, endNs: 400 },
  ],
})
const index = buildTraceIndex(trace, neverCancelled)

function finished(sums: StateSums): StateSums {
  sums.grid.finish()
  return sums
}

describe('counters', () => {
  const { columns, head } = counters(index, 0, 800, 8)
  const column = (name: string) => [...columns[name]]

  it('counts goroutines by state as means over each slice', () => {
    expect(column('running')).toEqual([1, 1, 1, 1, 1, 1, 1, 1])
    expect(column('runnable')).toEqual([0, 0, 1, 1, 0, 0, 0, 0])
    expect(column('waiting')).toEqual([0, 0, 0, 0, 1, 1, 1, 1])
    expect(column('syscall')).toEqual([0, 0, 0, 0, 1, 1, 0, 0])
    expect([...counters(index, 150, 350, 1).columns['runnable']]).toEqual([0.75])
  })

  it('gives the share of each slice in stop-the-world and marking', () => {
    expect(column('stw')).toEqual([0, 0, 0, 0.5, 0.5, 0, 0, 0])
    expect(column('gc')).toEqual([0, 0, 1, 1, 0, 0, 0, 0])
  })

  it('has one mean for the whole run, on the first screen and under a picture, when GOMAXPROCS changes', () => {
    const changing = buildTraceIndex(
      drawTrace(['g1 main.main RRRRCCCC', 'g2 main.work ..QQSSRR'], {
        stepNs: 100,
        gomaxprocs: [
          [0, 4],
          [400, 1],
        ],
      }),
      neverCancelled,
    )
    const { occupancy, meanOccupancy } = overview(changing)
    expect(meanOccupancy).toBe(counters(changing, 0, 800, 1).columns['occupancy'][0])
    // The mean of the shares of slices is another figure: it would count a slice of one P as much as one of four.
    const ofShares = occupancy.reduce((sum, share) => sum + share, 0) / occupancy.length
    expect(Math.abs(ofShares - meanOccupancy)).toBeGreaterThan(0.05)
  })

  it('holds a P from the begin on when a goroutine that was there before ran on it', async () => {
    // Nothing is written for most of this trace: the first event of P1 comes at its end.
    const tiny = await fixtureTrace('tiny-go1.27.trace')
    const { columns: early } = counters(buildTraceIndex(tiny, neverCancelled), 0, tiny.durationNs / 2, 4)
    expect([...early['running']]).toEqual([1, 1, 1, 1])
    expect([...early['occupancy']]).toEqual([0.5, 0.5, 0.5, 0.5])
  })

  it('gives occupancy as the share of GOMAXPROCS that was held', () => {
    expect(column('occupancy')).toEqual([0.5, 0.5, 0.5, 0.5, 1, 1, 0.5, 0.5])
  })

  it('steps through the heap, unknown before its first value, and knows no goal when it is off', () => {
    expect(column('heapLive')).toEqual([1_000, 1_000, 1_000, 1_000, 3_000, 3_000, 3_000, 3_000])
    expect(column('heapGoal').every((value) => Number.isNaN(value))).toBe(true)
    expect(head).toMatchObject({ maxHeapBytes: 3_000, maxGoroutines: 3 })
    expect([...counters(index, 0, 50, 1).columns['heapLive']]).toEqual([NaN])
  })

  it('adds up to the same whatever the slices', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 400 }), (slices, fromNs) => {
        const toNs = 800
        for (const name of ['running', 'runnable', 'waiting', 'syscall', 'stw', 'gc']) {
          const fine = [...counters(index, fromNs, toNs, slices).columns[name]]
          const whole = counters(index, fromNs, toNs, 1).columns[name][0]
          const mean = fine.reduce((sum, value) => sum + value, 0) / slices
          expect(mean).toBeCloseTo(whole, 9)
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('counters of corpus traces', () => {
  it.each(fixtureNames(/^(gcheavy|httpload|fileio)-go1\.2[2-7]/))(
    '%s: P time and stop-the-world as Go has them',
    async (name) => {
      const model = await fixtureTrace(name)
      const oracle = fixtureOracle(name)
      const built = buildTraceIndex(model, neverCancelled)
      const held = built.counters.processors.reduce((sum, one) => sum + one.totalNs, 0)
      const goHeld = oracle.procs.reduce((sum, one) => sum + one.runningNs, 0)
      expect(Math.abs(held - goHeld)).toBeLessThan(100_000)
      expect(Math.abs(built.counters.gcMark.totalNs - oracle.gc.ns)).toBeLessThan(100_000)
    },
  )
})

describe('counters of rows with a pyramid', () => {
  const kinds = [
    { state: GoroutineState.running },
    { state: GoroutineState.runnable, reason: 'unblocked' },
    { state: GoroutineState.waiting, reason: 'sync' },
    { state: GoroutineState.syscall },
    { state: GoroutineState.waiting, reason: '' },
  ]
  const heavy = (kindCount: number) =>
    buildTrace({
      durationNs: 5_000_000,
      goroutines: [1, 2].map((id) => ({
        id,
        name: 'main.work',
        spans: Array.from({ length: 5_000 }, (_, at) => ({
          startNs: at * 1_000 + ((at * 7_919 * id) % 997),
          ...kinds[(at * id) % kindCount],
        })),
        endNs: 5_000_000,
      })),
    })

  it('puts the same into the grid as reading the spans', () => {
    const model = heavy(5)
    const built = buildTraceIndex(model, neverCancelled)
    expect(built.goroutinePyramids.size).toBe(2)
    const fromNodes = finished(sumStates(model, built.goroutinePyramids))
    const fromSpans = finished(sumStates(model, new Map()))
    // Both grids are exact per bucket at their own exponent; a pyramid's base may be coarser than the grid.
    for (let kind = 0; kind < 4; kind++) {
      const sum = (grid: TimeGrid): number =>
        grid.timeNs
          .subarray(kind * grid.bucketCount, (kind + 1) * grid.bucketCount)
          .reduce((total, timeNs) => total + timeNs, 0)
      expect(sum(fromNodes.grid)).toBe(sum(fromSpans.grid))
    }
    expect(fromNodes.spansBefore.reduce((total, spans) => total + spans, 0)).toBe(10_000)
  })
})

describe('IntervalSum', () => {
  it('is the covered time, overlaps counted once', () => {
    const sum = new IntervalSum(Float64Array.of(10, 15, 40), Float64Array.of(20, 30, 50))
    expect([0, 10, 12, 30, 35, 45, 99].map((timeNs) => sum.upTo(timeNs))).toEqual([0, 0, 2, 20, 20, 25, 30])
  })
})

describe('TimeGrid', () => {
  it('equals adding the parts bucket by bucket', () => {
    const stretch = fc.tuple(fc.integer({ min: -50, max: 400 }), fc.integer({ min: 0, max: 300 }))
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 40 }), (stretches) => {
        const grid = new TimeGrid(4, 2, 10, 1)
        for (const [fromNs, lengthNs] of stretches) grid.add(0, fromNs, fromNs + lengthNs)
        grid.finish()
        for (let bucket = 0; bucket < 10; bucket++) {
          const lowNs = (bucket + 2) * 16
          const expected = stretches.reduce(
            (sum, [fromNs, lengthNs]) =>
              sum + Math.max(0, Math.min(lowNs + 16, fromNs + lengthNs) - Math.max(lowNs, fromNs)),
            0,
          )
          expect(grid.timeNs[bucket]).toBe(expected)
        }
      }),
    )
  })
})

describe('mostAtOnce', () => {
  it('equals a plain sweep over begins and ends', () => {
    const life = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 10 }))
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 60 }), (lives) => {
        const lines = lives.map(
          ([from, length], at) =>
            `g${at + 1} main.f ${'.'.repeat(from)}${'R'.repeat(length)}${'.'.repeat(45 - from - length)}`,
        )
        let most = 0
        for (let column = 0; column < 45; column++) {
          most = Math.max(
            most,
            lives.filter(([from, length]) => from <= column && column < from + length).length,
          )
        }
        expect(mostAtOnce(drawTrace(lines))).toBe(most)
      }),
    )
  })
})
