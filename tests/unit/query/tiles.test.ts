import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { TileFlag } from '../../../src/contract/tile-dto'
import { drawnKinds, visualStateIndex } from '../../../src/contract/visual-states'
import { GoroutineState, RangeScope } from '../../../src/model/states'
import type { Trace } from '../../../src/model/trace'
import { fairShare } from '../../../src/query/lod/level'
import { TraceTiles } from '../../../src/query/tiles/trace-tiles'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { buildTrace } from '../support/build-trace'
import type { TraceSketch } from '../support/build-trace'
import { drawTrace } from '../support/draw-trace'

interface PlainTile {
  row: number
  fromNs: number
  toNs: number
  state: string
  y0: number
  y1: number
  flags: number
  count: number
  goroutine: number
  label: string
}

function tileOf(
  trace: Trace,
  rows: string[],
  fromNs: number,
  toNs: number,
  widthPx: number,
  ceiling = 20_000,
) {
  const tiles = new TraceTiles(buildTraceIndex(trace, neverCancelled), ceiling)
  const { columns, head } = tiles.tile({ rows, fromNs, toNs, widthPx })
  return Array.from(columns['row'], (row, index): PlainTile => ({
    row,
    fromNs: columns['startNs'][index] + fromNs,
    toNs: columns['endNs'][index] + fromNs,
    state: drawnKinds[columns['state'][index]],
    y0: columns['y0'][index],
    y1: columns['y1'][index],
    flags: columns['flags'][index],
    count: columns['count'][index],
    goroutine: columns['goroutine'][index],
    label: head.labels[columns['label'][index]],
  }))
}

const brief = (tiles: readonly PlainTile[]) => tiles.map((one) => [one.state, one.fromNs, one.toNs])

describe('tile of a goroutine', () => {
  const trace = drawTrace(['g1 main.main RRQQLLCCNNZZSSAAWW??'], { stepNs: 100 })

  it('draws each state as the table says', () => {
    expect(brief(tileOf(trace, ['goroutine:1'], 0, 2_000, 2_000))).toEqual([
      ['running', 0, 200],
      ['runnable', 200, 400],
      ['blocked-sync', 400, 600],
      ['blocked-channel', 600, 800],
      ['network', 800, 1_000],
      ['sleep', 1_000, 1_200],
      ['syscall', 1_200, 1_400],
      ['gc-assist', 1_400, 1_600],
      ['unknown', 1_600, 1_800],
      ['unknown', 1_800, 2_000],
    ])
  })

  it('names wide waits and marks both ends that the file does not show', () => {
    const tiles = tileOf(trace, ['goroutine:1'], 0, 2_000, 2_000)
    expect(tiles[2].label).toBe('sync')
    expect(tiles[0].flags & TileFlag.clippedLeft).not.toBe(0)
    expect(tiles[9].flags & TileFlag.clippedRight).not.toBe(0)
    expect(tiles.every((one) => one.goroutine === 1)).toBe(true)
  })

  it('gathers what is below a pixel into stacks that keep the shares', () => {
    const tiles = tileOf(trace, ['goroutine:1'], 0, 2_000, 1)
    expect(tiles.every((one) => (one.flags & TileFlag.bucket) !== 0)).toBe(true)
    const unknown = tiles.filter((one) => one.state === 'unknown')
    expect(unknown.reduce((sum, one) => sum + one.y1 - one.y0, 0)).toBeCloseTo(255 * 0.2, -1)
    expect(Math.max(...tiles.map((one) => one.y1))).toBe(255)
  })

  it('lays mark assist over running', () => {
    const assisted = drawTrace(['g1 main.main RRRRRRRRRR'], {
      stepNs: 100,
      ranges: [{ name: 'GC mark assist', startNs: 200, endNs: 500, scope: RangeScope.goroutine, scopeId: 1 }],
    })
    expect(brief(tileOf(assisted, ['goroutine:1'], 0, 1_000, 1_000))).toEqual([
      ['running', 0, 1_000],
      ['gc-assist', 200, 500],
    ])
  })

  it('draws the collector’s workers as GC work', () => {
    const worker = drawTrace(['g4 runtime.gcBgMarkWorker RRZZ'], { stepNs: 100 })
    expect(brief(tileOf(worker, ['goroutine:4', 'proc:0'], 0, 400, 400))).toEqual([
      ['gc-work', 0, 200],
      ['sleep', 200, 400],
      ['idle', 0, 200],
      ['gc-work', 0, 200],
    ])
  })
})

describe('tiles of other rows', () => {
  it('draws a P by who ran on it, and a syscall only until it lost the P', () => {
    const trace = buildTrace({
      durationNs: 1_000,
      goroutines: [
        {
          id: 9,
          name: 'example.com/io.read',
          spans: [
            { startNs: 0, state: GoroutineState.running },
            { startNs: 300, state: GoroutineState.syscall, lostNs: 500 },
            { startNs: 900, state: GoroutineState.running },
          ],
          endNs: 1_000,
        },
      ],
    })
    const tiles = tileOf(trace, ['proc:0'], 0, 1_000, 1_000)
    const ran = tiles.filter((one) => one.state !== 'idle')
    expect(brief(ran)).toEqual([
      ['running', 0, 300],
      ['syscall', 300, 500],
      ['running', 900, 1_000],
    ])
    expect(ran[0].label).toBe('g9 io.read')
    // The thread stays in the call until it returns, low from where the P is gone.
    const onThread = tileOf(trace, ['thread:100'], 0, 1_000, 1_000).filter((one) => one.state === 'syscall')
    expect(onThread.map(({ fromNs, toNs, y0, y1 }) => [fromNs, toNs, y0, y1])).toEqual([
      [300, 500, 0, 255],
      [500, 900, 0, 84],
    ])
    expect(onThread.every((one) => one.goroutine === 9)).toBe(true)
  })

  it('draws below it while a thread held the P: its starts and stops', () => {
    const trace = drawTrace(['g1 main.main RR....RR', 'g2 main.other ..ZZZZ..'], { stepNs: 100 })
    const { processors } = trace
    const held = {
      ...trace,
      processors: {
        ...processors,
        runOffset: Uint32Array.of(0, 2),
        runStartNs: Float64Array.of(0, 550),
        runEndNs: Float64Array.of(300, 800),
        runThread: Uint32Array.of(0, 0),
      },
    }
    expect(brief(tileOf(held, ['proc:0'], 0, 800, 800)).filter(([state]) => state === 'idle')).toEqual([
      ['idle', 0, 300],
      ['idle', 550, 800],
    ])
  })

  it('names a system call by what the program called, and a call into C as such', () => {
    const { running, syscall } = GoroutineState
    const trace = buildTrace({
      durationNs: 1_000,
      goroutines: [
        {
          id: 9,
          name: 'main.work',
          spans: [
            { startNs: 0, state: running },
            {
              startNs: 100,
              state: syscall,
              stack: ['syscall.read', 'syscall.Read', 'os.(*File).Read', 'main.work'],
            },
            { startNs: 400, state: running },
            { startNs: 500, state: syscall, stack: ['runtime.cgocall', 'main._Cfunc_sleep', 'main.work'] },
          ],
          endNs: 1_000,
        },
      ],
    })
    const calls = tileOf(trace, ['goroutine:9', 'thread:100'], 0, 1_000, 1_000).filter(
      (one) => one.state === 'syscall',
    )
    expect(calls.map((one) => one.label)).toEqual([
      'os.(*File).Read',
      'cgo main._Cfunc_sleep',
      'g9 os.(*File).Read',
      'g9 cgo main._Cfunc_sleep',
    ])
  })

  it('draws GC marking and stop-the-world, which never vanishes', () => {
    const trace = drawTrace(['g1 main.main R'], {
      stepNs: 1_000_000,
      ranges: [
        { name: 'GC concurrent mark phase', startNs: 200_000, endNs: 600_000 },
        { name: 'stop-the-world (GC sweep termination)', startNs: 199_990, endNs: 200_000 },
      ],
    })
    const near = tileOf(trace, ['gc'], 199_900, 200_100, 1_000)
    expect(near.find((one) => one.state === 'stw')).toMatchObject({
      label: 'stop-the-world (GC sweep termination)',
    })
    for (const widthPx of [1_000, 100, 10, 1]) {
      const far = tileOf(trace, ['gc'], 0, 1_000_000, widthPx).filter((one) => one.state === 'stw')
      expect(far.length).toBeGreaterThan(0)
      expect(far.every((one) => (one.flags & TileFlag.flagged) !== 0)).toBe(true)
      // However short, at its full height.
      expect(far.every((one) => one.y0 === 0 && one.y1 === 255)).toBe(true)
    }
  })

  it('stacks a folded group to the height of how many exist', () => {
    const trace = drawTrace(['g1 main.work RRRRRRRR....', 'g2 main.work ....CCCCCCCC'], { stepNs: 1_024 })
    const at = (timeNs: number) =>
      tileOf(trace, ['group:main.work'], 0, 12 * 1_024, 12)
        .filter((one) => one.fromNs <= timeNs && timeNs < one.toNs)
        .map((one) => [one.state, one.y1 - one.y0])
    expect(at(1_500)).toEqual([['running', 128]])
    expect(at(5_000)).toEqual([
      ['running', 127],
      ['blocked-channel', 128],
    ])
    expect(at(10_000)).toEqual([['blocked-channel', 128]])
  })

  it('draws regions in a row a depth, logs and samples as marks, tasks and wake-ups', () => {
    const trace = drawTrace(['g1 main.main RRRNNQRRRR'], {
      stepNs: 100,
      regions: [
        { name: 'outer', goroutine: 1, startNs: 0, endNs: 900 },
        { name: 'inner', goroutine: 1, startNs: 200, endNs: 500, depth: 1 },
      ],
      logs: [{ atNs: 450, goroutine: 1, category: 'c', message: 'half way' }],
      samples: [{ atNs: 120, goroutine: 1 }],
      tasks: [{ id: 3, name: 'request', startNs: 100, endNs: 700, goroutine: 1 }],
    })
    const rows = ['regions:1', 'regions:1:1', 'samples:1', 'task:3', 'goroutine:1']
    const tiles = tileOf(trace, rows, 0, 1_000, 1_000)
    const named = (row: number) =>
      tiles.filter((one) => one.row === row).map((one) => [one.state, one.label, one.y0, one.y1])
    expect(named(0)).toEqual([
      ['region', 'outer', 0, 255],
      ['log', 'half way', 0, 255],
    ])
    expect(named(1)).toEqual([['region', 'inner', 0, 255]])
    expect(named(2)).toEqual([['sample', 'CPU sample', 0, 255]])
    expect(named(3)).toEqual([['task', 'request', 0, 255]])
    const marks = tiles.filter((one) => one.row === 4 && (one.flags & TileFlag.mark) !== 0)
    expect(marks.map((one) => [one.state, one.fromNs])).toEqual([
      ['sample', 120],
      ['log', 450],
    ])
  })

  it('marks the end of every wait for the network, and of no other wait', () => {
    const wait = (id: number, reason: string, wokenBy: string, endNs: number) => ({
      id,
      name: 'main.work',
      endNs: 1_000,
      spans: [
        { startNs: 0, state: GoroutineState.waiting, reason },
        { startNs: endNs, state: GoroutineState.runnable, reason: wokenBy },
        { startNs: endNs + 50, state: GoroutineState.running },
      ],
    })
    const trace = buildTrace({
      durationNs: 1_000,
      goroutines: [
        wait(1, 'network', 'unblocked', 600),
        wait(2, 'sync', 'unblocked', 400),
        wait(3, 'sync', 'unblocked by network', 200),
        wait(4, 'network', 'unblocked by network', 800),
      ],
    })
    expect(tileOf(trace, ['network'], 0, 1_000, 1_000).map((one) => [one.fromNs, one.goroutine])).toEqual([
      [600, 1],
      [800, 4],
    ])
  })

  it('draws nothing for rows that this trace does not have', () => {
    const trace = drawTrace(['g1 main.main RRRR'])
    expect(tileOf(trace, ['goroutine:77', 'heap', 'section:procs', 'nonsense'], 0, 4, 100)).toEqual([])
  })
})

const busySketch: fc.Arbitrary<TraceSketch> = fc
  .array(
    fc.array(
      fc.record({ lengthNs: fc.integer({ min: 1, max: 400 }), letter: fc.integer({ min: 0, max: 3 }) }),
      {
        minLength: 1,
        maxLength: 150,
      },
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((rows) => {
    const kinds = [
      { state: GoroutineState.running },
      { state: GoroutineState.runnable, reason: 'unblocked' },
      { state: GoroutineState.waiting, reason: 'sync' },
      { state: GoroutineState.waiting, reason: 'chan send' },
    ]
    const goroutines = rows.map((row, at) => {
      let nowNs = 0
      const spans = row.map(({ lengthNs, letter }) => {
        const span = { startNs: nowNs, ...kinds[letter] }
        nowNs += lengthNs
        return span
      })
      return { id: at + 1, name: 'main.work', spans, endNs: nowNs }
    })
    return { durationNs: Math.max(...goroutines.map((one) => one.endNs)), goroutines }
  })

describe('any tile', () => {
  it('stays below its ceiling, however low, and still shows every row that has something', () => {
    fc.assert(
      fc.property(busySketch, fc.integer({ min: 1, max: 4_000 }), (sketch, widthPx) => {
        const trace = buildTrace(sketch)
        const rows = sketch.goroutines.map((one) => `goroutine:${one.id}`)
        const tiles = tileOf(trace, rows, 0, sketch.durationNs, widthPx, 100)
        expect(tiles.length).toBeLessThanOrEqual(100)
        expect(new Set(tiles.map((one) => one.row)).size).toBe(rows.length)
      }),
      { numRuns: 200 },
    )
  })

  it('shows in a group the time that its goroutines have', () => {
    fc.assert(
      fc.property(busySketch, (sketch) => {
        const trace = buildTrace(sketch)
        const index = buildTraceIndex(trace, neverCancelled)
        const tiles = tileOf(trace, ['group:main.work'], 0, sketch.durationNs, 400)
        for (const state of ['running', 'runnable', 'blocked-sync', 'blocked-channel'] as const) {
          const isDrawn = tiles.some((one) => one.state === state)
          expect(isDrawn).toBe(index.totalTimes[visualStateIndex[state]] > 0)
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('fairShare', () => {
  it('gives what small rows do not need to the large ones', () => {
    expect(fairShare(Float64Array.of(10, 10, 500, 900), 420)).toBe(200)
    expect(fairShare(Float64Array.of(10, 10), 420)).toBe(Infinity)
  })
})

describe('sweeping on the row of a P', () => {
  it('is a strip over what runs there, on that P only', () => {
    const { running } = GoroutineState
    const trace = buildTrace({
      durationNs: 1_000,
      goroutines: [
        { id: 1, name: 'main.main', spans: [{ startNs: 0, state: running }], endNs: 1_000 },
        { id: 2, name: 'main.other', spans: [{ startNs: 0, state: running }], endNs: 1_000 },
      ],
      ranges: [
        { name: 'GC incremental sweep', startNs: 200, endNs: 600, scope: RangeScope.processor, scopeId: 0 },
      ],
    })
    const tiles = tileOf(trace, ['proc:0', 'proc:1'], 0, 1_000, 500)
    const sweeps = tiles.filter((one) => one.state === 'gc-work')
    expect(sweeps).toMatchObject([{ row: 0, fromNs: 200, toNs: 600, y1: 255 }])
    expect(sweeps[0].y0).toBeGreaterThan(127)
    expect(tiles.filter((one) => one.state === 'running').map(({ row, y0, y1 }) => [row, y0, y1])).toEqual([
      [0, 0, 255],
      [1, 0, 255],
    ])
  })
})
