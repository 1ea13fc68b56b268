import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { goroutineTest } from '../../../src/query/goroutine/filter'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { GoroutineState } from '../../../src/model/states'
import { buildTrace } from '../support/build-trace'

const { running, runnable, waiting } = GoroutineState

const trace = buildTrace({
  durationNs: 1_000_000,
  goroutines: [
    {
      id: 1,
      name: 'main.main',
      spans: [{ startNs: 0, state: running }],
      endNs: 1_000_000,
    },
    {
      id: 7,
      name: 'example.com/pool.(*Worker).run',
      createdBy: 1,
      createdInTrace: true,
      ended: true,
      spans: [
        { startNs: 100, state: runnable, reason: 'created', by: 1 },
        { startNs: 200, state: running },
        { startNs: 300, state: waiting, reason: 'sync' },
        { startNs: 50_300, state: runnable, reason: 'unblocked', by: 1 },
        { startNs: 50_400, state: running },
      ],
      endNs: 60_000,
    },
    {
      id: 8,
      name: 'example.com/pool.(*Worker).run',
      createdBy: 1,
      createdInTrace: true,
      spans: [
        { startNs: 400, state: runnable, reason: 'created', by: 1 },
        { startNs: 30_400, state: running },
        { startNs: 30_500, state: waiting, reason: 'chan receive' },
      ],
      endNs: 1_000_000,
    },
    {
      id: 3,
      name: 'runtime.gcBgMarkWorker',
      system: true,
      spans: [{ startNs: 0, state: running }],
      endNs: 1_000_000,
    },
  ],
})
const index = buildTraceIndex(trace, neverCancelled)

function matching(filter: string): number[] {
  const test = goroutineTest(index, filter)
  if (!test.ok) throw new Error(test.error.message)
  const passes = test.value ?? (() => true)
  return [...trace.goroutines.id].filter((_, goroutine) => passes(goroutine))
}

describe('goroutine filter', () => {
  it.each([
    ['', [1, 7, 8, 3]],
    ['pool', [7, 8]],
    ['POOL g1', []],
    ['g1 or worker', [1, 7, 8, 3]],
    ['package = example.com/pool', [7, 8]],
    ['function ~ gcbg', [3]],
    ['creator = main.main', [7, 8]],
    ['state = blocked-sync', [7]],
    ['state = blocked', [7, 8]],
    ['state = waiting', [7, 8]],
    ['state = gc-work', [3]],
    ['reason = "chan receive"', [8]],
    ['duration > 900us', [1, 8, 3]],
    // One and the same span: g7 was runnable for 100 ns and blocked for 50 µs.
    ['state = runnable and duration > 10us', [8]],
    ['state = runnable and (duration > 10us)', [8]],
    ['not state = waiting', [1, 3]],
    ['exists at 70us', [1, 8, 3]],
    ['exists at 250', [1, 7, 3]],
    ['woken by g1', [7]],
    ['woken by main.main', [7]],
    ['lifetime < 100us', [7]],
    ['blocked > 40us and blocked < 60us', [7]],
    ['runnable >= 30us', [8]],
    ['longest >= 50us and waits = 1', [7, 8]],
    ['system', [3]],
    ['alive and not system', [1, 8]],
    ['spans = 1', [1, 3]],
    ['created > 300', [8]],
    ['ended < 1ms', [7]],
    ['id >= 7', [7, 8]],
  ])('%s', (filter, expected) => {
    expect(matching(filter)).toEqual(expected)
  })
})
