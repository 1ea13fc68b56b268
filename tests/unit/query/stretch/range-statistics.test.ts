import { finish } from '../../../../src/base/steps'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../../src/base/cancellation'
import { visualStateIndex, visualStates } from '../../../../src/contract/visual-states'
import { GoroutineState, RangeScope, GoroutineFlag } from '../../../../src/model/states'
import type { Trace } from '../../../../src/model/trace'
import { rangeStatistics } from '../../../../src/query/stretch/range-statistics'
import { buildTraceIndex } from '../../../../src/query/build-trace-index'
import { visualStateOf } from '../../../../src/query/visual-state'
import { buildTrace } from '../../support/build-trace'
import { fixtureNames, fixtureTrace } from '../../support/fixture-trace'

interface NaiveFigures {
  readonly times: Record<string, number>
  readonly reasons: Record<string, { count: number; totalNs: number }>
  readonly byGoroutine: Map<number, number>
  readonly created: number
  readonly ended: number
  readonly assistNs: number
}

const overlap = (a: number, b: number, from: number, to: number): number =>
  Math.max(0, Math.min(b, to) - Math.max(a, from))

/** Every span of every goroutine, one by one, with no index at all. */
function naive(trace: Trace, from: number, to: number): NaiveFigures {
  const { goroutines, spans, ranges, tables } = trace
  const times: Record<string, number> = {}
  const reasons: Record<string, { count: number; totalNs: number }> = {}
  const byGoroutine = new Map<number, number>()
  let created = 0
  let ended = 0
  let assistNs = 0
  const add = (name: string, reason: string, count: number, ns: number): void => {
    times[name] = (times[name] ?? 0) + ns
    const key = `${name} ${reason}`
    reasons[key] ??= { count: 0, totalNs: 0 }
    reasons[key].count += count
    reasons[key].totalNs += ns
  }
  for (let g = 0; g < goroutines.count; g++) {
    const isWorker = tables.strings.get(goroutines.functionName[g]) === 'runtime.gcBgMarkWorker'
    const isIn = (time: number): boolean => time >= from && time < to
    if ((goroutines.flags[g] & GoroutineFlag.createdInTrace) !== 0 && isIn(goroutines.createdNs.at(g)))
      created++
    if (isIn(goroutines.endedNs.at(g))) ended++
    let assistedTo = -Infinity
    const assists: [number, number][] = []
    for (let range = 0; range < ranges.count; range++) {
      if (ranges.scope[range] !== RangeScope.goroutine || ranges.scopeId[range] !== g) continue
      if (tables.strings.get(ranges.name[range]) !== 'GC mark assist') continue
      assists.push([Math.max(assistedTo, ranges.startNs[range]), ranges.endNs[range]])
      assistedTo = ranges.endNs[range]
    }
    for (let span = goroutines.spanOffset[g]; span < goroutines.spanOffset[g + 1]; span++) {
      const start = spans.startNs.at(span)
      const end =
        span + 1 < goroutines.spanOffset[g + 1] ? spans.startNs.at(span + 1) : goroutines.rowEndNs.at(g)
      const written = spans.reasons[spans.reason[span]]
      // Only what had waited for the network was woken by it.
      const before = span > goroutines.spanOffset[g] ? spans.reasons[spans.reason[span - 1]] : ''
      const reason = written === 'unblocked by network' && before !== 'network' ? 'unblocked' : written
      const visual = visualStateOf(spans.state[span] as GoroutineState, reason, isWorker)
      const touches = end > start ? start < to && end > from : isIn(start)
      if (visual === undefined || !touches) continue
      const ns = overlap(start, end, from, to)
      add(visual, reason, 1, ns)
      if (visual === 'running' || visual === 'gc-work') byGoroutine.set(g, (byGoroutine.get(g) ?? 0) + ns)
      if (spans.state[span] !== GoroutineState.running) continue
      for (const [a, b] of assists) {
        const part = overlap(Math.max(a, start), Math.min(b, end), from, to)
        if (part === 0) continue
        add(visual, reason, 0, -part)
        add('gc-assist', 'GC mark assist', 1, part)
        assistNs += part
        byGoroutine.set(g, (byGoroutine.get(g) ?? 0) - part)
      }
    }
  }
  return { times, reasons, byGoroutine, created, ended, assistNs }
}

const corpus = fixtureNames(
  /^(gcheavy|cpuprof|httpload|usertrace|flight1|cgothreads|timers)-go1\.(19|22|27)\.trace$/,
)

describe('statistics of a range', () => {
  it.each(corpus)('%s: any range is what reading every span gives', async (name) => {
    const trace = await fixtureTrace(name)
    const index = buildTraceIndex(trace, neverCancelled)
    const moment = fc.integer({ min: -10, max: Math.ceil(trace.durationNs) + 10 })
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        fc.pre(a !== b)
        const fromNs = Math.min(a, b)
        const toNs = Math.max(a, b)
        const got = finish(rangeStatistics(index, { fromNs, toNs, sort: 'running', limit: 1_000 }))
        const want = naive(trace, fromNs, toNs)
        visualStates.forEach((state, at) => expect(got.stateTimes[at], state).toBe(want.times[state] ?? 0))
        expect(
          Object.fromEntries(
            got.reasons.map(({ visualState, reason, count, totalNs }) => [
              `${visualState} ${reason}`,
              { count, totalNs },
            ]),
          ),
        ).toEqual(want.reasons)
        expect([got.goroutines.created, got.goroutines.ended]).toEqual([want.created, want.ended])
        expect(got.gc.assistNs).toBe(want.assistNs)
        const running = [...want.byGoroutine.values()].filter((ns) => ns > 0).sort((x, y) => y - x)
        const shown = got.goroutines.rows
          .map(
            ({ stateTimes }) =>
              stateTimes[visualStateIndex.running] + stateTimes[visualStateIndex['gc-work']],
          )
          .filter((ns) => ns > 0)
        expect(shown).toEqual(running.slice(0, 1_000))
        for (const wait of got.longestWaits) {
          expect(wait.insideNs).toBe(overlap(wait.startNs, wait.endNs, fromNs, toNs))
          expect(wait.insideNs).toBeGreaterThan(0)
        }
        // Sums over functions are sums over goroutines.
        const sum = got.functions.rows.reduce(
          (total, row) => total + row.stateTimes.reduce((one, ns) => one + ns, 0),
          0,
        )
        expect(sum).toBe(got.stateTimes.reduce((total, ns) => total + ns, 0))
        const samples = Array.from(trace.cpuSamples.atNs.subarray(0, trace.cpuSamples.count))
        expect(got.cpuSampleCount).toBe(samples.filter((at) => at >= fromNs && at < toNs).length)
      }),
      { numRuns: 12 },
    )
  })

  it.each(corpus)('%s: two halves are the whole', async (name) => {
    const trace = await fixtureTrace(name)
    const index = buildTraceIndex(trace, neverCancelled)
    const end = trace.durationNs + 1
    const ask = (fromNs: number, toNs: number) =>
      finish(rangeStatistics(index, { fromNs, toNs, sort: 'blocked', limit: 5 }))
    const whole = ask(0, end)
    const middle = Math.round(end / 3)
    const parts = [ask(0, middle), ask(middle, end)]
    const sumOf = (read: (one: typeof whole) => number) => parts.reduce((sum, part) => sum + read(part), 0)
    visualStates.forEach((_, state) =>
      expect(sumOf((one) => one.stateTimes[state])).toBe(whole.stateTimes[state]),
    )
    expect(sumOf((one) => one.processors.heldNs)).toBe(whole.processors.heldNs)
    expect(sumOf((one) => one.processors.goroutineNs)).toBe(whole.processors.goroutineNs)
    expect(sumOf((one) => one.stw.totalNs)).toBe(whole.stw.totalNs)
    expect(sumOf((one) => one.gc.markNs)).toBe(whole.gc.markNs)
    expect(sumOf((one) => one.gc.sweepNs)).toBe(whole.gc.sweepNs)
    expect(sumOf((one) => one.goroutines.created)).toBe(whole.goroutines.created)
    expect(whole.processors.goroutineNs).toBeLessThanOrEqual(whole.processors.heldNs * 1.0001)
  })

  it('cuts spans, stops and Ps to the range, and names what lasted longest', () => {
    const { running, waiting } = GoroutineState
    const trace = buildTrace({
      durationNs: 1_000,
      goroutines: [
        { id: 1, name: 'main.main', spans: [{ startNs: 0, state: running }], endNs: 1_000 },
        {
          id: 2,
          name: 'main.worker',
          createdInTrace: true,
          ended: true,
          spans: [
            { startNs: 100, state: running },
            { startNs: 300, state: waiting, reason: 'sync', stack: ['sync.(*Mutex).Lock', 'main.work'] },
          ],
          endNs: 800,
        },
      ],
      ranges: [
        { name: 'stop-the-world (GC mark termination)', startNs: 350, endNs: 450, goroutine: 1 },
        { name: 'GC concurrent mark phase', startNs: 200, endNs: 420 },
      ],
    })
    const got = finish(
      rangeStatistics(buildTraceIndex(trace, neverCancelled), {
        fromNs: 200,
        toNs: 400,
        sort: 'blocked',
        limit: 10,
      }),
    )
    expect(got.stateTimes[visualStateIndex.running]).toBe(300)
    expect(got.stateTimes[visualStateIndex['blocked-sync']]).toBe(100)
    expect(got.goroutines.rows[0]).toMatchObject({
      goroutine: { id: 2 },
      longestWait: { startNs: 300, endNs: 800, insideNs: 100, place: { functionName: 'main.work' } },
    })
    expect(got.longestWaits).toMatchObject([{ goroutine: { id: 2 }, insideNs: 100 }])
    expect(got.stw).toMatchObject({ totalNs: 50, count: 1, longest: [{ insideNs: 50, startNs: 350 }] })
    expect(got.gc).toMatchObject({ markNs: 200, markCount: 1 })
    expect(got.processors.ran).toMatchObject([
      { goroutine: { id: 1 }, onProcessorsNs: 200 },
      { goroutine: { id: 2 }, onProcessorsNs: 100 },
    ])
  })
})
