import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { measuredSorts, relevantGoroutine, rowSortOf } from '../../../src/contract/rows-dto'
import { GoroutineState } from '../../../src/model/states'
import { relatedTo } from '../../../src/query/rows/relevance'
import { RowLists } from '../../../src/query/rows/row-list'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { buildTrace } from '../support/build-trace'
import type { GoroutineSketch } from '../support/build-trace'

const { running, runnable, waiting } = GoroutineState
const lock = ['sync.(*Mutex).Lock', 'main.save', 'main.work']

const goroutine = (id: number, more: Partial<GoroutineSketch> = {}): GoroutineSketch => ({
  id,
  name: 'main.work',
  spans: [{ startNs: 0, state: running }],
  endNs: 1_000,
  ...more,
})

const wait = (stack: readonly string[], by: number): GoroutineSketch['spans'] => [
  { startNs: 0, state: running },
  { startNs: 100, state: waiting, reason: 'sync', stack },
  { startNs: 300, state: runnable, reason: 'unblocked', by },
  { startNs: 400, state: running },
]

const trace = buildTrace({
  durationNs: 1_000,
  goroutines: [
    goroutine(1, { name: 'main.main' }),
    goroutine(18, { spans: wait(lock, 20), createdBy: 1 }),
    goroutine(19, { spans: wait(lock, 1) }),
    goroutine(20),
    goroutine(21, { spans: wait(['sync.(*Mutex).Lock', 'main.load', 'main.work'], 18) }),
    goroutine(22, { createdBy: 18 }),
    goroutine(23),
    goroutine(24, { name: 'runtime.bgsweep', spans: wait(lock, 1), system: true }),
  ],
})
const index = buildTraceIndex(trace, neverCancelled)

describe('what is related to a goroutine', () => {
  it('is what woke it or was woken by it, then what created whom, then who waits at the same place', () => {
    const found = relatedTo(index, trace.tables.goroutines.indexOf(18))
    expect(found.map((one) => [trace.goroutines.id[one.goroutine], one.words])).toEqual([
      [18, 'itself'],
      [20, 'woke it once'],
      [21, 'woken by it once'],
      [1, 'created it'],
      [22, 'created by it'],
      [19, 'waits where it waits'],
    ])
  })

  it('stands above the groups, and those listed there are not listed twice', () => {
    const list = new RowLists(index).listFor({ toggled: [], sort: 'relevance:18', filter: '' })
    if (!list.ok) throw new Error(list.error.message)
    const rows = list.value.window(0, 99).rows
    const at = rows.findIndex((row) => row.key === 'section:related')
    expect(rows[at]).toMatchObject({ label: 'Related to g18', detail: '5', isExpanded: true })
    expect(rows.slice(at + 1, at + 7).map((row) => row.key)).toEqual(
      [18, 20, 21, 1, 22, 19].map((id) => `goroutine:${id}`),
    )
    expect(rows[at + 2].detail).toBe('woke it once')
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length)
    expect(rows.find((row) => row.key === 'group:main.work')).toMatchObject({ detail: '1 of 6' })
    expect(rows.some((row) => row.key === 'goroutine:23')).toBe(true)
  })

  it('is nothing for a goroutine that the trace does not have, or that the filter takes out', () => {
    const lists = new RowLists(index)
    for (const request of [
      { toggled: [], sort: 'relevance:77', filter: '' } as const,
      { toggled: [], sort: 'relevance:18', filter: 'g23' } as const,
    ]) {
      const list = lists.listFor(request)
      expect(list.ok && list.value.indexOf('section:related')).toBe(-1)
    }
  })
})

describe('an order of rows as a text', () => {
  it('is read back, and nothing else is', () => {
    for (const sort of [...measuredSorts, 'relevance:18'] as const) expect(rowSortOf(sort)).toBe(sort)
    for (const text of ['', 'relevance:', 'relevance:x', 'relevance:-1', 'size', undefined])
      expect(rowSortOf(text)).toBeUndefined()
    expect(relevantGoroutine('relevance:18')).toBe(18)
    expect(relevantGoroutine('blocked')).toBeUndefined()
  })
})
