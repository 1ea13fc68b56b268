import { finish } from '../../../../src/base/steps'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../../src/base/cancellation'
import { TileFlag } from '../../../../src/contract/tile-dto'
import { visualStateIndex } from '../../../../src/contract/visual-states'
import { bucket } from '../../../../src/query/stretch/bucket'
import { rangeStatistics } from '../../../../src/query/stretch/range-statistics'
import { snapshot } from '../../../../src/query/snapshot'
import { TraceTiles } from '../../../../src/query/tiles/trace-tiles'
import { buildTraceIndex } from '../../../../src/query/build-trace-index'
import { drawTrace } from '../../support/draw-trace'
import { fixtureTrace } from '../../support/fixture-trace'

const tilesOf = (lines: readonly string[]) =>
  new TraceTiles(buildTraceIndex(drawTrace(lines, { stepNs: 100 }), neverCancelled), 20_000)

describe('bucket', () => {
  it('counts spans, sums states exactly and names the longest', () => {
    const tiles = tilesOf(['g1 main.main RRQLLLRR'])
    expect(bucket(tiles, { row: 'goroutine:1', fromNs: 150, toNs: 650 })).toMatchObject({
      spanCount: 4,
      goroutineCount: 1,
      reasons: [
        { visualState: 'blocked-sync', count: 1, totalNs: 300 },
        { visualState: 'running', count: 2, totalNs: 100 },
        { visualState: 'runnable', count: 1, totalNs: 100 },
      ],
      longest: { startNs: 300, endNs: 600, visualState: 'blocked-sync' },
    })
  })

  it('tells of a group who stood where at an instant', () => {
    const tiles = tilesOf(['g1 main.worker RRRRLLLL', 'g2 main.worker QQRRRRRR', 'g3 main.other RRRRRRRR'])
    const got = bucket(tiles, { row: 'group:main.worker', fromNs: 0, toNs: 800, atNs: 450 })
    expect(got).toMatchObject({ goroutineCount: 2, instant: { atNs: 450, total: 2 } })
    expect(got?.instant?.counts[visualStateIndex.running]).toBe(1)
    expect(got?.instant?.counts[visualStateIndex['blocked-sync']]).toBe(1)
    expect(got?.instant?.goroutines.map(({ goroutine }) => goroutine.id)).toEqual([2, 1])
  })

  it('knows no row that the trace has not', () => {
    expect(bucket(tilesOf(['g1 main.main RR']), { row: 'goroutine:7', fromNs: 0, toNs: 10 })).toBeUndefined()
  })

  it('says the same as the statistics of the range, over all groups and over all Ps', async () => {
    const trace = await fixtureTrace('gcheavy-go1.27.trace')
    const index = buildTraceIndex(trace, neverCancelled)
    const tiles = new TraceTiles(index, 20_000)
    const moment = fc.integer({ min: 0, max: Math.floor(trace.durationNs) })
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        fc.pre(a !== b)
        const stretch = { fromNs: Math.min(a, b), toNs: Math.max(a, b) }
        const want = finish(rangeStatistics(index, { ...stretch, sort: 'running', limit: 0 }))
        const groups = index.groups.map(({ key }) => bucket(tiles, { row: key, ...stretch }))
        const sum = (read: (one: (typeof groups)[number]) => number) =>
          groups.reduce((total, one) => total + read(one), 0)
        expect(sum((one) => one?.goroutineCount ?? 0)).toBe(want.goroutines.total)
        expect(sum((one) => one?.spanCount ?? 0)).toBe(
          // Assist pieces are parts of running spans.
          want.reasons.reduce((total, one) => total + (one.reason === 'GC mark assist' ? 0 : one.count), 0),
        )
        expect(sum((one) => one?.reasons.reduce((total, { totalNs }) => total + totalNs, 0) ?? 0)).toBe(
          want.stateTimes.reduce((total, ns) => total + ns, 0),
        )
        const processors = Array.from(trace.processors.id.subarray(0, trace.processors.count), (id) =>
          bucket(tiles, { row: `proc:${id}`, ...stretch }),
        )
        expect(
          processors.reduce(
            (total, one) => total + (one?.reasons.reduce((part, { totalNs }) => part + totalNs, 0) ?? 0),
            0,
          ),
        ).toBe(want.processors.goroutineNs)
        const atNs = stretch.fromNs
        const standing = groups.map(
          (_, at) => bucket(tiles, { row: index.groups[at].key, ...stretch, atNs })?.instant?.total ?? 0,
        )
        expect(standing.reduce((total, one) => total + one, 0)).toBe(snapshot(index, atNs).total)
      }),
      { numRuns: 15 },
    )
  })

  it('a bucket that is drawn holds what the tile says of it', async () => {
    const trace = await fixtureTrace('gcheavy-go1.27.trace')
    const index = buildTraceIndex(trace, neverCancelled)
    const tiles = new TraceTiles(index, 20_000)
    const rows = ['proc:0', 'proc:1']
    const { columns } = tiles.tile({ rows, fromNs: 0, toNs: trace.durationNs, widthPx: 400 })
    let seen = 0
    for (let at = 0; at < columns['row'].length && seen < 200; at++) {
      if ((columns['flags'][at] & TileFlag.bucket) === 0) continue
      // The strip of sweeping lies over the spans and counts ranges.
      if (columns['y0'][at] > 200) continue
      // Below the spans lies while a thread held the P: that counts holds.
      if (columns['state'][at] === visualStateIndex.idle) continue
      const row = rows[columns['row'][at]]
      const got = bucket(tiles, { row, fromNs: columns['startNs'][at], toNs: columns['endNs'][at] })
      // Long spans that reach into the bucket are drawn by themselves, so there may be a few more.
      expect(got?.spanCount).toBeGreaterThanOrEqual(columns['count'][at])
      seen++
    }
    expect(seen).toBeGreaterThan(20)
  })

  it('names what is gathered on the row of the collector, and the longest of each name', async () => {
    const trace = await fixtureTrace('gcheavy-go1.27.trace')
    const tiles = new TraceTiles(buildTraceIndex(trace, neverCancelled), 20_000)
    const got = bucket(tiles, { row: 'gc', fromNs: 10_000_000, toNs: 10_100_000 })
    expect(got?.names?.map(({ name, count }) => [name, count])).toEqual([
      ['stop-the-world (goroutine profile)', 1],
      ['stop-the-world (GOMAXPROCS)', 1],
      ['stop-the-world (goroutine profile cleanup)', 1],
    ])
    expect(got?.spanCount).toBe(3)
    const whole = bucket(tiles, { row: 'gc', fromNs: 0, toNs: trace.durationNs })
    const marks = whole?.names?.find(({ name }) => name === 'GC concurrent mark phase')
    expect(marks?.count).toBe(5)
    expect(marks?.longestNs).toBeCloseTo(4_015_872, -3)
    expect(whole?.spanCount).toBe(whole?.names?.reduce((sum, one) => sum + one.count, 0))
  })
})
