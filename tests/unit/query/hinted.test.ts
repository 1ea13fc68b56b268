/** What level of detail promises, for every kind of row: nothing appears that was not hinted at, nothing flagged vanishes. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { TileFlag } from '../../../src/contract/tile-dto'
import { visualStateIndex } from '../../../src/contract/visual-states'
import { GoroutineState, RangeScope } from '../../../src/model/states'
import type { Trace } from '../../../src/model/trace'
import { bucket } from '../../../src/query/stretch/bucket'
import { TraceTiles } from '../../../src/query/tiles/trace-tiles'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { buildTrace } from '../support/build-trace'
import type { TraceSketch } from '../support/build-trace'
import { fixtureTrace } from '../support/fixture-trace'

interface Rectangle {
  readonly row: string
  readonly fromNs: number
  readonly toNs: number
  readonly kind: number
  readonly flags: number
}

function tilesOf(trace: Trace): TraceTiles {
  return new TraceTiles(buildTraceIndex(trace, neverCancelled), 20_000)
}

function rectanglesOf(
  tiles: TraceTiles,
  rows: readonly string[],
  toNs: number,
  widthPx: number,
): readonly Rectangle[] {
  const { columns } = tiles.tile({ rows, fromNs: 0, toNs, widthPx })
  return Array.from(columns['row'], (row, at) => ({
    row: rows[row],
    fromNs: columns['startNs'][at],
    toNs: columns['endNs'][at],
    kind: columns['state'][at],
    flags: columns['flags'][at],
  }))
}

const isFlagged = ({ flags }: Rectangle): boolean => (flags & (TileFlag.flagged | TileFlag.mark)) !== 0
const isBucket = ({ flags }: Rectangle): boolean => (flags & TileFlag.bucket) !== 0

/** Every rectangle of the finer zoom has one of its kind in the coarser, no further off than a bucket there. */
function expectHinted(fine: readonly Rectangle[], coarse: readonly Rectangle[], bucketNs: number): void {
  const byRow = new Map<string, Rectangle[]>()
  for (const one of coarse) byRow.set(one.row, [...(byRow.get(one.row) ?? []), one])
  for (const one of fine) {
    const near = (byRow.get(one.row) ?? []).filter(
      (other) => other.fromNs <= one.toNs + bucketNs && other.toNs >= one.fromNs - bucketNs,
    )
    expect(
      near.some((other) => other.kind === one.kind),
      JSON.stringify(one),
    ).toBe(true)
    // What has a rectangle of its own is seen without a flag.
    if (isFlagged(one))
      expect(near.some((other) => isFlagged(other) || (other.kind === one.kind && !isBucket(other)))).toBe(
        true,
      )
  }
}

const pieces = fc.array(
  fc.record({ lengthNs: fc.integer({ min: 1, max: 4e6 }), letter: fc.integer({ min: 0, max: 5 }) }),
  { minLength: 1, maxLength: 60 },
)

const states = [
  { state: GoroutineState.running },
  { state: GoroutineState.runnable, reason: 'unblocked' },
  { state: GoroutineState.waiting, reason: 'sync', stack: ['sync.(*Mutex).Lock', 'main.work'] },
  { state: GoroutineState.waiting, reason: 'network', stack: ['net.(*conn).Read', 'main.work'] },
  { state: GoroutineState.syscall, stack: ['syscall.read', 'main.work'] },
  { state: GoroutineState.waiting, reason: 'sleep' },
] as const

const sketch: fc.Arbitrary<TraceSketch> = fc
  .record({
    rows: fc.array(pieces, { minLength: 1, maxLength: 4 }),
    instants: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 }),
  })
  .map(({ rows, instants }) => {
    const goroutines = rows.map((row, at) => {
      let nowNs = 0
      const spans = row.map(({ lengthNs, letter }) => {
        const span = { startNs: nowNs, ...states[letter] }
        nowNs += lengthNs
        return span
      })
      return { id: at + 1, name: 'main.work', spans, endNs: nowNs }
    })
    const durationNs = Math.max(...goroutines.map((one) => one.endNs))
    const times = instants.map((share) => Math.floor(share * durationNs)).sort((a, b) => a - b)
    const stretches = times
      .slice(1)
      .map((toNs, at) => ({ startNs: times[at], endNs: Math.max(toNs, times[at] + 1) }))
    return {
      durationNs: durationNs + 1,
      goroutines,
      logs: times.map((atNs) => ({ atNs, goroutine: 1, category: 'c', message: 'm' })),
      samples: times.map((atNs) => ({ atNs, goroutine: 1, stack: ['main.hot', 'main.work'] })),
      regions: stretches.map((one) => ({ ...one, name: 'r', goroutine: 1 })),
      tasks: stretches.slice(0, 1).map((one) => ({ ...one, id: 3, name: 't', goroutine: 1 })),
      ranges: [
        ...stretches.map((one, at) => ({
          ...one,
          name: at % 2 === 0 ? 'GC concurrent mark phase' : 'stop-the-world (GC sweep termination)',
        })),
        ...stretches.map((one) => ({
          ...one,
          name: 'GC incremental sweep',
          scope: RangeScope.processor,
          scopeId: 0,
        })),
      ],
    }
  })

const rows = [
  'goroutine:1',
  'group:main.work',
  'proc:0',
  'thread:100',
  'gc',
  'network',
  'task:3',
  'regions:1',
  'samples:1',
  'stack:1',
  'stack:1:1',
]

describe('every kind of row', () => {
  it('hints at one zoom what the next reveals', () => {
    fc.assert(
      fc.property(sketch, fc.integer({ min: 0, max: 9 }), (drawn, zoom) => {
        const tiles = tilesOf(buildTrace(drawn))
        const widthPx = 2 ** zoom
        const { durationNs } = drawn
        // Buckets of a tile are at most two pixels wide here: it holds far less than its ceiling.
        const bucketNs = (2 * durationNs) / widthPx
        expectHinted(
          rectanglesOf(tiles, rows, durationNs, 2 * widthPx),
          rectanglesOf(tiles, rows, durationNs, widthPx),
          bucketNs,
        )
      }),
      { numRuns: 150 },
    )
  })

  it('keeps long waits, stops of the world, logs, samples, regions and tasks at every zoom', () => {
    fc.assert(
      fc.property(sketch, fc.integer({ min: 1, max: 700 }), (drawn, widthPx) => {
        const trace = buildTrace(drawn)
        const tiles = tilesOf(trace)
        const { durationNs } = drawn
        const shown = rectanglesOf(tiles, rows, durationNs, widthPx)
        const bucketNs = (2 * durationNs) / widthPx
        const isShown = (row: string, atNs: number): boolean =>
          shown.some(
            (one) =>
              one.row === row &&
              one.fromNs <= atNs + bucketNs &&
              one.toNs >= atNs - bucketNs &&
              (isFlagged(one) || !isBucket(one)),
          )
        const { tables, ranges } = trace
        for (const { atNs } of drawn.logs ?? []) {
          expect(isShown('goroutine:1', atNs)).toBe(true)
          expect(isShown('regions:1', atNs)).toBe(true)
          expect(isShown('group:main.work', atNs)).toBe(true)
        }
        for (const { atNs } of drawn.samples ?? []) expect(isShown('samples:1', atNs)).toBe(true)
        for (const { startNs } of drawn.regions ?? []) expect(isShown('regions:1', startNs)).toBe(true)
        for (const { startNs } of drawn.tasks ?? []) expect(isShown('task:3', startNs)).toBe(true)
        for (let range = 0; range < ranges.count; range++)
          if (tables.strings.get(ranges.name[range]).startsWith('stop'))
            expect(isShown('gc', ranges.startNs[range])).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('flags in a folded group exactly the long waits of its goroutines', () => {
    const trace = buildTrace({
      durationNs: 100e6,
      goroutines: [1, 2].map((id) => ({
        id,
        name: 'main.work',
        endNs: 100e6,
        spans: Array.from({ length: 1_200 }, (_, at) => ({
          startNs: at * 50_000,
          ...(at % 2 === 0
            ? { state: GoroutineState.running }
            : { state: GoroutineState.runnable, reason: 'unblocked' }),
          // One wait of 40 ms at the end of the second.
        })).slice(0, id === 2 ? 1_000 : 1_199),
      })),
    })
    const tiles = tilesOf(trace)
    for (const widthPx of [4, 100, 4_000]) {
      const marks = rectanglesOf(tiles, ['group:main.work'], 100e6, widthPx).filter(
        (one) => (one.flags & TileFlag.mark) !== 0,
      )
      expect(marks.map((one) => [one.fromNs, one.kind])).toEqual([[999 * 50_000, visualStateIndex.runnable]])
    }
  })

  it('counts in a bucket exactly what lies there, on a real trace', async () => {
    const trace = await fixtureTrace('gcheavy-go1.27.trace')
    const tiles = tilesOf(trace)
    const { spans, goroutines, ranges, tables } = trace
    const fromNs = trace.durationNs * 0.3
    const toNs = trace.durationNs * 0.6
    const inside = (startNs: number, endNs: number): boolean => startNs < toNs && endNs > fromNs
    const countOf = (row: string): number => bucket(tiles, { row, fromNs, toNs })?.spanCount ?? -1
    const goroutine = tables.goroutines.indexOf(38)
    let wanted = 0
    let longestNs = 0
    const end = goroutines.spanOffset[goroutine + 1]
    for (let span = goroutines.spanOffset[goroutine]; span < end; span++) {
      const endNs = span + 1 < end ? spans.startNs.at(span + 1) : goroutines.rowEndNs.at(goroutine)
      if (!inside(spans.startNs.at(span), endNs)) continue
      wanted++
      longestNs = Math.max(longestNs, Math.min(endNs, toNs) - Math.max(spans.startNs.at(span), fromNs))
    }
    expect(countOf('goroutine:38')).toBe(wanted)
    expect(bucket(tiles, { row: 'goroutine:38', fromNs, toNs })?.longest?.insideNs).toBe(longestNs)
    let phases = 0
    for (let range = 0; range < ranges.count; range++) {
      const name = tables.strings.get(ranges.name[range])
      if (!name.startsWith('stop-the-world') && name !== 'GC concurrent mark phase') continue
      if (inside(ranges.startNs[range], ranges.endNs[range])) phases++
    }
    expect(countOf('gc')).toBe(phases)
    // What ran on the Ps ran on the threads.
    const sum = (keys: readonly string[]): number => keys.reduce((total, key) => total + countOf(key), 0)
    const onProcessors = sum(
      [...trace.processors.id.subarray(0, trace.processors.count)].map((id) => `proc:${id}`),
    )
    const onThreads = sum([...trace.threads.id.subarray(0, trace.threads.count)].map((id) => `thread:${id}`))
    expect(onProcessors).toBeGreaterThan(0)
    expect(onThreads).toBe(onProcessors)
  })
})
