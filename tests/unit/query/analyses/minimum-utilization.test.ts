import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MinimumUtilization } from '../../../../src/query/analyses/minimum-utilization'
import {
  UtilizationRecorder,
  type UtilizationCurve,
} from '../../../../src/query/analyses/mutator-utilization'
import type { EventSink } from '../../../../src/model/event-sink'
import { EventScript } from './event-script'

function curve(points: readonly (readonly [number, number])[]): UtilizationCurve {
  return {
    count: points.length,
    atNs: Float64Array.from(points, ([at]) => at),
    share: Float64Array.from(points, ([, share]) => share),
  }
}

/** The mean of every window whose left edge is a whole nanosecond. */
function leastByTrying({ count, atNs, share }: UtilizationCurve, windowNs: number): number {
  const valueAt = (time: number): number => {
    let i = 0
    while (i + 1 < count && atNs[i + 1] <= time) i++
    return share[i]
  }
  let least = 1
  for (let left = atNs[0]; left + windowNs <= atNs[count - 1]; left++) {
    let sum = 0
    for (let time = left; time < left + windowNs; time++) sum += valueAt(time)
    least = Math.min(least, sum / windowNs)
  }
  return least
}

describe('minimum mutator utilization', () => {
  it('is the least mean over all windows', () => {
    const random = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 4 })), {
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(random, fc.integer({ min: 1, max: 40 }), (steps, windowNs) => {
        let at = 100
        const points: [number, number][] = []
        for (const [length, quarters] of steps) {
          points.push([at, quarters / 4])
          at += length
        }
        points.push([at, 0])
        const made = curve(points)
        const length = at - 100
        const found = new MinimumUtilization(made).over(windowNs)
        expect(found).toBeCloseTo(leastByTrying(made, Math.min(windowNs, length)), 12)
      }),
      { numRuns: 300 },
    )
  })

  it("has Go's last digit, and in parity Go's windows that reach beyond the end", () => {
    const at: number[] = []
    const share: number[] = []
    let seed = 1
    const next = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) >>> 16
    let time = 0
    for (let i = 0; i < 400; i++) {
      const value = 1 - (next() % 8) / 7
      time += 1 + (next() % 97)
      if (value === share.at(-1)) continue
      at.push(time)
      share.push(value)
    }
    const made = curve([...at.map((ns, i) => [ns, share[i]] as const), [time + 50, 0]])
    const windowsNs = [100, 333, 1000, 1234, 5000, 7777, 12345]
    const found = (isGo: boolean): number[] => {
      const minimum = new MinimumUtilization(made, isGo)
      return windowsNs.map((windowNs) => minimum.over(windowNs))
    }
    // What Go 1.27's MMUCurve.MMU returns for this curve.
    const shared = [0.35928571428571465, 0.3982403334105125, 0.4676571428571435, 0.4839177795330559]
    expect(found(true)).toEqual([0, 0.0536250536250544, ...shared, 0.5160215240409657])
    expect(found(false)).toEqual([0, 0.08322608322608326, ...shared, 0.521113232656368])
  })

  it('is 0 for no window and 1 without a curve', () => {
    const some = curve([
      [0, 0.5],
      [10, 0],
    ])
    expect(new MinimumUtilization(some).over(0)).toBe(0)
    expect(new MinimumUtilization(some).over(1_000)).toBe(0.5)
    expect(new MinimumUtilization(curve([])).over(10)).toBe(1)
  })
})

/** Feeds a script to a recorder alone. */
function record(write: (script: EventScript) => unknown, sweep = false): [number, number][] {
  let nameOf = (_index: number): string => ''
  const recorder = new UtilizationRecorder({ stopTheWorld: true, markAssist: true, sweep }, (index) =>
    nameOf(index),
  )
  let lastNs = 0
  const see = (timeNs: number): void => void (lastNs = Math.max(lastNs, timeNs))
  const sink: EventSink = {
    begin: (tables) => void (nameOf = (index) => tables.strings.get(index)),
    sync: (context) => {
      see(context.timeNs)
      recorder.sync(context.timeNs)
    },
    goroutineTransition: (context, goroutine, from, to) => {
      see(context.timeNs)
      recorder.goroutineTransition(context, goroutine, from, to)
    },
    processorTransition: () => undefined,
    rangeBegin: (...event) => recorder.rangeBegin(...event),
    rangeActive: (...event) => recorder.rangeActive(...event),
    rangeEnd: (context, scope, scopeId, name) => recorder.rangeEnd(context, scope, scopeId, name),
    metric: (context, metric, value) => recorder.metric(context.timeNs, metric, value),
    label: () => undefined,
    taskBegin: () => undefined,
    taskEnd: () => undefined,
    regionBegin: () => undefined,
    regionEnd: () => undefined,
    log: () => undefined,
    cpuSample: () => undefined,
    experimental: () => undefined,
  }
  write(new EventScript(sink))
  const { count, atNs, share } = recorder.finish(lastNs)
  return Array.from({ length: count }, (_, i) => [atNs[i], share[i]])
}

describe('the utilization curve', () => {
  const g = { m: 1, p: 0, g: 5 }
  const assist = 'GC mark assist'

  it('follows assists with their goroutine, and stops of the collector', () => {
    const points = record((script) =>
      script
        .sync(0)
        .gomaxprocs(10, { m: 1, p: 0 }, 4)
        .goroutine(20, { m: 1, p: 0 }, 5, 'undetermined', 'running')
        .range(30, g, 'begin', assist)
        .goroutine(40, g, 5, 'running', 'waiting', 'GC mark assist wait for work')
        .goroutine(50, { m: 1, p: 1 }, 5, 'waiting', 'runnable')
        .goroutine(60, { m: 1, p: 1 }, 5, 'runnable', 'running')
        .range(70, { ...g, p: 1 }, 'end', assist)
        .range(80, g, 'begin', 'stop-the-world (GC mark termination)')
        .range(85, g, 'end', 'stop-the-world (GC mark termination)')
        .range(90, g, 'begin', 'stop-the-world (GOMAXPROCS)')
        .range(95, g, 'end', 'stop-the-world (GOMAXPROCS)')
        .sync(100, true),
    )
    expect(points).toEqual([
      [10, 1],
      [30, 0.75],
      [40, 1],
      [60, 0.75],
      [70, 1],
      [80, 0],
      [85, 1],
      [100, 0],
    ])
  })

  it('charges the past for a sweep that is open when the trace begins', () => {
    const points = record(
      (script) =>
        script
          .sync(0)
          .gomaxprocs(10, { m: 1, p: 0 }, 2)
          .range(30, g, 'active', 'GC incremental sweep', 'processor')
          .range(40, g, 'end', 'GC incremental sweep', 'processor')
          .sync(50, true),
      true,
    )
    expect(points).toEqual([
      [10, 0.5],
      [40, 1],
      [50, 0],
    ])
  })

  it('has no point before GOMAXPROCS is known, and forgets processors that go', () => {
    expect(record((script) => script.sync(0).range(5, g, 'begin', assist).sync(9, true))).toEqual([])
    const points = record((script) =>
      script
        .sync(0)
        .gomaxprocs(10, { m: 1, p: 0 }, 2)
        .range(20, { m: 2, p: 1, g: 6 }, 'begin', assist)
        .gomaxprocs(30, { m: 1, p: 0 }, 1)
        .sync(50, true),
    )
    expect(points).toEqual([
      [10, 1],
      [20, 0.5],
      [30, 1],
      [50, 0],
    ])
  })
})
