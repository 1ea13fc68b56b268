import { describe, expect, it } from 'vitest'
import type { InstantGroup } from '../../../../src/query/analyses/instant'
import { InstantRecorder } from '../../../../src/query/analyses/instant'
import { EventScript } from './event-script'

function groupsAt(atNs: number): readonly InstantGroup[] {
  const recorder = new InstantRecorder(atNs)
  const main = { m: 1, p: 0, g: 1 }
  const script = new EventScript(recorder).sync(0).goroutine(5, { m: 1, p: 0 }, 1, 'undetermined', 'running')
  for (const id of [11, 12]) {
    const own = { m: 1, p: 0, g: id, stack: ['runtime.chanrecv1', 'main.work'] }
    script
      .goroutine(id, main, id, 'notExist', 'runnable', '', ['main.work'])
      .goroutine(id + 10, { m: 1, p: 0 }, id, 'runnable', 'running')
      .goroutine(id + 20, own, id, 'running', 'waiting', 'chan receive')
  }
  script
    .goroutine(50, { ...main, stack: ['main.send'] }, 11, 'waiting', 'runnable')
    .goroutine(60, main, 13, 'notExist', 'runnable', '', ['main.late'])
    .goroutine(70, { m: 1, p: 0 }, 11, 'runnable', 'running')
    .goroutine(75, { m: 1, p: 0, g: 11 }, 11, 'running', 'notExist')
    .goroutine(80, {}, 2, 'undetermined', 'waiting', '', ['runtime.gopark', 'runtime.bgsweep'])
    .sync(90, true)
  return recorder.groups()
}

const short = (groups: readonly InstantGroup[]): unknown =>
  groups.map(({ state, reason, ids, frames }) => [state, reason, ids, frames.map((frame) => frame.function)])

describe('every goroutine at an instant', () => {
  it('groups equal stacks, and counts goroutines that are named only later', () => {
    expect(short(groupsAt(40))).toEqual([
      ['Waiting', 'chan receive', [11, 12], ['runtime.chanrecv1', 'main.work']],
      ['Running', '', [1], []],
      ['Waiting', '', [2], ['runtime.gopark', 'runtime.bgsweep']],
    ])
  })

  it('keeps the own stack of a goroutine that another one woke', () => {
    expect(short(groupsAt(55))).toContainEqual(['Runnable', '', [11], ['runtime.chanrecv1', 'main.work']])
  })

  it('has no goroutine that does not exist yet or any more', () => {
    const ids = (atNs: number): number[] =>
      groupsAt(atNs)
        .flatMap((group) => group.ids)
        .sort((a, b) => a - b)
    expect(ids(4)).toEqual([1, 2])
    expect(ids(59)).toEqual([1, 2, 11, 12])
    expect(ids(60)).toEqual([1, 2, 11, 12, 13])
    expect(ids(80)).toEqual([1, 2, 12, 13])
  })

  it('holds any number of goroutines', () => {
    const recorder = new InstantRecorder(1_000)
    const script = new EventScript(recorder).sync(0)
    for (let id = 1; id <= 500; id++) {
      script.goroutine(id, {}, id, 'undetermined', 'waiting', '', [id % 2 === 0 ? 'main.even' : 'main.odd'])
    }
    script.sync(2_000, true)
    expect(recorder.groups().map(({ ids, isFromBefore }) => [ids.length, isFromBefore])).toEqual([
      [250, true],
      [250, true],
    ])
  })

  it('says how long, and that it began before the trace', () => {
    const [channel, , sweeper] = groupsAt(40)
    expect(channel).toMatchObject({ forNs: { min: 8, median: 8, max: 9 }, isFromBefore: false })
    expect(sweeper).toMatchObject({ forNs: { min: 40, max: 40 }, isFromBefore: true })
  })
})
