import { finish } from '../../../src/base/steps'
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import type { GoroutineRowDto } from '../../../src/contract/goroutine-table-dto'
import { GoroutineState } from '../../../src/model/states'
import { GoroutineTableQuery } from '../../../src/query/goroutine/table'
import type { TableSort } from '../../../src/query/goroutine/table-keys'
import { search } from '../../../src/query/search/search'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { buildTrace } from '../support/build-trace'
import { drawTrace } from '../support/draw-trace'
import { fixtureNames, fixtureOracle, fixtureTrace } from '../support/fixture-trace'

const trace = drawTrace(
  [
    'g1 main.main  RRRRRRRRRR',
    'g9 main.alpha ..QQRRLL..',
    'g4 main.beta  ...RRCCCCC',
    'g7 main.alpha .RSSQQQR..',
  ],
  {
    stepNs: 1_000,
    tasks: [{ id: 2, name: 'request /users', startNs: 0, endNs: 5_000, goroutine: 1 }],
    regions: [{ name: 'decode body', goroutine: 9, startNs: 4_000, endNs: 5_000 }],
    logs: [{ atNs: 6_000, goroutine: 4, category: 'db', message: 'slow query' }],
  },
)
const index = buildTraceIndex(trace, neverCancelled)

describe('goroutine table', () => {
  const table = new GoroutineTableQuery(index)
  const ids = (sort: TableSort, descending = true, filter = ''): number[] => {
    const page = finish(table.page({ sort, descending, filter, offset: 0, limit: 100 }))
    if (!page.ok) throw new Error(page.error.message)
    return page.value.rows.map((row) => row.id)
  }

  it.each<[TableSort, number[]]>([
    ['id', [9, 7, 4, 1]],
    ['lifetime', [1, 7, 4, 9]],
    ['running', [1, 7, 4, 9]],
    ['runnable', [7, 9, 4, 1]],
    ['syscall', [7, 4, 9, 1]],
    ['longestWait', [4, 9, 7, 1]],
    ['created', [4, 9, 7, 1]],
  ])('sorts by %s', (sort, expected) => {
    expect(ids(sort)).toEqual(expected)
    expect(ids(sort, false)).toEqual([...expected].reverse())
  })

  it('sorts functions by name', () => {
    expect(ids('function', false).map((id) => (id === 9 || id === 7 ? 'alpha' : id))).toEqual([
      'alpha',
      'alpha',
      4,
      1,
    ])
  })

  it('pages, filters and says how many pass', () => {
    const page = finish(table.page({ sort: 'id', descending: false, filter: 'alpha', offset: 1, limit: 5 }))
    expect(page).toMatchObject({
      ok: true,
      value: { total: 2, rows: [{ id: 9, waitCount: 1, longestWaitNs: 2_000 }] },
    })
    const past = finish(table.page({ sort: 'id', descending: false, filter: 'alpha', offset: 10, limit: 5 }))
    expect(past).toMatchObject({ ok: true, value: { total: 2, rows: [] } })
  })

  it('sorts a hundred thousand goroutines at once, and pages from the kept order', () => {
    const many = buildTrace({
      durationNs: 1e9,
      goroutines: Array.from({ length: 100_000 }, (_, at) => ({
        id: at + 1,
        name: `main.f${at % 50}`,
        spans: [
          { startNs: at, state: GoroutineState.running },
          { startNs: at + 1 + ((at * 7_919) % 10_007), state: GoroutineState.waiting, reason: 'sync' },
        ],
        endNs: 1e9,
      })),
    })
    const query = new GoroutineTableQuery(buildTraceIndex(many, neverCancelled))
    const request = { sort: 'running', descending: true, filter: '', limit: 100 } as const
    const begin = performance.now()
    finish(query.page({ ...request, offset: 0 }))
    const sorted = performance.now()
    finish(query.page({ ...request, offset: 50_000 }))
    const paged = performance.now()
    // Wide limits: the machine may be busy. Alone it takes some 60 ms.
    expect(sorted - begin).toBeLessThan(5_000)
    expect(paged - sorted).toBeLessThan(1_000)
  })
})

describe('search', () => {
  const found = (text: string) => search(index, text, 20).map((hit) => [hit.kind, hit.label, hit.row])

  it('finds goroutines, Ps and times by number', () => {
    expect(found('g9')).toEqual([['goroutine', 'g9 main.alpha', 'goroutine:9']])
    expect(found('4')[0]).toEqual(['goroutine', 'g4 main.beta', 'goroutine:4'])
    expect(found('p1')[0]).toEqual(['processor', 'P1', 'proc:1'])
    expect(search(index, '5us', 5)).toMatchObject([{ kind: 'time', fromNs: 5_000 }])
  })

  it('finds functions, tasks, regions and logs by text, whatever the case', () => {
    expect(found('ALPHA')).toEqual([['function', 'main.alpha', 'group:main.alpha']])
    expect(found('users')).toEqual([['task', 'task 2 request /users', 'task:2']])
    expect(found('decode')).toEqual([['region', 'decode body', 'regions:9']])
    expect(found('slow')).toEqual([['log', 'slow query', 'goroutine:4']])
  })

  it('puts the exact name first, and finds nothing in nothing', () => {
    expect(found('main')[0]).toEqual(['function', 'main.main', 'group:main.main'])
    expect(found('  ')).toEqual([])
    expect(found('nowhere')).toEqual([])
    expect(search(index, 'main', 1)).toHaveLength(1)
  })
})

describe('numbers of goroutines', () => {
  /** Go's reader moves events by some nanoseconds to keep its order strict. */
  const toleranceNs = 2_000

  it.each(fixtureNames(/^(gcheavy|usertrace|cpuprof|httpload|workerpool|fileio)-go1\.27/))(
    "are Go's own in %s",
    async (name) => {
      const table = new GoroutineTableQuery(buildTraceIndex(await fixtureTrace(name), neverCancelled))
      const all = finish(table.page({ sort: 'id', descending: false, filter: '', offset: 0, limit: 1_000 }))
      if (!all.ok) throw new Error(all.error.message)
      const rows = new Map(all.value.rows.map((row) => [row.id, row]))
      const differing: string[] = []
      const compare = (what: string, ours: number | undefined, go: number | undefined): void => {
        if (Math.abs((ours ?? 0) - (go ?? 0)) > toleranceNs)
          differing.push(`${what}: ${ours} instead of ${go}`)
      }
      for (const one of fixtureOracle(name).goroutines) {
        const row = rows.get(one.id)
        if (row === undefined) throw new Error(`g${one.id} is missing`)
        compare(`g${one.id} execution`, row.executionNs, one.execNs)
        compare(`g${one.id} runnable`, row.stateTimes[1], one.schedWaitNs)
        compare(`g${one.id} without P`, row.lostProcessorNs, one.syscallBlockNs)
        compare(`g${one.id} lifetime`, row.lifetimeNs, one.totalNs)
        for (const reason of new Set([...Object.keys(row.blockedNs), ...Object.keys(one.blockNs ?? {})])) {
          // Go closes a goroutine that blocked for ever at the block: that time is in none of its numbers.
          if (reason !== 'forever')
            compare(`g${one.id} blocked (${reason})`, row.blockedNs[reason], one.blockNs?.[reason])
        }
        for (const [range, timeNs] of Object.entries(one.rangeNs ?? {}))
          compare(`g${one.id} ${range}`, row.chargedNs[range], timeNs)
      }
      expect(differing).toEqual([])
    },
  )

  it('by start function are the sums of those of its goroutines, of a filter too', async () => {
    const table = new GoroutineTableQuery(
      buildTraceIndex(await fixtureTrace('httpload-go1.27.trace'), neverCancelled),
    )
    for (const filter of ['', 'waits > 1']) {
      const ask = (byFunction: boolean) => {
        const page = finish(
          table.page({
            sort: 'blocked',
            descending: true,
            filter,
            byFunction,
            offset: 0,
            limit: 1_000,
          }),
        )
        if (!page.ok) throw new Error(page.error.message)
        return page.value.rows
      }
      const single = ask(false)
      const functions = ask(true)
      expect(functions.reduce((sum, row) => sum + row.count, 0)).toBe(single.length)
      for (const row of functions) {
        const members = single.filter((one) => one.functionName === row.functionName)
        expect(row.count).toBe(members.length)
        expect(row.executionNs).toBe(members.reduce((sum, one) => sum + one.executionNs, 0))
        expect(row.longestWaitNs).toBe(Math.max(...members.map((one) => one.longestWaitNs)))
        expect(row.waitCount).toBe(members.reduce((sum, one) => sum + one.waitCount, 0))
      }
    }
  })

  it('sorts by every column, those of the trace too', async () => {
    const table = new GoroutineTableQuery(
      buildTraceIndex(await fixtureTrace('gcheavy-go1.27.trace'), neverCancelled),
    )
    const { reasons, ranges } = table.columns()
    expect(reasons).toContain('sync')
    expect(ranges).toContain('GC mark assist')
    const valueOf = new Map<string, (row: GoroutineRowDto) => number>([
      ['execution', (row) => row.executionNs],
      ['p99', (row) => row.p99WaitNs],
      ['spans', (row) => row.spanCount],
      ['unknown', (row) => row.unknownNs],
      ['blocked:sync', (row) => row.blockedNs.sync ?? 0],
      ['range:GC mark assist', (row) => row.chargedNs['GC mark assist'] ?? 0],
    ])
    for (const [sort, value] of valueOf) {
      for (const byFunction of [false, true]) {
        const page = finish(
          table.page({ sort, descending: true, filter: '', byFunction, offset: 0, limit: 100 }),
        )
        if (!page.ok) throw new Error(page.error.message)
        const values = page.value.rows.map(value)
        expect(values).toEqual([...values].sort((a, b) => b - a))
      }
    }
    const unknown = finish(
      table.page({ sort: 'none such', descending: false, filter: '', offset: 0, limit: 100 }),
    )
    expect(unknown.ok && unknown.value.rows[0].id).toBe(1)
  })
})
