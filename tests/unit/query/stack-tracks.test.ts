import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { GoroutineState } from '../../../src/model/states'
import { pick } from '../../../src/query/tiles/pick'
import { RowLists } from '../../../src/query/rows/row-list'
import { StackTracks, deepestStack } from '../../../src/query/tiles/stack-tracks'
import { bucket } from '../../../src/query/stretch/bucket'
import { TraceTiles } from '../../../src/query/tiles/trace-tiles'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { buildTrace } from '../support/build-trace'
import type { SpanSketch, TraceSketch } from '../support/build-trace'

const { running, runnable, waiting, syscall } = GoroutineState
const atLock = ['sync.(*Mutex).Lock', 'main.save', 'main.work']
const atRead = ['syscall.Read', 'main.load', 'main.work']
const atWaker = ['main.release', 'main.main']

function indexOf(spans: readonly SpanSketch[], more: Partial<TraceSketch> = {}) {
  return buildTraceIndex(
    buildTrace({
      durationNs: 1_000,
      goroutines: [{ id: 7, name: 'main.work', spans, endNs: 1_000, createdInTrace: true }],
      ...more,
    }),
    neverCancelled,
  )
}

/** Begin, end and function of each stretch of a depth. */
function stretches(index: ReturnType<typeof indexOf>, depth: number) {
  const level = new StackTracks(index).level(0, depth)
  return Array.from(level.startNs, (startNs, at) => [
    startNs,
    level.endNs[at],
    index.trace.tables.strings.get(level.functionName[at]),
  ])
}

describe('the stack track of a goroutine', () => {
  it('holds a stack from where it stopped until it runs again, and knows nothing while it runs', () => {
    const index = indexOf([
      { startNs: 0, state: runnable, reason: 'created', stack: ['main.main'] },
      { startNs: 100, state: running },
      { startNs: 200, state: waiting, reason: 'sync', stack: atLock },
      // The stack of this event is the waker's, and the goroutine has not moved.
      { startNs: 500, state: runnable, reason: 'unblocked', stack: atWaker },
      { startNs: 600, state: running },
      { startNs: 700, state: syscall, stack: atRead },
      { startNs: 800, state: running },
      { startNs: 900, state: runnable, reason: 'preempted', stack: ['main.loop', 'main.work'] },
    ])
    expect(new StackTracks(index).of(0).depth).toBe(3)
    expect(stretches(index, 0)).toEqual([
      [200, 600, 'main.work'],
      [700, 800, 'main.work'],
      [900, 1_000, 'main.work'],
    ])
    expect(stretches(index, 1)).toEqual([
      [200, 600, 'main.save'],
      [700, 800, 'main.load'],
      [900, 1_000, 'main.loop'],
    ])
    expect(stretches(index, 2)).toEqual([
      [200, 600, 'sync.(*Mutex).Lock'],
      [700, 800, 'syscall.Read'],
    ])
  })

  it('takes no stack from the creator of a goroutine that is created blocked', () => {
    const index = indexOf([
      { startNs: 100, state: waiting, stack: ['main.main'] },
      { startNs: 300, state: running },
    ])
    expect(new StackTracks(index).of(0).depth).toBe(0)
  })

  it('shows CPU samples as instants with their frames', () => {
    const index = indexOf(
      [
        { startNs: 0, state: running },
        { startNs: 500, state: waiting, reason: 'sync', stack: atLock },
      ],
      {
        samples: [
          { atNs: 120, goroutine: 7, stack: ['main.hot', 'main.work'] },
          { atNs: 220, goroutine: 7, stack: ['main.work'] },
        ],
      },
    )
    const tiles = new TraceTiles(index, 20_000)
    const { columns, head } = tiles.tile({
      rows: ['stack:7', 'stack:7:1'],
      fromNs: 0,
      toNs: 1_000,
      widthPx: 1_000,
    })
    expect(
      Array.from(columns['row'], (row, at) => [
        row,
        columns['startNs'][at],
        head.labels[columns['label'][at]],
      ]),
    ).toEqual([
      [0, 500, 'main.work'],
      [0, 120, 'main.work'],
      [0, 220, 'main.work'],
      [1, 500, 'main.save'],
      [1, 120, 'main.hot'],
    ])
    expect(pick(tiles, 'stack:7:1', 121, 5)).toMatchObject({
      type: 'range',
      range: { name: 'main.hot', startNs: 120, endNs: 120, goroutine: { id: 7 } },
    })
    expect(pick(tiles, 'stack:7:1', 600, 5)).toMatchObject({
      range: { name: 'main.save', startNs: 500, endNs: 1_000 },
    })
    expect(pick(tiles, 'stack:7:1', 300, 5)).toEqual({ type: 'nothing' })
    expect(bucket(tiles, { row: 'stack:7', fromNs: 100, toNs: 600 })).toMatchObject({ spanCount: 3 })
  })

  it('is a row a depth below the opened goroutine, and never more than can be read', () => {
    const deep = Array.from({ length: 100 }, (_, at) => `main.f${at}`)
    const index = indexOf([
      { startNs: 0, state: running },
      { startNs: 100, state: syscall, stack: deep },
    ])
    const list = new RowLists(index).listFor({ toggled: ['goroutine:7'], sort: 'start', filter: '' })
    if (!list.ok) throw new Error(list.error.message)
    const rows = list.value.window(0, 100).rows.filter(({ kind }) => kind === 'stack')
    expect(rows).toHaveLength(deepestStack)
    expect(rows.slice(0, 2).map(({ key, label }) => [key, label])).toEqual([
      ['stack:7', 'stack'],
      ['stack:7:1', ''],
    ])
  })
})
