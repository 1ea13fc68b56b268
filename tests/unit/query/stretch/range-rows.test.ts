import { finish } from '../../../../src/base/steps'
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../../src/base/cancellation'
import { visualStateIndex } from '../../../../src/contract/visual-states'
import type { RangeStatisticsDto } from '../../../../src/contract/stretch-dto'
import { limits } from '../../../../src/contract/limits'
import { lostSyscalls } from '../../../../src/query/scheduling/lost-syscalls'
import { rangeOfRows } from '../../../../src/query/stretch/range-of-rows'
import { rangeStatistics } from '../../../../src/query/stretch/range-statistics'
import { scopeOfRows } from '../../../../src/query/stretch/range-rows'
import { TraceTiles } from '../../../../src/query/tiles/trace-tiles'
import { buildTraceIndex } from '../../../../src/query/build-trace-index'
import { fixtureTrace } from '../../support/fixture-trace'

const trace = await fixtureTrace('workerpool-go1.27.trace')
const index = buildTraceIndex(trace, neverCancelled)
const tiles = new TraceTiles(index, limits.tileRectangles)
const range = {
  fromNs: trace.durationNs * 0.2,
  toNs: trace.durationNs * 0.6,
  sort: 'running',
  limit: 1_000,
} as const
const ofRows = (rows: readonly string[]) => {
  const scope = scopeOfRows(tiles, rows)
  if (scope === undefined) throw new Error('these rows mean all')
  return finish(rangeOfRows(index, range, scope))
}
const whole = finish(rangeStatistics(index, range))

const longestOf = (reasons: RangeStatisticsDto['reasons']): number =>
  Math.max(...reasons.map(({ longest }) => longest?.insideNs ?? 0))

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)

describe('a range of some rows', () => {
  it('tells of a goroutine what the whole range tells of it', () => {
    for (const row of whole.goroutines.rows.slice(0, 8)) {
      const one = ofRows([`goroutine:${row.goroutine.id}`])
      expect(one.goroutines.total).toBe(1)
      expect(one.stateTimes.map(Math.round)).toEqual(row.stateTimes.map(Math.round))
      expect(one.processors.ran.every(({ goroutine }) => goroutine.id === row.goroutine.id)).toBe(true)
    }
  })

  it('adds up: all groups together are the whole', () => {
    const groups = ofRows(index.groups.map(({ key }) => key))
    expect(groups.stateTimes.map(Math.round)).toEqual(whole.stateTimes.map(Math.round))
    expect(groups.reasons.length).toBe(whole.reasons.length)
    expect(groups.processors).toEqual(whole.processors)
  })

  it('tells of Ps only what ran on them', () => {
    const [first, second] = whole.processors.rows
    if (first === undefined || second === undefined) throw new Error('too few Ps')
    const one = ofRows([`proc:${first.processor}`])
    expect(one.processors.rows).toEqual([first])
    expect(sum(one.stateTimes)).toBeCloseTo(first.goroutineNs, 0)
    expect(one.stateTimes[visualStateIndex['blocked-channel']]).toBe(0)
    const both = ofRows([`proc:${first.processor}`, `proc:${second.processor}`])
    expect(sum(both.stateTimes)).toBeCloseTo(first.goroutineNs + second.goroutineNs, 0)
  })

  it('tells of threads what they ran, on which Ps', () => {
    const threads = Array.from(trace.threads.id.subarray(0, trace.threads.count), (id) =>
      ofRows([`thread:${id}`]),
    )
    expect(threads.some(({ processors }) => processors.rows.length > 0)).toBe(true)
    const held = sum(threads.map(({ processors }) => processors.heldNs))
    expect(held).toBeCloseTo(whole.processors.heldNs, 0)
    const withGoroutine = sum(threads.map(({ processors }) => processors.goroutineNs))
    expect(withGoroutine).toBeCloseTo(whole.processors.goroutineNs, 0)
    for (const { longestRuns = [], reasons } of threads)
      expect(longestRuns[0]?.insideNs).toBe(reasons.length === 0 ? undefined : longestOf(reasons))
  })

  it('counts system calls of threads, and those that lost their P', async () => {
    const file = await fixtureTrace('cgothreads-go1.27.trace')
    const own = buildTraceIndex(file, neverCancelled)
    const rows = new TraceTiles(own, limits.tileRectangles)
    const all = { fromNs: 0, toNs: Math.ceil(file.durationNs), sort: 'running', limit: 1 } as const
    let lost = 0
    for (const id of file.threads.id.subarray(0, file.threads.count)) {
      const scope = scopeOfRows(rows, [`thread:${id}`])
      if (scope === undefined) throw new Error(`M${id} has no row`)
      const { systemCalls, reasons } = finish(rangeOfRows(own, all, scope))
      const told = reasons.filter(({ visualState }) => visualState === 'syscall')
      expect(systemCalls?.totalNs).toBeCloseTo(sum(told.map(({ totalNs }) => totalNs)), 0)
      expect(systemCalls?.withoutProcessorNs).toBeLessThanOrEqual(systemCalls?.totalNs ?? 0)
      lost += systemCalls?.lostProcessorCount ?? 0
    }
    const longEnough = [...lostSyscalls(own)].filter(({ lostNs, endNs }) => endNs > lostNs)
    expect(lost).toBeGreaterThan(0)
    expect(lost).toBe(longEnough.length)
  })

  it('means all of the trace by rows that stand for nothing in it', () => {
    expect(scopeOfRows(tiles, [])).toBeUndefined()
    expect(scopeOfRows(tiles, ['goroutine:999999', 'heap', 'nonsense'])).toBeUndefined()
  })
})
