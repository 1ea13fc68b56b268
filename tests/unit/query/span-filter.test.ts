import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { GoroutineState } from '../../../src/model/states'
import { goroutineSpans } from '../../../src/query/goroutine/details'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { buildTrace } from '../support/build-trace'

const { running, runnable, waiting } = GoroutineState

const index = buildTraceIndex(
  buildTrace({
    durationNs: 1_000,
    goroutines: [
      { id: 1, name: 'main.main', spans: [{ startNs: 0, state: running }], endNs: 1_000 },
      {
        id: 5,
        name: 'main.worker',
        createdBy: 1,
        createdInTrace: true,
        spans: [
          { startNs: 100, state: runnable, reason: 'created', by: 1 },
          { startNs: 150, state: running },
          { startNs: 200, state: waiting, reason: 'sync', stack: ['sync.(*Mutex).Lock', 'main.work'] },
          { startNs: 300, state: runnable, reason: 'unblocked', by: 1 },
          { startNs: 320, state: running },
          { startNs: 400, state: waiting, reason: 'chan receive', stack: ['main.read'] },
          { startNs: 700, state: runnable, reason: 'unblocked' },
          { startNs: 710, state: running },
        ],
        endNs: 1_000,
      },
    ],
  }),
  neverCancelled,
)
const worker = index.trace.tables.goroutines.indexOf(5)

function starts(filter: string): readonly number[] {
  const found = goroutineSpans(index, worker, { filter, offset: 0, limit: 100 })
  if (!found.ok) throw new Error(found.error.message)
  expect(found.value.total).toBe(found.value.spans.length)
  return found.value.spans.map((span) => span.startNs)
}

describe('the filter of a life', () => {
  it.each<[string, readonly number[]]>([
    ['', [100, 150, 200, 300, 320, 400, 700, 710]],
    ['state = running', [150, 320, 710]],
    ['unblocked', [300, 700]],
    ['state = blocked', [200, 400]],
    ['reason = "chan receive"', [400]],
    ['duration >= 100ns and state = waiting', [200, 400]],
    ['duration > 100ns and state = waiting', [400]],
    ['not state = running and start < 300ns', [100, 200]],
    ['sync', [200]],
    ['main.work', [200]],
    ['read', [400]],
    // The wait that g1 ended, and what g1 made runnable.
    ['g1', [100, 200, 300]],
    ['woken by main.main', [100, 200, 300]],
    ['exists at 450ns', [400]],
    ['runnable or state = waiting', [100, 200, 300, 400, 700]],
    // About the goroutine: holds for all of its spans, or for none.
    ['function = main.worker and state = runnable', [100, 300, 700]],
    ['function = main.main', []],
  ])('%s', (filter, wanted) => {
    expect(starts(filter)).toEqual(wanted)
  })

  it('pages through what fits, and forgets it for another goroutine', () => {
    const page = goroutineSpans(index, worker, { filter: 'state = running', offset: 1, limit: 1 })
    expect(page.ok && page.value.total).toBe(3)
    expect(page.ok && page.value.spans.map((span) => span.startNs)).toEqual([320])
    const other = index.trace.tables.goroutines.indexOf(1)
    const main = goroutineSpans(index, other, { filter: 'state = running', offset: 0, limit: 9 })
    expect(main.ok && main.value.total).toBe(1)
  })

  it('says what it cannot read', () => {
    const failed = goroutineSpans(index, worker, { filter: 'duration >', offset: 0, limit: 1 })
    expect(failed.ok).toBe(false)
  })
})
