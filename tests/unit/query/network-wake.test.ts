/** Nobody may read that the network woke a goroutine which had not waited for it: all answers that name a reason. */
import { finish } from '../../../src/base/steps'
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { goroutineDto, goroutineSpans } from '../../../src/query/goroutine/details'
import { goroutineTest } from '../../../src/query/goroutine/filter'
import { goroutineWaits } from '../../../src/query/goroutine/waits'
import { analysis } from '../../../src/query/analysis-tables/analysis'
import { networkWake } from '../../../src/query/goroutine/network-wake'
import { snapshot } from '../../../src/query/snapshot'
import { rangeStatistics } from '../../../src/query/stretch/range-statistics'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { fixtureTrace } from '../support/fixture-trace'

describe('a trace without a wait for the network', () => {
  it('never speaks of a wake-up by it', async () => {
    const trace = await fixtureTrace('gcheavy-go1.27.trace')
    // The model has them all the same: restarting the world polls the network.
    expect(trace.spans.reasons).toContain(networkWake)
    expect(trace.spans.reasons).not.toContain('network')
    const index = buildTraceIndex(trace, neverCancelled)
    const { durationNs, goroutines } = trace
    const said: unknown[] = [
      finish(rangeStatistics(index, { fromNs: 0, toNs: durationNs, sort: 'running', limit: 100 })),
      finish(analysis(index, 'profile-sched')),
      finish(analysis(index, 'waits')),
    ]
    for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
      said.push(goroutineDto(index, goroutine), goroutineWaits(index, goroutine))
      said.push(goroutineSpans(index, goroutine, { offset: 0, limit: 10_000 }))
    }
    for (let slice = 0; slice < 50; slice++) said.push(snapshot(index, (slice / 50) * durationNs))
    expect(JSON.stringify(said)).not.toContain(networkWake)
    const test = goroutineTest(index, `reason = "${networkWake}"`)
    if (!test.ok) throw new Error(test.error.message)
    for (let goroutine = 0; goroutine < goroutines.count; goroutine++)
      expect(test.value?.(goroutine)).toBe(false)
  })
})
