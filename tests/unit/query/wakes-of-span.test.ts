import { describe, expect, it } from 'vitest'
import { GoroutineState } from '../../../src/model/states'
import { wakesBetween } from '../../../src/query/goroutine/wakes-of-span'
import { buildTrace } from '../support/build-trace'

const { running, runnable, waiting } = GoroutineState

const sleeper = (id: number, wokenAtNs: readonly number[], by: number) => ({
  id,
  name: 'main.worker',
  spans: wokenAtNs.flatMap((atNs, index) => [
    { startNs: index === 0 ? 0 : atNs - 5, state: waiting, reason: 'sync' },
    { startNs: atNs, state: runnable, reason: 'unblocked', by },
    { startNs: atNs + 3, state: running },
  ]),
  endNs: 1_000,
})

const trace = buildTrace({
  durationNs: 1_000,
  goroutines: [
    { id: 1, name: 'main.main', spans: [{ startNs: 0, state: running }], endNs: 1_000 },
    sleeper(5, [100, 300, 500], 1),
    sleeper(6, [200, 300], 1),
    sleeper(7, [250], 5),
  ],
})

const wakes = (fromNs: number, toNs: number, maximum = 64): string[] =>
  wakesBetween(trace, 0, fromNs, toNs, maximum).map(
    ({ goroutine, atNs }) => `g${trace.goroutines.id[goroutine]}@${atNs}`,
  )

describe('wakesBetween', () => {
  it('names whom a goroutine woke, in order of time', () => {
    expect(wakes(0, 1_000)).toEqual(['g5@100', 'g6@200', 'g5@300', 'g6@300', 'g5@500'])
  })

  it('keeps to the stretch, both ends counted', () => {
    expect(wakes(200, 300)).toEqual(['g6@200', 'g5@300', 'g6@300'])
    expect(wakes(301, 499)).toEqual([])
  })

  it('credits nobody with the wakes of another', () => {
    expect(wakesBetween(trace, 3, 0, 1_000, 64)).toEqual([])
    expect(wakesBetween(trace, 1, 0, 1_000, 64)).toMatchObject([{ goroutine: 3, atNs: 250 }])
  })

  it('is bounded', () => {
    expect(wakes(0, 1_000, 2)).toEqual(['g5@100', 'g6@200'])
  })
})
