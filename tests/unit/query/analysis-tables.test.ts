import { finish } from '../../../src/base/steps'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Profile } from 'pprof-format'
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { sourceOfBytes } from '../../../src/base/byte-source'
import { analysisKinds } from '../../../src/contract/analysis-dto'
import type { AnalysisDto, AnalysisKind } from '../../../src/contract/analysis-dto'
import { openTrace } from '../../../src/formats/go-trace/open-trace'
import { analysis } from '../../../src/query/analysis-tables/analysis'
import { utilizationOf } from '../../../src/query/analysis-tables/utilization'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import type { TraceIndex } from '../../../src/query/trace-index'
import { fixtureNames, fixtureOracle, fixtureTrace, traceFolder } from '../support/fixture-trace'

const indexOf = async (name: string): Promise<TraceIndex> =>
  buildTraceIndex(await fixtureTrace(name), neverCancelled)

async function plantedIndex(kind: string): Promise<TraceIndex> {
  const path = join(import.meta.dirname, '../../fixtures/planted-traces', kind, `${kind}.trace`)
  const read = await openTrace(sourceOfBytes(readFileSync(path)))
  if (!read.ok) throw new Error(read.error.message)
  return buildTraceIndex(read.value, neverCancelled)
}

/** A row by column keys. */
function rowsOf(table: AnalysisDto): readonly Record<string, string | number | null>[] {
  return table.rows.map((row) =>
    Object.fromEntries(table.columns.map((column, at) => [column.key, row.cells[at]])),
  )
}

const sumOf = (table: AnalysisDto, key: string): number =>
  rowsOf(table).reduce((sum, row) => sum + Number(row[key]), 0)

function goProfile(name: string, kind: string): { readonly count: number; readonly ns: number } {
  const bytes = gunzipSync(readFileSync(join(traceFolder, `${name}.${kind}.pb.gz`)))
  let count = 0
  let ns = 0
  for (const sample of Profile.decode(bytes).sample) {
    count += Number(sample.value[0])
    ns += Number(sample.value[1])
  }
  return { count, ns }
}

describe('tables of analyses', () => {
  it.each(fixtureNames(/^(gcheavy|httpload|usertrace|workerpool|cgolock|restart1|fileio)-go1\.(19|22|27)/))(
    'every table of %s has a cell for every column, a formula, and places inside the trace',
    async (name) => {
      const index = await indexOf(name)
      for (const kind of analysisKinds) {
        const table = finish(analysis(index, kind))
        expect(table.formula).not.toBe('')
        expect(table.columns.map((column) => column.key)).toContain(table.sortedBy)
        expect(table.total).toBeGreaterThanOrEqual(table.rows.length)
        for (const row of table.rows) {
          expect(row.cells.length).toBe(table.columns.length)
          if (row.at === undefined) continue
          expect(row.at.fromNs).toBeGreaterThanOrEqual(0)
          expect(row.at.toNs).toBeGreaterThanOrEqual(row.at.fromNs)
          expect(row.at.toNs).toBeLessThanOrEqual(index.trace.durationNs)
        }
        const sorted = rowsOf(table).map((row) => Number(row[table.sortedBy]))
        expect(sorted).toEqual([...sorted].sort((a, b) => b - a))
      }
    },
  )

  it.each(fixtureNames(/^(gcheavy|usertrace|workerpool|pipeline|httpload)-go1\.2[67]/))(
    'the blocking profiles of %s add up to those of go tool trace',
    async (name) => {
      const index = await indexOf(name)
      for (const kind of ['sync', 'syscall'] as const) {
        const table = finish(analysis(index, `profile-${kind}`))
        const wanted = goProfile(name, kind)
        expect(sumOf(table, 'count')).toBe(wanted.count)
        // Go's reader moves events at the seams of generations by a nanosecond; ours are as written.
        expect(Math.abs(sumOf(table, 'total') - wanted.ns)).toBeLessThanOrEqual(2)
      }
    },
  )

  it.each(fixtureNames(/^(gcheavy|many10k|usertrace|cpuprof)-go1\.27/))(
    'pauses and cycles of %s are those that Go counts',
    async (name) => {
      const index = await indexOf(name)
      const { stw, gc } = fixtureOracle(name)
      const stops = finish(analysis(index, 'stops'))
      const cycles = finish(analysis(index, 'gc'))
      expect({ count: stops.total, ns: sumOf(stops, 'length') }).toMatchObject({
        count: stw.count,
        ns: stw.ns,
      })
      expect({ count: cycles.total, ns: sumOf(cycles, 'length') }).toMatchObject({
        count: gc.count,
        ns: gc.ns,
      })
    },
  )

  it('tells who released a lock to whom', async () => {
    const [row] = rowsOf(finish(analysis(await plantedIndex('lock-handoff'), 'locks')))
    expect(row.waiter).toMatch(/^main\.\(\*store\)\.put \(main\.go:\d+\)$/)
    expect(row.releaser).toMatch(/^main\.\(\*store\)\.flush \(main\.go:\d+\)$/)
    expect(row.operation).toBe('sync.(*Mutex).Lock')
  })

  it('counts system calls that lost their P, and what they waited', async () => {
    const index = await plantedIndex('syscall-processor')
    const [row] = rowsOf(finish(analysis(index, 'syscalls')))
    expect(row.place).toMatch(/^main\.call /)
    expect(row.count).toBeGreaterThan(20)
    expect(Number(row.call)).toBeGreaterThanOrEqual(Number(row.count) * 5e6)
    expect(Number(row.total)).toBeGreaterThan(Number(row.longest))
  })

  it('names the likely last P of a pause, and none where none is seen to stop', async () => {
    const [longest, ...others] = rowsOf(finish(analysis(await plantedIndex('stop-the-world'), 'stops')))
    expect(longest.last).toMatch(/^P1 · g\d+$/)
    expect(longest.place).toMatch(/^main\.crunch/)
    expect(others.some((row) => row.last === null)).toBe(true)
  })

  it('has regions and tasks with their histograms, five buckets a decade', async () => {
    const index = await indexOf('usertrace-go1.27.trace')
    const regions = finish(analysis(index, 'regions'))
    const fetches = regions.rows.find((row) => row.cells[0] === 'fetch')
    expect(fetches?.histogram).toEqual({ first: 30, counts: [71, 49, 24] })
    expect(fetches?.cells.slice(1, 3)).toEqual(['main.order.func2 (usertrace.go:36)', 144])
    const { regionCount, taskCount } = fixtureOracle('usertrace-go1.27.trace')
    expect(sumOf(regions, 'count')).toBe(regionCount)
    const tasks = finish(analysis(index, 'tasks'))
    // The oracle counts the background task, number 0, which the program never made.
    expect(sumOf(tasks, 'count') + sumOf(tasks, 'open')).toBe(taskCount - 1)
  })

  it('takes all Ps from the program while the collector stops the world', async () => {
    const index = await indexOf('gcheavy-go1.27.trace')
    const table = finish(analysis(index, 'mmu'))
    const curve = table.curve ?? []
    const longestStop = Math.max(
      ...rowsOf(finish(analysis(index, 'stops')))
        .filter((row) => String(row.reason).includes('GC'))
        .map((row) => Number(row.length)),
    )
    for (const { windowNs, share } of curve) {
      expect(share).toBeGreaterThanOrEqual(0)
      expect(share).toBeLessThanOrEqual(1)
      if (windowNs <= longestStop) expect(share).toBe(0)
    }
    expect(curve.find(({ windowNs }) => windowNs > 2 * longestStop)?.share).toBeGreaterThan(0)
    const { count, atNs, share } = utilizationOf(index)
    // Where the worst window is said to begin, its mean is the least share.
    for (const { windowNs, share: least, startNs } of curve) {
      let sum = 0
      for (let point = 0; point + 1 < count; point++) {
        const fromNs = Math.max(atNs[point], startNs)
        const toNs = Math.min(atNs[point + 1], startNs + windowNs)
        if (toNs > fromNs) sum += share[point] * (toNs - fromNs)
      }
      expect(sum / windowNs).toBeCloseTo(least, 6)
    }
    expect([...share.subarray(0, count)].every((value) => value >= 0 && value <= 1)).toBe(true)
  })

  it('tells how the other windows fare, what one P had, and what each part of the collector took', async () => {
    const table = finish(analysis(await indexOf('gcheavy-go1.27.trace'), 'mmu'))
    let takes = 0
    for (const row of rowsOf(table)) {
      const share = (key: string): number => Number(row[key])
      expect(share('share')).toBeLessThanOrEqual(share('p999') + 1e-12)
      expect(share('p999')).toBeLessThanOrEqual(share('p99'))
      expect(share('p99')).toBeLessThanOrEqual(share('p95'))
      // Leaving something out takes nothing more, and one P has at least as bad a window as all together.
      expect(share('stops')).toBeGreaterThanOrEqual(share('share') - 1e-9)
      expect(share('assist')).toBeGreaterThanOrEqual(share('share') - 1e-9)
      expect(share('sweep')).toBeLessThanOrEqual(share('share') + 1e-9)
      expect(share('one')).toBeLessThanOrEqual(share('share') + 1e-9)
      if (share('assist') < 1) takes++
    }
    expect(takes).toBeGreaterThan(0)
  })

  it('is computed once', async () => {
    const index = await indexOf('gcheavy-go1.27.trace')
    const kinds: readonly AnalysisKind[] = ['latency', 'waits']
    for (const kind of kinds) expect(finish(analysis(index, kind))).toBe(finish(analysis(index, kind)))
  })
})
