import { finish } from '../../../src/base/steps'
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { Metric } from '../../../src/model/states'
import { rangeWithFigures } from '../../../src/query/scheduling/range-figures'
import { rangeStatistics } from '../../../src/query/stretch/range-statistics'
import { lastStoppedIn, worldStops } from '../../../src/query/scheduling/stops'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { fixtureTrace } from '../support/fixture-trace'

const trace = await fixtureTrace('gcheavy-go1.27.trace')
const index = buildTraceIndex(trace, neverCancelled)
const told = Array.from({ length: trace.ranges.count }, (_, range) => rangeWithFigures(index, range))

describe('a mark phase', () => {
  const phases = told.filter(({ mark }) => mark !== undefined)

  it('has the workers and Ps of exactly its time', () => {
    expect(phases.length).toBeGreaterThan(2)
    for (const { startNs, endNs, mark } of phases) {
      const whole = finish(
        rangeStatistics(index, { fromNs: startNs, toNs: endNs, sort: 'running', limit: 1 }),
      )
      expect(mark?.workerNs).toBeCloseTo(whole.gc.workerNs, 0)
      expect(mark?.heldNs).toBeCloseTo(whole.processors.heldNs, 0)
      expect(mark?.workerNs).toBeLessThanOrEqual(mark?.heldNs ?? 0)
    }
  })

  it('has the heap in force at both ends', () => {
    const inForce = (timeNs: number): number | null => {
      const { atNs, value, count } = trace.metrics[Metric.heapLive]
      let found: number | null = null
      for (let at = 0; at < count; at++) if (atNs[at] <= timeNs) found = value[at]
      return found
    }
    for (const { startNs, endNs, mark } of phases) {
      expect(mark?.startLiveBytes).toBe(inForce(startNs))
      expect(mark?.endLiveBytes).toBe(inForce(endNs))
    }
    expect(phases.some(({ mark }) => mark?.startLiveBytes !== mark?.endLiveBytes)).toBe(true)
    expect(phases.some(({ mark }) => (mark?.endGoalBytes ?? 0) > 0)).toBe(true)
  })
})

describe('a stop of the world', () => {
  it('names the last P only where one is seen to stop', () => {
    const stops = worldStops(trace)
    const seen = stops.filter((stop) => lastStoppedIn(index, stop) !== undefined)
    expect(seen.length).toBeGreaterThan(0)
    expect(told.filter(({ lastStopped }) => lastStopped !== undefined).length).toBe(seen.length)
    for (const { startNs, endNs, lastStopped } of told) {
      if (lastStopped !== undefined) expect(lastStopped.afterNs).toBeLessThan(endNs - startNs)
    }
  })
})
