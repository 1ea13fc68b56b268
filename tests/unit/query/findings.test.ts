import { describe, expect, it } from 'vitest'
import { GoroutineState } from '../../../src/model/states'
import { findFindings } from '../../../src/query/findings/find-findings'
import { buildTrace } from '../support/build-trace'
import type { GoroutineSketch, SpanSketch, TraceSketch } from '../support/build-trace'
import { fixtureNames, fixtureTrace } from '../support/fixture-trace'

const { running, runnable, waiting } = GoroutineState
const ms = 1e6

const main: GoroutineSketch = {
  id: 1,
  name: 'main.main',
  spans: [{ startNs: 0, state: running }],
  endNs: 1_000 * ms,
}

function find(sketch: Partial<TraceSketch>) {
  return findFindings(buildTrace({ durationNs: 1_000 * ms, goroutines: [main], ...sketch }))
}

describe('findFindings', () => {
  it('is silent about a quiet run', () => {
    const spans: SpanSketch[] = []
    for (let at = 0; at < 100; at++) {
      spans.push({ startNs: at * 10 * ms, state: running })
      spans.push({
        startNs: at * 10 * ms + ms,
        state: waiting,
        reason: 'chan receive',
        stack: ['runtime.chanrecv1', 'main.work'],
      })
      spans.push({ startNs: at * 10 * ms + 9.9 * ms, state: runnable, reason: 'unblocked', by: 1 })
    }
    const quiet = find({
      goroutines: [main, { id: 2, name: 'main.work', spans, endNs: 1_000 * ms }],
      ranges: [
        { name: 'GC concurrent mark phase', startNs: 100 * ms, endNs: 110 * ms },
        { name: 'stop-the-world (GC mark termination)', startNs: 110 * ms, endNs: 110.1 * ms },
      ],
    })
    expect(quiet).toEqual([])
  })

  it('finds the longest stop-the-world', () => {
    const [finding, ...others] = find({
      ranges: [
        { name: 'stop-the-world (GC sweep termination)', startNs: 10 * ms, endNs: 10.2 * ms },
        {
          name: 'stop-the-world (GC mark termination)',
          startNs: 300 * ms,
          endNs: 354 * ms + 100_000,
          goroutine: 1,
        },
      ],
    })
    expect(others).toEqual([])
    expect(finding).toMatchObject({
      code: 'long-stop-the-world',
      severity: 'high',
      certainty: 'proved',
      figures: { longestNs: 54_100_000, count: 2 },
      at: { fromNs: 300 * ms, toNs: 354 * ms + 100_000, goroutine: 1 },
    })
    expect(finding.text).toBe(
      'The world stood still for 54.1 ms at 0.300 s (GC mark termination), the longest of 2 such pauses.',
    )
  })

  it('finds a shorter pause that the program asked for, and leaves out one of the collector that nobody held up', () => {
    const pause = (name: string, lengthMs: number) => [
      { name: `stop-the-world (${name})`, startNs: 300 * ms, endNs: (300 + lengthMs) * ms, goroutine: 1 },
    ]
    expect(find({ ranges: pause('GC mark termination', 20) })).toEqual([])
    expect(find({ ranges: pause('read mem stats', 9) })).toEqual([])
    expect(find({ ranges: pause('read mem stats', 12) })).toMatchObject([
      { code: 'long-stop-the-world', severity: 'medium', figures: { longestNs: 12 * ms } },
    ])
  })

  it('leaves out how long the runtime’s own goroutines wait for a processor', () => {
    const spans: SpanSketch[] = [
      { startNs: 0, state: runnable, reason: 'unblocked' },
      { startNs: 500 * ms, state: running },
    ]
    const worker = { id: 4, name: 'runtime.gcBgMarkWorker', system: true, spans, endNs: 1_000 * ms }
    expect(find({ goroutines: [main, worker] })).toEqual([])
  })

  it('finds the longest wait for a processor', () => {
    const [finding, ...others] = find({
      goroutines: [
        main,
        {
          id: 19,
          name: 'main.hog',
          spans: [
            { startNs: 0, state: waiting, reason: 'sleep' },
            { startNs: 100 * ms, state: running },
            { startNs: 165 * ms, state: waiting, reason: 'sleep' },
          ],
          endNs: 1_000 * ms,
        },
        {
          id: 18,
          name: 'example.com/x.work',
          spans: [
            { startNs: 0, state: running },
            { startNs: 100 * ms, state: runnable, reason: 'unblocked' },
            { startNs: 165 * ms, state: running },
          ],
          endNs: 1_000 * ms,
        },
      ],
    })
    expect(others).toEqual([])
    expect(finding).toMatchObject({
      code: 'long-scheduling-wait',
      figures: { longestNs: 65 * ms, totalNs: 65 * ms },
      at: { fromNs: 100 * ms, toNs: 165 * ms, goroutine: 18 },
    })
    expect(finding.text).toBe(
      'g18 x.work could run and waited 65 ms for a processor at 0.100 s, while g1 main.main had 50 % and g19 main.hog 50 % of the Ps’ time.',
    )
  })

  /** `hogs` take turns of 10 ms on one P while another goroutine can run, and main has the second P. */
  const saturated = (name: string, reason: string, waitMs: number) =>
    find({
      goroutines: [
        main,
        ...[0, 1].map((turn): GoroutineSketch => ({
          id: 19 + turn,
          name: 'main.hog',
          spans: Array.from({ length: 20 }, (_, at) => ({
            startNs: (100 + at * 10) * ms,
            state: at % 2 === turn ? running : waiting,
            reason: 'sleep',
          })),
          endNs: 300 * ms,
        })),
        {
          id: 18,
          name,
          spans: [
            { startNs: 0, state: running },
            { startNs: 100 * ms, state: runnable, reason },
            { startNs: (100 + waitMs) * ms, state: running },
          ],
          endNs: 1_000 * ms,
        },
      ],
    })

  it.each([
    ['main.work', 'unblocked', 120, 1],
    ['main.work', 'unblocked', 40, 0],
    ['main.work', 'created', 120, 1],
  ])('takes no turn of a busy machine for a stall: %s, %s, %i ms', (name, reason, waitMs, findings) => {
    expect(saturated(name, reason, waitMs)).toHaveLength(findings)
  })

  it('tells a wait beside an idle P from one for a busy P', () => {
    const [finding, ...others] = find({
      goroutines: [
        main,
        {
          id: 18,
          name: 'main.work',
          spans: [
            { startNs: 0, state: running },
            { startNs: 100 * ms, state: runnable, reason: 'unblocked' },
            { startNs: 245 * ms, state: running },
          ],
          endNs: 1_000 * ms,
        },
      ],
    })
    expect(others).toEqual([])
    expect(finding).toMatchObject({ code: 'idle-processors', figures: { idleNs: 145 * ms, count: 1 } })
  })

  const contended = (stack: string[], reason: string): GoroutineSketch[] =>
    [2, 3].map((id) => {
      const spans: SpanSketch[] = []
      for (let at = 0; at < 20; at++) {
        spans.push({ startNs: at * 50 * ms, state: waiting, reason, stack })
        spans.push({ startNs: at * 50 * ms + (30 + id) * ms, state: running })
      }
      return { id, name: 'main.work', spans, endNs: 1_000 * ms }
    })

  it('finds the place where goroutines queue for a lock', () => {
    const stack = ['sync.(*Mutex).Lock', 'main.(*cache).get', 'main.work']
    const [finding, ...others] = find({ goroutines: [main, ...contended(stack, 'sync')] })
    expect(others).toEqual([])
    expect(finding).toMatchObject({
      code: 'lock-handoff',
      figures: { count: 40, totalNs: 20 * 32 * ms + 20 * 33 * ms, function: 'main.(*cache).get' },
      at: { goroutine: 3, fromNs: 0, toNs: 33 * ms },
    })
    expect(finding.text).toContain('in sync.(*Mutex).Lock at main.(*cache).get')
  })

  it('does not take a join or an idle receiver for contention', () => {
    expect(
      find({ goroutines: [main, ...contended(['sync.(*WaitGroup).Wait', 'main.work'], 'sync')] }),
    ).toEqual([])
    expect(
      find({ goroutines: [main, ...contended(['runtime.chanrecv1', 'main.work'], 'chan receive')] }),
    ).toEqual([])
  })

  it('finds a collector that marks for half of the run', () => {
    const [finding] = find({
      ranges: [{ name: 'GC concurrent mark phase', startNs: 100 * ms, endNs: 700 * ms }],
    })
    expect(finding).toMatchObject({
      code: 'gc-share',
      severity: 'medium',
      figures: { share: 0.6, cycles: 1 },
    })
    expect(finding.text).toContain('60 % of the run')
  })

  const created = (id: number, atMs: number, ended: boolean): GoroutineSketch => ({
    id,
    name: 'main.leak',
    createdInTrace: true,
    ended,
    spans: [{ startNs: atMs * ms, state: waiting, reason: 'chan receive' }],
    endNs: ended ? (atMs + 5) * ms : 1_000 * ms,
  })

  it('finds goroutines that keep being created and do not end', () => {
    const leaking = Array.from({ length: 40 }, (_, at) => created(100 + at, at * 24, false))
    const [finding, ...others] = find({ goroutines: [main, ...leaking] })
    expect(others).toEqual([])
    expect(finding).toMatchObject({
      code: 'goroutine-growth',
      figures: { alive: 40, created: 40, function: 'main.leak' },
    })
    // The trace cannot tell a leak from a growing service.
    expect(finding.text).not.toMatch(/leaked/)
  })

  it('does not take a pool, or goroutines that end, for growth', () => {
    const pool = Array.from({ length: 40 }, (_, at) => created(100 + at, 1 + at / 100, false))
    expect(find({ goroutines: [main, ...pool] })).toEqual([])
    const ending = Array.from({ length: 40 }, (_, at) => created(100 + at, at * 24, true))
    expect(find({ goroutines: [main, ...ending] })).toEqual([])
  })

  it('puts the severe first, then what cost more', () => {
    const codes = find({
      ranges: [
        { name: 'GC concurrent mark phase', startNs: 100 * ms, endNs: 700 * ms },
        { name: 'stop-the-world (GC mark termination)', startNs: 700 * ms, endNs: 760 * ms },
      ],
    }).map((finding) => finding.code)
    expect(codes).toEqual(['long-stop-the-world', 'gc-share'])
  })
})

describe('findings of corpus traces', () => {
  it.each(fixtureNames(/^(tiny|long|timers)-go1\.2[2-7]/))('%s is quiet', async (name) => {
    expect(findFindings(await fixtureTrace(name)).map((finding) => finding.text)).toEqual([])
  })

  it.each(fixtureNames(/^gcheavy-go1\.2[2-7]/))('%s collects much', async (name) => {
    const codes = findFindings(await fixtureTrace(name)).map((finding) => finding.code)
    expect(codes).toContain('gc-share')
  })
})
