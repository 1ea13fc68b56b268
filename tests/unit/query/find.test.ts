import { finish } from '../../../src/base/steps'
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { GoroutineState } from '../../../src/model/states'
import { Finder } from '../../../src/query/search/find'
import { search } from '../../../src/query/search/search'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { buildTrace } from '../support/build-trace'
import { fixtureTrace } from '../support/fixture-trace'

const { running, waiting } = GoroutineState

const trace = buildTrace({
  durationNs: 1_000,
  goroutines: [
    { id: 1, name: 'main.main', spans: [{ startNs: 0, state: running }], endNs: 1_000 },
    {
      id: 7,
      name: 'main.handler',
      createdInTrace: true,
      spans: [
        { startNs: 100, state: running },
        { startNs: 300, state: waiting, reason: 'sync', stack: ['sync.(*Mutex).Lock', 'main.Handle'] },
        { startNs: 500, state: running },
      ],
      endNs: 900,
    },
  ],
  regions: [{ name: 'handle request', goroutine: 7, startNs: 200, endNs: 600 }],
  logs: [{ atNs: 450, goroutine: 7, category: 'http', message: 'HANDLED in 3 ms' }],
})

/** g9 is blocked longer. */
const twoRows = buildTrace({
  durationNs: 100,
  goroutines: [5, 9].map((id) => ({
    id,
    name: 'main.worker',
    spans: [
      { startNs: 0, state: running },
      { startNs: 50, state: waiting, reason: 'sync' },
      { startNs: 50 + id, state: running },
    ],
    endNs: 100,
  })),
  logs: [
    { atNs: 10, goroutine: 5, category: '', message: 'tick' },
    { atNs: 20, goroutine: 9, category: '', message: 'tick' },
    { atNs: 30, goroutine: 5, category: '', message: 'tick' },
    { atNs: 40, goroutine: 9, category: '', message: 'tick' },
  ],
})

describe('finding in order of time', () => {
  const finder = new Finder(buildTraceIndex(trace, neverCancelled))
  const hitAt = (ordinal: number) => finish(finder.answer({ text: 'Handle', slices: 0, ordinal })).hit

  it('finds goroutines, regions, waits by their stack, and logs, whatever the case', () => {
    expect(finish(finder.answer({ text: ' handle ', slices: 10 }))).toMatchObject({
      total: 4,
      isComplete: true,
      marks: [0, 1, 1, 1, 1, 0, 0, 0, 0, 0],
      hit: undefined,
    })
    expect([0, 1, 2, 3].map(hitAt)).toMatchObject([
      { kind: 'goroutine', goroutine: 7, fromNs: 100 },
      { kind: 'region', goroutine: 7, fromNs: 200, toNs: 600 },
      { kind: 'span', goroutine: 7, fromNs: 300, toNs: 500, label: 'g7: sync in main.Handle, 200 ns' },
      { kind: 'log', goroutine: 7, fromNs: 450 },
    ])
  })

  it('goes round the ends, and begins at a time', () => {
    expect(hitAt(4)?.ordinal).toBe(0)
    expect(hitAt(-1)?.ordinal).toBe(3)
    expect(finish(finder.answer({ text: 'handle', slices: 0, nearNs: 250 })).hit?.ordinal).toBe(2)
    expect(finish(finder.answer({ text: 'handle', slices: 0, nearNs: 990 })).hit?.ordinal).toBe(0)
  })

  it('follows the rows when asked to, within a row time', () => {
    const byRows = new Finder(buildTraceIndex(twoRows, neverCancelled))
    const at = (ordinal: number, rowSort?: 'id' | 'blocked') => {
      const { hit } = finish(
        byRows.answer({
          text: 'tick',
          slices: 0,
          ordinal,
          ...(rowSort === undefined ? {} : { rowSort }),
        }),
      )
      return `${hit?.kind === 'task' ? 'task' : `g${hit?.goroutine}`}@${hit?.fromNs}`
    }
    expect([0, 1, 2, 3].map((ordinal) => at(ordinal))).toEqual(['g5@10', 'g9@20', 'g5@30', 'g9@40'])
    expect([0, 1, 2, 3].map((ordinal) => at(ordinal, 'id'))).toEqual(['g5@10', 'g5@30', 'g9@20', 'g9@40'])
    expect([0, 1, 2, 3].map((ordinal) => at(ordinal, 'blocked'))).toEqual([
      'g9@20',
      'g9@40',
      'g5@10',
      'g5@30',
    ])
  })

  it('finds a goroutine by its number, and nothing for nothing', () => {
    expect(finish(finder.answer({ text: 'g7', slices: 0, ordinal: 0 }))).toMatchObject({
      total: 1,
      hit: { goroutine: 7 },
    })
    expect(finish(finder.answer({ text: '', slices: 4 }))).toMatchObject({ total: 0, marks: [0, 0, 0, 0] })
    expect(finish(finder.answer({ text: 'nowhere to be seen', slices: 2, ordinal: 0 })).hit).toBeUndefined()
  })

  it('steps through a real trace in order of time', async () => {
    const model = await fixtureTrace('gcheavy-go1.27.trace')
    const real = new Finder(buildTraceIndex(model, neverCancelled))
    const { total, marks } = finish(real.answer({ text: 'main.', slices: 64 }))
    expect(total).toBeGreaterThan(5)
    expect(marks.reduce((sum, one) => sum + one, 0)).toBe(total)
    let lastNs = -Infinity
    for (let ordinal = 0; ordinal < total; ordinal++) {
      const hit = finish(real.answer({ text: 'main.', slices: 0, ordinal })).hit
      expect(hit?.ordinal).toBe(ordinal)
      expect(hit?.fromNs).toBeGreaterThanOrEqual(lastNs)
      lastNs = hit?.fromNs ?? NaN
    }
  })
})

describe('the search box', () => {
  const index = buildTraceIndex(
    buildTrace({
      durationNs: 1_000,
      goroutines: [
        {
          id: 7,
          name: 'net/http.(*conn).serve',
          spans: [
            { startNs: 0, state: running },
            {
              startNs: 300,
              state: waiting,
              reason: 'sync',
              stack: ['sync.(*Mutex).Lock', 'main.(*stock).reserve'],
            },
          ],
          endNs: 900,
        },
      ],
    }),
    neverCancelled,
  )
  const labels = (text: string) => search(index, text, 10).map(({ kind, label }) => `${kind} ${label}`)

  it('finds methods as people say them', () => {
    expect(labels('conn.serve')).toEqual(['function http.(*conn).serve'])
    expect(labels('(*Conn).serve')).toEqual(['function http.(*conn).serve'])
    expect(labels('http.conn')).toEqual(['function http.(*conn).serve'])
    expect(labels('conn.close')).toEqual([])
  })

  it('finds functions that only stand on stacks, with their whole name', () => {
    const [hit] = search(index, 'stock.reserve', 10)
    expect(hit).toMatchObject({ kind: 'frame', functionName: 'main.(*stock).reserve' })
    expect(labels('lock')).toEqual(['frame sync.(*Mutex).Lock'])
  })
})
