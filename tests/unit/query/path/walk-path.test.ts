import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../../src/base/cancellation'
import { finish } from '../../../../src/base/steps'
import { pathKinds } from '../../../../src/contract/path-dto'
import type { PathDto } from '../../../../src/contract/path-dto'
import { GoroutineState, RangeScope } from '../../../../src/model/states'
import type { Trace } from '../../../../src/model/trace'
import { criticalPath } from '../../../../src/query/path/path'
import { walkPath } from '../../../../src/query/path/walk-path'
import { buildTraceIndex } from '../../../../src/query/build-trace-index'
import type { TraceIndex } from '../../../../src/query/trace-index'
import { buildTrace } from '../../support/build-trace'
import type { GoroutineSketch, TraceSketch } from '../../support/build-trace'
import { drawTrace } from '../../support/draw-trace'
import { expectTiles } from './expect-tiles'

const { running, runnable, waiting, syscall } = GoroutineState

const indexOf = (trace: Trace): TraceIndex => buildTraceIndex(trace, neverCancelled)

function pathOf(trace: Trace, goroutine: number, fromNs?: number, toNs?: number): PathDto {
  const path = finish(criticalPath(indexOf(trace), { by: 'goroutine', goroutine, fromNs, toNs }))
  if (!path.ok) throw new Error(path.error)
  return path.value
}

/** `g1 running 0-10`, one a step, with how the path came to its goroutine. */
const told = (path: PathDto): readonly string[] =>
  path.steps.map(
    ({ goroutine, kind, fromNs, toNs, hop }) =>
      `g${goroutine?.id ?? '?'} ${kind ?? 'several'} ${fromNs}-${toNs}${hop === undefined ? '' : ` ${hop.how}`}`,
  )

/** Waits of g1 that others end; `by` names the waker. */
const one = (
  spans: GoroutineSketch['spans'],
  rest: Partial<GoroutineSketch> & { id: number },
): GoroutineSketch => ({
  name: `main.g${rest.id}`,
  endNs: 100,
  spans,
  ...rest,
})
const sketch = (goroutines: readonly GoroutineSketch[], rest: Partial<TraceSketch> = {}): Trace =>
  buildTrace({ durationNs: 100, goroutines, ...rest })

/** g1 waits from 10 to 60 for what g2 ends; g2 runs from 0, waits from 20 to 40 for g3. */
const handedOver = sketch([
  one(
    [
      { startNs: 0, state: running },
      { startNs: 10, state: waiting, reason: 'sync', stack: ['sync.(*Mutex).Lock', 'main.ask'] },
      {
        startNs: 60,
        state: runnable,
        reason: 'unblocked',
        by: 2,
        stack: ['sync.(*Mutex).Unlock', 'main.hold'],
      },
      { startNs: 70, state: running },
    ],
    { id: 1 },
  ),
  one(
    [
      { startNs: 0, state: running },
      { startNs: 20, state: waiting, reason: 'chan receive', stack: ['main.take'] },
      { startNs: 40, state: runnable, reason: 'unblocked', by: 3, stack: ['main.give'] },
      { startNs: 45, state: running },
    ],
    { id: 2 },
  ),
  one([{ startNs: 0, state: running }], { id: 3 }),
])

describe('walking back', () => {
  it('goes over to who ended a wait, and back where it began', () => {
    const path = pathOf(handedOver, 1)
    expect(told(path)).toEqual([
      'g1 running 0-10',
      'g2 running 10-20 waited',
      'g3 running 20-40 waited',
      'g2 runnable 40-45 woke',
      'g2 running 45-60',
      'g1 runnable 60-70 woke',
      'g1 running 70-100',
    ])
    expect(path.steps.map((step) => step.depth)).toEqual([0, 1, 2, 1, 1, 0, 0])
    expect(path.steps.map((step) => step.certainty)).toEqual([
      'proved',
      ...Array.from({ length: 4 }, () => 'likely'),
      'proved',
      'proved',
    ])
    expect(path.steps[5].hop).toMatchObject({
      text: 'g2 ended the wait of g1: sync',
      reason: 'sync',
      waitNs: 50,
      place: { functionName: 'main.hold' },
    })
    expect(path.steps[1].hop).toMatchObject({
      text: 'g1 began to wait: sync; g2 ended that',
      place: { functionName: 'main.ask' },
    })
    expect(path.steps[4].place?.functionName).toBe('main.hold')
    expect(path.hopTotal).toBe(4)
  })

  it('cuts at both ends, also inside a wait', () => {
    expect(told(pathOf(handedOver, 1, 30, 65))).toEqual([
      'g3 running 30-40',
      'g2 runnable 40-45 woke',
      'g2 running 45-60',
      'g1 runnable 60-65 woke',
    ])
    const inside = pathOf(handedOver, 1, 5, 30)
    expect(told(inside)).toEqual(['g1 running 5-10', 'g1 wait 10-30'])
    expect(inside.steps[1]).toMatchObject({
      text: 'waits: sync; it is not over at the end of the stretch',
      certainty: 'unknown',
    })
  })

  it('a wait that is asked for up to its very end is followed', () => {
    expect(told(pathOf(handedOver, 1, 10, 60))[3]).toBe('g2 running 45-60')
  })

  it('an earlier wait than the one above comes back to the goroutine that was not yet held up', () => {
    // g2 waited from 5, g1 only from 30: before 30 the path is g1's own.
    const trace = sketch([
      one(
        [
          { startNs: 0, state: running },
          { startNs: 30, state: waiting, reason: 'sync' },
          { startNs: 60, state: runnable, reason: 'unblocked', by: 2 },
          { startNs: 61, state: running },
        ],
        { id: 1 },
      ),
      one(
        [
          { startNs: 0, state: running },
          { startNs: 5, state: waiting, reason: 'chan receive' },
          { startNs: 50, state: runnable, reason: 'unblocked', by: 3 },
          { startNs: 51, state: running },
        ],
        { id: 2 },
      ),
      one([{ startNs: 0, state: running }], { id: 3 }),
    ])
    const path = pathOf(trace, 1)
    expect(told(path)).toEqual([
      'g1 running 0-30',
      'g3 running 30-50 waited',
      'g2 runnable 50-51 woke',
      'g2 running 51-60',
      'g1 runnable 60-61 woke',
      'g1 running 61-100',
    ])
    expect(path.steps[1].hop?.text).toBe('g1 began to wait: sync; g2 ended that, which waited for g3 in turn')
  })

  it('a goroutine that did not exist yet hands over to its creator', () => {
    const trace = sketch([
      one([{ startNs: 0, state: running }], { id: 1 }),
      one(
        [
          { startNs: 40, state: runnable, reason: 'created', by: 1, stack: ['main.spawn'] },
          { startNs: 50, state: running },
        ],
        { id: 2, createdBy: 1, createdInTrace: true },
      ),
    ])
    const path = pathOf(trace, 2, 10, 90)
    expect(told(path)).toEqual(['g1 running 10-40', 'g2 runnable 40-50 created', 'g2 running 50-90'])
    expect(path.steps[1].hop).toMatchObject({
      text: 'g1 created g2',
      place: { functionName: 'main.spawn' },
    })
  })

  it('network, timers and what the trace does not tell end it', () => {
    const trace = sketch([
      one(
        [
          { startNs: 10, state: running },
          { startNs: 20, state: waiting, reason: 'network' },
          { startNs: 30, state: runnable, reason: 'unblocked' },
          { startNs: 31, state: running },
          { startNs: 40, state: waiting, reason: 'sleep' },
          { startNs: 50, state: runnable, reason: 'unblocked' },
          { startNs: 51, state: running },
          { startNs: 60, state: waiting, reason: 'sync' },
          { startNs: 70, state: running },
          { startNs: 80, state: syscall, lostNs: 82 },
          { startNs: 90, state: waiting, reason: 'sync' },
        ],
        { id: 1 },
      ),
    ])
    const path = pathOf(trace, 1, 0, 100)
    expect(told(path)).toEqual([
      'g1 unknown 0-10',
      'g1 running 10-20',
      'g1 network 20-30',
      'g1 runnable 30-31',
      'g1 running 31-40',
      'g1 timer 40-50',
      'g1 runnable 50-51',
      'g1 running 51-60',
      'g1 wait 60-70',
      'g1 running 70-80',
      'g1 syscall 80-90',
      'g1 wait 90-100',
    ])
    expect(path.steps[5].text).toBe('sleeps; a timer, or the runtime, ended it')
    expect(path.steps[8].text).toBe('waits: sync; the trace does not show what ended it')
    expect(path.steps[10].text).toBe('in a system call that lost its P')
    expect(path.steps[11].text).toBe('waits: sync; the trace shows no end of it')
  })

  it('names mark assist inside running, and stops of the world inside runnable', () => {
    const trace = sketch(
      [
        one(
          [
            { startNs: 0, state: running },
            { startNs: 50, state: runnable, reason: 'preempted', stack: ['main.loop'] },
            { startNs: 90, state: running },
          ],
          { id: 1 },
        ),
      ],
      {
        ranges: [
          {
            name: 'GC mark assist',
            startNs: 20,
            endNs: 30,
            scope: RangeScope.goroutine,
            scopeId: 1,
            goroutine: 1,
          },
          { name: 'stop-the-world (GC mark termination)', startNs: 60, endNs: 65 },
        ],
      },
    )
    const path = pathOf(trace, 1)
    expect(told(path)).toEqual([
      'g1 running 0-20',
      'g1 assist 20-30',
      'g1 running 30-50',
      'g1 runnable 50-60',
      'g1 stopped 60-65',
      'g1 runnable 65-90',
      'g1 running 90-100',
    ])
    expect(path.steps[3].place?.functionName).toBe('main.loop')
    expect(path.kinds.map(({ kind, count, totalNs }) => [kind, count, totalNs])).toEqual([
      ['running', 3, 50],
      ['assist', 1, 10],
      ['runnable', 2, 35],
      ['stopped', 1, 5],
    ])
  })

  it('wake-ups in a circle at one instant end', () => {
    // Clocks that disagree: each seems to have been woken by the other at 50.
    const waits = (id: number, by: number): GoroutineSketch =>
      one(
        [
          { startNs: 0, state: waiting, reason: 'sync' },
          { startNs: 50, state: runnable, reason: 'unblocked', by },
          { startNs: 50, state: running },
        ],
        { id },
      )
    const path = pathOf(sketch([waits(1, 2), waits(2, 1)]), 1)
    expect(told(path).at(-1)).toBe('g1 running 50-100 woke')
    expect(path.steps.reduce((sum, step) => sum + step.toNs - step.fromNs, 0)).toBe(100)
  })

  it('what nobody is credited with by the reader is credited with by nobody here', () => {
    const trace = drawTrace(['g1 main.main LLLLQQRR'], { stepNs: 10 })
    expect(told(pathOf(trace, 1))).toEqual(['g1 timer 0-40', 'g1 runnable 40-60', 'g1 running 60-80'])
  })
})

describe('too much to tell one by one', () => {
  /** g1 and g2 wake each other in turn, 3000 times. */
  function pingPong(count: number): Trace {
    const a: GoroutineSketch['spans'][number][] = []
    const b: GoroutineSketch['spans'][number][] = []
    for (let turn = 0; turn < count; turn++) {
      const [own, other, by] = turn % 2 === 0 ? [a, b, 2] : [b, a, 1]
      own.push({ startNs: turn * 10, state: runnable, reason: 'unblocked', by })
      own.push({ startNs: turn * 10 + 1, state: running })
      other.push({ startNs: turn * 10, state: waiting, reason: 'chan receive' })
    }
    return buildTrace({
      durationNs: count * 10,
      goroutines: [
        { id: 1, name: 'main.ping', spans: a, endNs: count * 10 },
        { id: 2, name: 'main.pong', spans: b, endNs: count * 10 },
      ],
    })
  }
  const trace = pingPong(3_000)

  it('joins short steps between the longest, and sums stay exact', () => {
    const path = pathOf(trace, 2)
    expect(path.stepTotal).toBe(6_000)
    expect(path.steps.length).toBeLessThanOrEqual(2_001)
    expectTiles(path)
    expect(path.steps.reduce((sum, step) => sum + step.count, 0)).toBe(path.stepTotal)
    expect(path.kinds).toEqual([
      { kind: 'running', count: 3_000, totalNs: 27_000 },
      { kind: 'runnable', count: 3_000, totalNs: 3_000 },
    ])
    expect(path.goroutines.map(({ of, totalNs }) => [of.id, totalNs])).toEqual([
      [1, 15_000],
      [2, 15_000],
    ])
  })

  it('is walked in pieces, which tell how far it is', () => {
    const long = pingPong(20_000)
    const steps = walkPath(indexOf(long), 1, 0, long.durationNs)
    const shares: number[] = []
    for (let step = steps.next(); step.done !== true; step = steps.next()) shares.push(step.value)
    expect(shares.length).toBeGreaterThan(1)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true)
  })

  it('stops walking at its limit, and says that the rest is not told', () => {
    const index = indexOf(trace)
    const steps = finish(walkPath(index, 0, 0, trace.durationNs, 100))
    expect(steps.count).toBe(101)
    expect(steps.kind[0]).toBe(pathKinds.indexOf('unknown'))
    expect(steps.fromNs[0]).toBe(0)
  })
})
