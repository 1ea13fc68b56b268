import { describe, expect, it } from 'vitest'
import { goroutineSorts } from '../../../../src/contract/goroutine-table-dto'
import type { GoroutineRowDto } from '../../../../src/contract/goroutine-table-dto'
import { visualStateIndex, visualStates } from '../../../../src/contract/visual-states'
import {
  allColumns,
  blockedNs,
  columns,
  shownColumns,
  unitOf,
  usualColumns,
} from '../../../../src/renderer/features/goroutines/columns'
import { csvText } from '../../../../src/renderer/data/csv'
import { exactCells, exactHeader } from '../../../../src/renderer/features/goroutines/all-rows'

const times = visualStates.map(() => 0)
times[visualStateIndex.running] = 5
times[visualStateIndex['blocked-sync']] = 1_234_567
times[visualStateIndex['blocked-channel']] = 1
times[visualStateIndex.network] = 2

const row: GoroutineRowDto = {
  id: 18,
  functionName: 'main.Map[int,string].func1',
  isSystem: false,
  count: 1,
  spanCount: 12,
  createdNs: 77,
  lifetimeNs: 2_000_000,
  stateTimes: times,
  longestWaitNs: 9,
  waitCount: 3,
  executionNs: 5,
  lostProcessorNs: 0,
  unknownNs: 0,
  p50WaitNs: 4,
  p99WaitNs: 9,
  blockedNs: { sync: 1_234_567 },
  chargedNs: { 'GC mark assist': 11 },
  createdBy: 1,
}

const ofTrace = {
  reasons: ['sync'],
  ranges: ['GC mark assist'],
  durationNs: 2_000_000,
  summedNs: 3_000_000,
}
const unit = unitOf(ofTrace, false)
const usual = shownColumns(allColumns(ofTrace, false), usualColumns, unit)

describe('goroutine table', () => {
  it('writes exact nanoseconds to CSV, units in the header', () => {
    expect(csvText([exactHeader(usual), exactCells(usual, row)]).split('\r\n')).toEqual([
      'goroutine,start function,lifetime ns,running ns,runnable ns,blocked ns,first seen ns,syscall ns,longest wait ns,waits,created by',
      '18,"main.Map[int,string].func1",2000000,5,0,1234570,77,0,9,3,1',
      '',
    ])
  })

  it('sums as blocked what waits for sync, channels, network and the collector', () => {
    expect(blockedNs(row)).toBe(1_234_570)
  })

  it('has a column for every sort the host knows but none twice', () => {
    const sorts = columns.flatMap((column) => (column.sort === undefined ? [] : [column.sort]))
    expect([...sorts].sort()).toEqual([...goroutineSorts].sort())
  })

  it('has a column for each reason and range of the trace, which shows when it is chosen', () => {
    const chosen = [...usualColumns, 'blocked:sync', 'range:GC mark assist']
    const shown = shownColumns(allColumns(ofTrace, false), chosen, unit)
    expect(exactHeader(shown).slice(-2)).toEqual(['sync ns', 'gc mark assist ns'])
    expect(exactCells(shown, row).slice(-2)).toEqual([1_234_567, 11])
  })

  it('counts goroutines by function, and names them one by one', () => {
    const byFunction = shownColumns(allColumns(ofTrace, true), usualColumns, unit).map(({ key }) => key)
    expect(byFunction.slice(0, 2)).toEqual(['function', 'count'])
    expect(usual.map(({ key }) => key).slice(0, 2)).toEqual(['id', 'function'])
  })

  it('writes all durations of a column in one unit, named in its head', () => {
    const running = usual.find(({ key }) => key === 'blocked')
    expect(running?.unit).toBe('ms')
    expect(running?.toCell(row, unit)).toBe('1.235')
    expect(unitOf({ ...ofTrace, durationNs: 999_999 }, false).name).toBe('µs')
    expect(unitOf({ ...ofTrace, summedNs: 1e12 }, true).name).toBe('s')
  })
})
