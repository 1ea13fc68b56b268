/** Analyses of a part of a trace, the profiles that are handed out, and the lists behind the tables. */
import { bucketFilter } from '../../../src/contract/histogram'
import { listTest } from '../../../src/query/analysis-tables/list-filter'
import { finish } from '../../../src/base/steps'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Profile } from 'pprof-format'
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { blockingKinds } from '../../../src/contract/analysis-dto'
import type { AnalysisDto, AnalysisKind, AnalysisScope } from '../../../src/contract/analysis-dto'
import { GoroutineState } from '../../../src/model/states'
import { analysis } from '../../../src/query/analysis-tables/analysis'
import { scopeNames, scopeOf } from '../../../src/query/analysis-scope'
import type { Scope } from '../../../src/query/analysis-scope'
import { blockingFlame, blockingProfile } from '../../../src/query/blocking-stretches'
import { taskDto } from '../../../src/query/task-details'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import type { TraceIndex } from '../../../src/query/trace-index'
import { buildTrace } from '../support/build-trace'
import { fixtureNames, fixtureOracle, fixtureTrace, traceFolder } from '../support/fixture-trace'

const indexOf = async (name: string): Promise<TraceIndex> =>
  buildTraceIndex(await fixtureTrace(name), neverCancelled)

function scope(index: TraceIndex, wanted: AnalysisScope): Scope {
  const found = scopeOf(index, wanted)
  if (!found.ok) throw new Error(found.error)
  return found.value
}

function part(index: TraceIndex, kind: AnalysisKind, wanted: AnalysisScope): AnalysisDto {
  return finish(analysis(index, kind, { scope: scope(index, wanted), name: undefined }))
}

function sumOf(table: AnalysisDto, key: string): number {
  const at = table.columns.findIndex((column) => column.key === key)
  return table.rows.reduce((sum, row) => sum + Number(row.cells[at]), 0)
}

function cell(table: AnalysisDto, row: number, key: string): string | number | null {
  return table.rows[row].cells[table.columns.findIndex((column) => column.key === key)]
}

/** Time and count by the functions of the stack, innermost first. */
function byStack(bytes: Uint8Array): Map<string, { count: number; ns: number }> {
  const profile = Profile.decode(bytes)
  const names = new Map(
    profile.function.map((one) => [one.id, profile.stringTable.strings[Number(one.name)]]),
  )
  const functions = new Map(profile.location.map((one) => [one.id, names.get(one.line[0].functionId)]))
  const found = new Map<string, { count: number; ns: number }>()
  for (const { locationId, value } of profile.sample) {
    const key = locationId.map((id) => functions.get(id)).join(' < ')
    const known = found.get(key) ?? { count: 0, ns: 0 }
    found.set(key, { count: known.count + Number(value[0]), ns: known.ns + Number(value[1]) })
  }
  return found
}

describe('the profile that is handed out', () => {
  it.each(fixtureNames(/^(gcheavy|usertrace|workerpool|httpload)-go1\.27/))(
    'has the stacks and figures of go tool trace in %s',
    async (name) => {
      const index = await indexOf(name)
      for (const kind of ['sync', 'syscall'] as const) {
        const ours = byStack(
          finish(blockingProfile(index, kind, scope(index, {}))).columns.bytes as Uint8Array,
        )
        const theirs = byStack(gunzipSync(readFileSync(join(traceFolder, `${name}.${kind}.pb.gz`))))
        expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort())
        for (const [stack, { count, ns }] of theirs) {
          expect(ours.get(stack)?.count).toBe(count)
          expect(Math.abs((ours.get(stack)?.ns ?? 0) - ns)).toBeLessThanOrEqual(2)
        }
      }
    },
  )

  it('agrees with its table and its flame graph, of any part', async () => {
    const index = await indexOf('httpload-go1.27.trace')
    const { durationNs } = index.trace
    const parts: readonly AnalysisScope[] = [
      {},
      { fromNs: durationNs / 3, toNs: durationNs / 2 },
      { functionName: 'net/http.(*conn).serve' },
    ]
    for (const wanted of parts) {
      for (const kind of blockingKinds) {
        const table = part(index, `profile-${kind}`, wanted)
        const flame = finish(blockingFlame(index, kind, scope(index, wanted)))
        const stacks = byStack(
          finish(blockingProfile(index, kind, scope(index, wanted))).columns.bytes as Uint8Array,
        )
        const ns = [...stacks.values()].reduce((sum, one) => sum + one.ns, 0)
        expect(sumOf(table, 'total')).toBe(flame.totalNs)
        expect(sumOf(table, 'count')).toBe(flame.count)
        expect(ns).toBe(flame.totalNs)
        const roots = flame.total.filter((_total, node) => flame.parent[node] < 0)
        expect(roots.reduce((sum, one) => sum + one, 0)).toBe(flame.totalNs - flame.withoutStackNs)
      }
    }
  })
})

describe('a part of the trace', () => {
  it.each<readonly [AnalysisKind, string]>([
    ['latency', 'gcheavy-go1.27.trace'],
    ['waits', 'gcheavy-go1.27.trace'],
    ['profile-sync', 'gcheavy-go1.27.trace'],
    ['profile-sched', 'gcheavy-go1.27.trace'],
    ['preemptions', 'gcheavy-go1.27.trace'],
    ['locks', 'workerpool-go1.27.trace'],
  ])('%s of two halves adds up to the whole, and so do its start functions', async (kind, name) => {
    const index = await indexOf(name)
    const key = 'total'
    const whole = sumOf(finish(analysis(index, kind)), key)
    const middle = Math.round(index.trace.durationNs / 2)
    const halves =
      sumOf(part(index, kind, { toNs: middle }), key) + sumOf(part(index, kind, { fromNs: middle }), key)
    expect(halves).toBe(whole)
    const functions = new Set(index.groups.map((group) => group.functionName))
    functions.delete('runtime')
    let sum = 0
    for (const functionName of functions) sum += sumOf(part(index, kind, { functionName }), key)
    expect(sum).toBeLessThanOrEqual(whole)
    expect(sum).toBeGreaterThan(0)
  })

  it('inside user regions counts nothing twice, and nothing outside', async () => {
    const index = await indexOf('usertrace-go1.27.trace')
    const { regions, functionNames } = scopeNames(index)
    expect(regions).toContain('fetch')
    expect(functionNames).toContain('main.main')
    const inside = sumOf(part(index, 'waits', { region: 'fetch' }), 'total')
    const all = finish(analysis(index, 'regions'))
    const fetch = all.rows.findIndex((row) => row.cells[0] === 'fetch')
    expect(inside).toBeGreaterThan(0)
    expect(inside).toBeLessThanOrEqual(Number(cell(all, fetch, 'total')))
  })

  it('says what it does not have', async () => {
    const index = await indexOf('usertrace-go1.27.trace')
    expect(scopeOf(index, { functionName: 'main.none' })).toEqual({
      ok: false,
      error: 'this trace has no goroutine that starts in "main.none"',
    })
    expect(scopeOf(index, { region: 'none' })).toMatchObject({ ok: false })
    expect(scopeOf(index, { fromNs: 2, toNs: 1 })).toMatchObject({ ok: false })
  })
})

describe('the run queue', () => {
  const { running, runnable } = GoroutineState
  const worker = (id: number, fromNs: number, toNs: number) => ({
    id,
    name: 'main.worker',
    createdInTrace: true,
    ended: true,
    spans: [
      { startNs: fromNs, state: runnable, reason: 'created' },
      { startNs: toNs, state: running },
    ],
    endNs: 1_000,
  })

  it('tells for how long at least so many waited, exactly', () => {
    const trace = buildTrace({
      durationNs: 1_000,
      gomaxprocs: [[0, 4]],
      goroutines: [worker(1, 0, 400), worker(2, 100, 300), worker(3, 250, 300), worker(4, 300, 500)],
    })
    const table = finish(analysis(buildTraceIndex(trace, neverCancelled), 'queue'))
    const rows = table.rows.map((row) => row.cells)
    // [0, 500) one or more; two or more in [100, 300) and [300, 400): at 300 one leaves before the next comes.
    expect(rows).toEqual([
      [2, 300, 0.3, 2, 200],
      [1, 500, 0.5, 1, 500],
    ])
    expect(table.series?.most).toBe(3)
    const mean = table.series?.values.reduce((sum, value) => sum + value, 0) ?? 0
    expect((mean / 400) * 1_000).toBeCloseTo(400 + 200 + 50 + 200)
  })

  it('is as long in all as all runnable stretches', async () => {
    const index = await indexOf('gcheavy-go1.27.trace')
    const { series } = finish(analysis(index, 'queue'))
    const mean = (series?.values ?? []).reduce((sum, value) => sum + value, 0) / (series?.values.length ?? 1)
    const latency = sumOf(finish(analysis(index, 'latency')), 'total')
    expect(Math.abs(mean * index.trace.durationNs - latency) / latency).toBeLessThan(0.001)
  })
})

describe('threads and calls into C', () => {
  it.each(fixtureNames(/^(gcheavy|httpload|cgolock)-go1\.27/))(
    'threads of %s held the Ps as long as Go counts',
    async (name) => {
      const index = await indexOf(name)
      const { procs } = fixtureOracle(name)
      const wanted = procs.reduce((sum, one) => sum + one.runningNs, 0)
      const held = sumOf(finish(analysis(index, 'threads')), 'held')
      // A P that was on when the trace began counts from then on here, from its first event there.
      expect(Math.abs(held - wanted) / wanted).toBeLessThan(0.01)
    },
  )

  it.each(fixtureNames(/^cgolock-/))('finds the calls into C of %s, each by its stub', async (name) => {
    const cgo = finish(analysis(await indexOf(name), 'cgo'))
    const places = cgo.rows.map((row) => String(row.cells[0]).replace(/ .*/, ''))
    expect(new Set(places)).toEqual(new Set(['main._Cfunc_work', 'main._Cfunc_callsBack']))
  })

  it('finds none where there are none', async () => {
    expect(finish(analysis(await indexOf('gcheavy-go1.27.trace'), 'cgo')).rows).toEqual([])
  })
})

describe('single tasks and regions', () => {
  it('are all of those that the tables count', async () => {
    const index = await indexOf('usertrace-go1.27.trace')
    const whole = scope(index, {})
    const tasks = finish(analysis(index, 'tasks'))
    for (const row of tasks.rows) {
      if (row.opens === undefined || !('name' in row.opens)) throw new Error('leads nowhere')
      const list = finish(analysis(index, row.opens.kind, { scope: whole, name: row.opens.name }))
      const open = Number(row.cells[tasks.columns.findIndex((column) => column.key === 'open')])
      expect(list.total).toBe(Number(row.cells[1]) + open)
      expect(sumOf(list, 'length')).toBe(Number(row.cells[2]))
    }
    const list = finish(analysis(index, 'region-list', { scope: whole, name: 'fetch' }))
    expect(list.total).toBe(144)
    for (let row = 0; row < list.rows.length; row++) {
      const parts = ['running', 'runnable', 'blocked', 'syscall', 'sleep'].map((key) =>
        Number(cell(list, row, key)),
      )
      expect(parts.reduce((sum, one) => sum + one, 0)).toBe(cell(list, row, 'length'))
    }
  })

  it.each([
    ['usertrace-go1.27.trace', 'regions'],
    ['usertrace-go1.27.trace', 'tasks'],
    ['gcheavy-go1.27.trace', 'latency'],
  ] as const)('a bucket of a histogram lists what it counts: %s, %s', async (name, kind) => {
    const index = await indexOf(name)
    const whole = scope(index, {})
    let listed = 0
    for (const { opens, histogram } of finish(analysis(index, kind)).rows) {
      if (opens === undefined || opens.kind === 'task' || histogram === undefined) continue
      histogram.counts.forEach((count, at) => {
        const test = listTest(bucketFilter(histogram.first + at))
        if (!test.ok) throw new Error(test.error.message)
        const list = finish(analysis(index, opens.kind, { scope: whole, name: opens.name, test: test.value }))
        // Regions of one name may have several places, each with a row of its own.
        if (kind === 'regions') expect(list.total).toBeGreaterThanOrEqual(count)
        else expect(list.total).toBe(count)
        listed += list.total
      })
    }
    expect(listed).toBeGreaterThan(0)
  })

  it.each([
    ['goroutine = 1', true],
    ['not goroutine = 1', false],
    ['length > 2ms', true],
    ['length > 2ms and at < 1ms', false],
    ['text ~ STORE or task = 9', true],
    ['g2', false],
    ['store.go', true],
  ])('a list is filtered by length, time, goroutine, task and text: %s', (filter, holds) => {
    const test = listTest(filter)
    const item = { lengthNs: 3e6, atNs: 5e6, goroutine: 1, task: NaN, texts: () => ['main.get (store.go:3)'] }
    expect(test.ok && test.value?.(item)).toBe(holds)
  })

  it('a task tells its goroutines, its events in order of time, its parent and children', async () => {
    const index = await indexOf('usertrace-go1.27.trace')
    const oracle = fixtureOracle('usertrace-go1.27.trace')
    let compared = 0
    for (const one of oracle.tasks) {
      if (one.id === 0) continue
      const task = taskDto(index, one.id)
      // Go's summary leaves some names out that the file has.
      if (one.name !== '') expect(task?.name).toBe(one.name)
      expect(task?.goroutines.length).toBe(one.goroutines)
      expect(task?.childTotal).toBe(one.children)
      expect((task?.goroutines ?? []).reduce((sum, part) => sum + part.regionCount, 0)).toBe(one.regions)
      expect((task?.goroutines ?? []).reduce((sum, part) => sum + part.logCount, 0)).toBe(one.logs)
      if (one.complete) expect((task?.endNs ?? 0) - (task?.startNs ?? 0)).toBe(one.durationNs)
      const times = (task?.events ?? []).map((event) => event.atNs)
      expect(times).toEqual([...times].sort((a, b) => a - b))
      compared++
    }
    expect(compared).toBeGreaterThan(200)
    expect(taskDto(index, 999_999)).toBeUndefined()
  })
})
