import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { GoroutineState, RangeScope } from '../../../src/model/states'
import { goroutineDto } from '../../../src/query/goroutine/details'
import { neighbor, pick } from '../../../src/query/tiles/pick'
import { spanDto } from '../../../src/query/goroutine/span-details'
import { TraceTiles } from '../../../src/query/tiles/trace-tiles'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { buildTrace } from '../support/build-trace'
import { drawTrace } from '../support/draw-trace'

const { running, runnable, waiting, syscall } = GoroutineState

const trace = buildTrace({
  durationNs: 1_000,
  goroutines: [
    { id: 1, name: 'main.main', spans: [{ startNs: 0, state: running }], endNs: 1_000 },
    {
      id: 5,
      name: 'main.worker',
      createdBy: 1,
      createdInTrace: true,
      ended: true,
      spans: [
        { startNs: 100, state: runnable, reason: 'created', by: 1, stack: ['main.main'] },
        { startNs: 150, state: running },
        {
          startNs: 200,
          state: waiting,
          reason: 'sync',
          stack: ['sync.(*Mutex).Lock', 'main.work', 'main.worker'],
        },
        {
          startNs: 300,
          state: runnable,
          reason: 'unblocked',
          by: 1,
          stack: ['sync.(*Mutex).Unlock', 'main.main'],
        },
        { startNs: 320, state: running },
        { startNs: 400, state: waiting, reason: 'sleep', stack: ['time.Sleep', 'main.worker'] },
        { startNs: 500, state: runnable, reason: 'unblocked' },
        { startNs: 510, state: running },
        { startNs: 600, state: waiting, reason: 'network' },
        { startNs: 700, state: runnable, reason: 'unblocked by network' },
        { startNs: 720, state: running },
        { startNs: 730, state: syscall, lostNs: 760 },
        { startNs: 800, state: runnable, reason: 'syscall exit' },
        { startNs: 810, state: running },
        { startNs: 850, state: runnable, reason: 'preempted' },
        { startNs: 860, state: running },
      ],
      endNs: 900,
    },
  ],
  ranges: [
    { name: 'GC concurrent mark phase', startNs: 400, endNs: 600 },
    { name: 'stop-the-world (GC mark termination)', startNs: 590, endNs: 600, goroutine: 1 },
    {
      name: 'GC mark assist',
      startNs: 350,
      endNs: 450,
      scope: RangeScope.goroutine,
      scopeId: 5,
      goroutine: 5,
    },
  ],
})
const index = buildTraceIndex(trace, neverCancelled)
const tiles = new TraceTiles(index, 20_000)
const worker = trace.tables.goroutines.indexOf(5)
const first = trace.goroutines.spanOffset[worker]
const span = (at: number) => spanDto(index, worker, first + at)

describe('spanDto', () => {
  it('names the goroutine that ended a wait, and where', () => {
    expect(span(2)).toMatchObject({
      state: 'Waiting',
      visualState: 'blocked-sync',
      reason: 'sync',
      startNs: 200,
      endNs: 300,
      place: { functionName: 'main.work' },
      wokenBy: {
        kind: 'goroutine',
        goroutine: { id: 1, functionName: 'main.main' },
        atNs: 300,
        place: { functionName: 'main.main' },
      },
      previous: { startNs: 150, state: 'Running' },
      next: { startNs: 300, state: 'Runnable' },
    })
  })

  it('names no goroutine for timers and the network', () => {
    expect(span(5).wokenBy?.kind).toBe('timer-or-runtime')
    expect(span(5).wokenBy?.goroutine).toBeUndefined()
    expect(span(8).wokenBy?.kind).toBe('network')
    expect(span(8).wokenBy?.goroutine).toBeUndefined()
  })

  it('says why a goroutine was runnable', () => {
    expect(span(0).causedBy).toMatchObject({ kind: 'creation', goroutine: { id: 1 } })
    expect(span(3).causedBy).toMatchObject({ kind: 'goroutine', goroutine: { id: 1 } })
    expect(span(12).causedBy?.text).toMatch(/system call/)
    expect(span(14).causedBy?.text).toMatch(/preempted/)
  })

  it('tells the P and M of running spans and when a syscall lost its P', () => {
    expect(span(1)).toMatchObject({ processor: 1, thread: 101 })
    expect(span(11)).toMatchObject({ state: 'Syscall', lostProcessorNs: 760 })
    expect(span(2).processor).toBeUndefined()
  })

  it('marks what the file does not show', () => {
    expect(spanDto(index, 0, 0)).toMatchObject({ isClippedLeft: true, isClippedRight: true })
    expect(span(0).isClippedLeft).toBe(false)
    expect(span(15).isClippedRight).toBe(false)
  })

  it('does not claim a waker where the trace shows none', () => {
    const cut = drawTrace(['g1 main.main RCC??R'])
    const dto = spanDto(buildTraceIndex(cut, neverCancelled), 0, 1)
    expect(dto.wokenBy).toMatchObject({ kind: 'unknown' })
  })
})

describe('goroutineDto', () => {
  it('adds up time per state and reason, assist taken out of running', () => {
    const page = goroutineDto(index, worker)
    expect(page).toMatchObject({
      id: 5,
      createdBy: { id: 1 },
      startsBeforeTrace: false,
      endedNs: 900,
      spanCount: 16,
      childCount: 0,
    })
    expect(page.stateTimes.reduce((sum, timeNs) => sum + timeNs, 0)).toBe(800)
    const assist = page.reasons.find((one) => one.reason === 'mark assist')
    expect(assist).toMatchObject({ visualState: 'gc-assist', count: 1, totalNs: 50, longestStartNs: 350 })
    expect(page.reasons.find((one) => one.state === 'Running' && one.reason === '')?.totalNs).toBe(
      50 + 30 + 90 + 10 + 40 + 40,
    )
    expect(page.reasons[0].totalNs).toBe(Math.max(...page.reasons.map((one) => one.totalNs)))
    expect(goroutineDto(index, 0)).toMatchObject({
      lifetimeText: 'created before the trace, alive at its end',
      childCount: 1,
    })
  })
})

describe('pick', () => {
  it('gives the span under the pointer, on goroutine, P and thread rows', () => {
    for (const row of ['goroutine:5', 'proc:1', 'thread:101']) {
      expect(pick(tiles, row, 160, 0)).toMatchObject({
        type: 'span',
        span: { startNs: 150, goroutine: { id: 5 } },
      })
    }
  })

  it('takes the nearest within reach where nothing is', () => {
    expect(pick(tiles, 'proc:1', 250, 0)).toEqual({ type: 'nothing' })
    expect(pick(tiles, 'proc:1', 205, 10)).toMatchObject({ span: { startNs: 150 } })
    expect(pick(tiles, 'proc:1', 318, 10)).toMatchObject({ span: { startNs: 320 } })
  })

  it('prefers stop-the-world over the mark phase around it', () => {
    expect(pick(tiles, 'gc', 595, 0)).toMatchObject({
      type: 'range',
      range: { name: 'stop-the-world (GC mark termination)' },
    })
    expect(pick(tiles, 'gc', 500, 0)).toMatchObject({ range: { name: 'GC concurrent mark phase' } })
  })

  it('finds network wake-ups by the span they began', () => {
    expect(pick(tiles, 'network', 702, 5)).toMatchObject({ span: { startNs: 700, goroutine: { id: 5 } } })
    expect(pick(tiles, 'network', 750, 5)).toEqual({ type: 'nothing' })
  })

  it('knows no rows that are not there', () => {
    expect(pick(tiles, 'proc:9', 0, 0)).toBeUndefined()
    expect(pick(tiles, 'group:nobody', 0, 0)).toBeUndefined()
  })
})

describe('neighbor', () => {
  it('walks to what comes before and after, alike or any', () => {
    const step = (timeNs: number, direction: 'previous' | 'next', sameState: boolean) =>
      neighbor(tiles, 'goroutine:5', timeNs, direction, sameState)
    expect(step(160, 'next', false)).toMatchObject({ span: { startNs: 200 } })
    expect(step(160, 'previous', false)).toMatchObject({ span: { startNs: 100 } })
    expect(step(160, 'next', true)).toMatchObject({ span: { startNs: 320 } })
    expect(step(870, 'next', false)).toEqual({ type: 'nothing' })
    expect(neighbor(tiles, 'gc', 0, 'next', false)).toMatchObject({ range: { startNs: 400 } })
    expect(neighbor(tiles, 'gc', 450, 'next', false)).toMatchObject({ range: { startNs: 590 } })
  })
})
