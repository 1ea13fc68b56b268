import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { GoroutineState } from '../../../src/model/states'
import { snapshot } from '../../../src/query/snapshot'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { buildTrace } from '../support/build-trace'
import type { GoroutineSketch } from '../support/build-trace'
import { fixtureNames, fixtureTrace } from '../support/fixture-trace'

const { running, runnable, waiting } = GoroutineState

const worker = (id: number, blockedNs: number): GoroutineSketch => ({
  id,
  name: 'main.worker',
  createdInTrace: true,
  ended: true,
  spans: [
    { startNs: 10, state: runnable, reason: 'created', by: 1, stack: ['main.main'] },
    { startNs: 20, state: running },
    { startNs: blockedNs, state: waiting, reason: 'sync', stack: ['sync.(*Mutex).Lock', 'main.work'] },
    { startNs: 500, state: runnable, reason: 'unblocked', by: 1, stack: ['main.main'] },
    { startNs: 600, state: running },
  ],
  endNs: 700,
})

const trace = buildTrace({
  durationNs: 1_000,
  goroutines: [
    { id: 1, name: 'main.main', spans: [{ startNs: 0, state: running }], endNs: 1_000 },
    worker(5, 100),
    worker(6, 200),
  ],
})
const index = buildTraceIndex(trace, neverCancelled)

describe('snapshot', () => {
  it('groups goroutines that stand at one place, longest there first', () => {
    const { total, groups } = snapshot(index, 400)
    expect(total).toBe(3)
    expect(groups[0]).toMatchObject({
      count: 2,
      state: 'Waiting',
      visualState: 'blocked-sync',
      reason: 'sync',
      functionName: 'main.worker',
      place: { functionName: 'main.work' },
      isLastKnownStack: false,
      longestNs: 300,
      shortestNs: 200,
      goroutines: [5, 6],
    })
    expect(groups[1]).toMatchObject({ count: 1, state: 'Running', goroutines: [1] })
  })

  it('keeps the place of a wait while the goroutine has not run again, and marks it afterwards', () => {
    expect(snapshot(index, 550).groups[0]).toMatchObject({
      state: 'Runnable',
      isLastKnownStack: false,
      count: 2,
    })
    expect(snapshot(index, 550).groups[0].place?.functionName).toBe('main.work')
    expect(snapshot(index, 650).groups[0]).toMatchObject({
      state: 'Running',
      isLastKnownStack: true,
      count: 2,
    })
  })

  it('never shows the stack of a creator or waker as the goroutine’s own', () => {
    expect(snapshot(index, 15).groups.find((group) => group.state === 'Runnable')?.stack).toEqual([])
  })

  it('leaves out what does not exist yet or any more', () => {
    expect(snapshot(index, 5).total).toBe(1)
    expect(snapshot(index, 700).total).toBe(1)
  })

  it.each(fixtureNames(/^(httpload|pipeline|many10k)-go1\.2[67]/))(
    '%s: as many as the counters say',
    async (name) => {
      const model = await fixtureTrace(name)
      const built = buildTraceIndex(model, neverCancelled)
      for (const share of [0.1, 0.5, 0.9]) {
        const { total, groups } = snapshot(built, model.durationNs * share)
        expect(groups.reduce((sum, group) => sum + group.count, 0)).toBe(total)
        expect(total).toBeLessThanOrEqual(built.counters.maxGoroutines)
        expect(total).toBeGreaterThan(0)
      }
    },
  )
})
