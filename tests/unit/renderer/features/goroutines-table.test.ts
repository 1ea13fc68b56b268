import { describe, expect, it } from 'vitest'
import { visualStateIndex, visualStates, type GoroutineRowDto } from '../../../../src/contract/trace-dto'
import { blockedNs, columns } from '../../../../src/renderer/features/goroutines/columns'
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
  createdNs: 77,
  lifetimeNs: 2_000_000,
  stateTimes: times,
  longestWaitNs: 9,
  waitCount: 3,
  createdBy: 1,
}

describe('goroutine table', () => {
  it('writes exact nanoseconds to CSV, units in the header', () => {
    expect(csvText([exactHeader, exactCells(row)]).split('\r\n')).toEqual([
      'goroutine,start function,created ns,lifetime ns,running ns,runnable ns,blocked ns,syscall ns,longest wait ns,waits,created by',
      '18,"main.Map[int,string].func1",77,2000000,5,0,1234570,0,9,3,1',
      '',
    ])
  })

  it('sums as blocked what waits for sync, channels, network and the collector', () => {
    expect(blockedNs(row)).toBe(1_234_570)
  })

  it('has a column for every sort the host knows but none twice', () => {
    const sorts = columns.flatMap((column) => (column.sort === undefined ? [] : [column.sort]))
    expect([...sorts].sort()).toEqual(
      [
        'blocked',
        'created',
        'function',
        'id',
        'lifetime',
        'longestWait',
        'runnable',
        'running',
        'syscall',
        'waits',
      ].sort(),
    )
  })
})
