/**
 * Times per goroutine against Go's own figures. Ours are of the raw clock; Go's reader moves events by nanoseconds to
 * keep its order strict, so the two agree within a tolerance. What is exact in both is compared exactly elsewhere.
 */
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { visualStateIndex } from '../../../src/contract/visual-states'
import { GoroutineState } from '../../../src/model/states'
import type { Trace } from '../../../src/model/trace'
import { figuresOf } from '../../../src/query/goroutine/figures-of'
import { newFigures } from '../../../src/query/goroutine/figures'
import { overview } from '../../../src/query/overview'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { endOfSpan } from '../../../src/query/goroutine/span-details'
import { fixtureNames, fixtureOracle, fixtureTrace } from '../support/fixture-trace'

const toleranceNs = 100_000

const names = fixtureNames(/go1\.2[2-7]/).filter((name) => fixtureOracle(name).ok)

function waitsByReason(trace: Trace, goroutine: number): Map<string, number> {
  const { spans, goroutines } = trace
  const sums = new Map<string, number>()
  for (let span = goroutines.spanOffset[goroutine]; span < goroutines.spanOffset[goroutine + 1]; span++) {
    if (spans.state[span] !== GoroutineState.waiting) continue
    const reason = spans.reasons[spans.reason[span]]
    // Go closes a goroutine that blocked for ever at the block: that time is in none of its numbers.
    if (reason === 'forever') continue
    sums.set(reason, (sums.get(reason) ?? 0) + endOfSpan(trace, goroutine, span) - spans.startNs.at(span))
  }
  return sums
}

function livesOf(trace: Trace, goroutine: number): number {
  const { spans, goroutines } = trace
  let lives = 1
  for (let span = goroutines.spanOffset[goroutine]; span < goroutines.spanOffset[goroutine + 1]; span++) {
    if (spans.state[span] === GoroutineState.notExist) lives++
  }
  return lives
}

describe.each(names)('%s', (name) => {
  it("has Go's time per goroutine and state, and Go's totals", async () => {
    const trace = await fixtureTrace(name)
    const oracle = fixtureOracle(name)
    const index = buildTraceIndex(trace, neverCancelled)
    const differing: string[] = []
    const compare = (what: string, ours: number, go: number): void => {
      if (Math.abs(ours - go) > toleranceNs) differing.push(`${what}: ${ours} instead of ${go}`)
    }
    for (const one of oracle.goroutines) {
      const goroutine = trace.tables.goroutines.indexOf(one.id)
      const { times } = figuresOf(index, goroutine, newFigures())
      const label = `g${one.id} ${one.name}`
      // A thread of C that calls Go again takes the same goroutine id: Go's summary keeps only the last life.
      if (livesOf(trace, goroutine) > 1) {
        expect(times[visualStateIndex.running], label).toBeGreaterThanOrEqual(one.execNs - toleranceNs)
        continue
      }
      let assistWaitNs = 0
      const waits = waitsByReason(trace, goroutine)
      for (const [reason, timeNs] of waits) {
        compare(`${label} blocked (${reason})`, timeNs, one.blockNs?.[reason] ?? 0)
        if (
          [
            'GC mark assist wait for work',
            'wait until GC ends',
            'GC weak to strong wait',
            'preempted',
          ].includes(reason)
        ) {
          assistWaitNs += timeNs
        }
      }
      const runningNs =
        times[visualStateIndex.running] +
        times[visualStateIndex['gc-work']] +
        times[visualStateIndex['gc-assist']] -
        assistWaitNs
      compare(`${label} running`, runningNs, one.execNs)
      compare(`${label} runnable`, times[visualStateIndex.runnable], one.schedWaitNs)
      compare(
        `${label} syscall`,
        times[visualStateIndex.syscall],
        (one.syscallNs ?? 0) + (one.syscallBlockNs ?? 0),
      )
    }
    expect(differing).toEqual([])
    const first = overview(index)
    expect(first.goroutineCount).toBe(oracle.goroutineCount)
    // Go counts a goroutine from the event that names it; one that existed before the trace exists from its begin.
    expect(first.maxGoroutinesAtOnce).toBeGreaterThanOrEqual(oracle.goroutineMaxSimultaneous)
    expect(first.maxGoroutinesAtOnce).toBeLessThanOrEqual(oracle.goroutineCount)
    expect(first.logCount).toBe(oracle.logCount)
    expect(first.cpuSampleCount).toBe(oracle.cpuSamples)
    expect(Math.abs(first.durationNs - oracle.durationNs)).toBeLessThanOrEqual(toleranceNs)
  })
})
