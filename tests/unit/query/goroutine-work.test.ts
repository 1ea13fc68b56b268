import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { goroutineWork } from '../../../src/query/goroutine/work'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { fixtureNames, fixtureOracle, fixtureTrace } from '../support/fixture-trace'

const indexOf = async (name: string) => buildTraceIndex(await fixtureTrace(name), neverCancelled)

/** Go's reader moves events by some nanoseconds to keep its order strict. */
const toleranceNs = 1_000

describe('what is charged to a goroutine', () => {
  it.each(fixtureNames(/^(gcheavy|cpuprof|httpload|allocfree)-go1\.2[67]/))(
    "is Go's own time per range in %s",
    async (name) => {
      const index = await indexOf(name)
      let compared = 0
      for (const one of fixtureOracle(name).goroutines) {
        const goroutine = index.trace.tables.goroutines.indexOf(one.id)
        const ours = new Map(
          goroutineWork(index, goroutine).charged.map(({ name: range, totalNs }) => [range, totalNs]),
        )
        for (const [range, timeNs] of Object.entries(one.rangeNs ?? {})) {
          const difference = Math.abs((ours.get(range) ?? 0) - timeNs)
          expect(difference, `g${one.id} ${range}`).toBeLessThanOrEqual(toleranceNs)
          compared++
        }
      }
      expect(compared).toBeGreaterThan(0)
    },
  )

  it('sweep tells its bytes', async () => {
    const index = await indexOf('gcheavy-go1.27.trace')
    const swept = Array.from({ length: index.trace.goroutines.count }, (_, one) => goroutineWork(index, one))
      .flatMap((work) => work.charged)
      .filter((range) => range.name === 'GC incremental sweep')
    expect(swept.length).toBeGreaterThan(0)
    for (const one of swept)
      expect(one.sweptBytes ?? 0).toBeGreaterThanOrEqual(one.reclaimedBytes ?? Infinity)
  })
})

describe('regions, logs and tasks of a goroutine', () => {
  it('are all of the trace, each on one goroutine', async () => {
    const index = await indexOf('usertrace-go1.27.trace')
    const oracle = fixtureOracle('usertrace-go1.27.trace')
    const all = Array.from({ length: index.trace.goroutines.count }, (_, one) => goroutineWork(index, one))
    const sum = (of: (work: (typeof all)[number]) => number): number =>
      all.reduce((total, work) => total + of(work), 0)
    expect(sum((work) => work.regionTotal)).toBe(index.trace.regions.count)
    expect(sum((work) => work.logTotal)).toBe(oracle.logCount)
    const ids = new Set(all.flatMap((work) => work.tasks.map((task) => task.id)))
    // Go counts the background task too: no goroutine has that one.
    expect(ids.size).toBe(oracle.taskCount - 1)
    expect(ids.has(0)).toBe(false)
    for (const { regions } of all) {
      const starts = regions.map((region) => region.startNs)
      expect(starts).toEqual([...starts].sort((a, b) => a - b))
    }
  })
})
