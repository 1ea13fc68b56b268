import { finish } from '../../../src/base/steps'
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { GoroutineState, NONE } from '../../../src/model/states'
import { goroutineCauses, wakeChain } from '../../../src/query/goroutine/causes'
import { goroutineTree, siblings } from '../../../src/query/goroutine/tree'
import { goroutineWaits } from '../../../src/query/goroutine/waits'
import { endOfSpan, spanDto } from '../../../src/query/goroutine/span-details'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { whoRan, whoRanDto } from '../../../src/query/scheduling/who-ran'
import { buildTrace } from '../support/build-trace'
import { fixtureNames, fixtureTrace } from '../support/fixture-trace'

const { running, runnable, waiting, syscall } = GoroutineState

/** g1 runs; g1 wakes g5 at 300 and the network wakes g6, which wakes g5 at 600. */
const trace = buildTrace({
  durationNs: 1_000,
  gomaxprocs: [[0, 4]],
  goroutines: [
    { id: 1, name: 'main.main', spans: [{ startNs: 0, state: running }], endNs: 1_000 },
    {
      id: 5,
      name: 'main.worker',
      createdBy: 1,
      createdInTrace: true,
      spans: [
        { startNs: 100, state: runnable, reason: 'created', by: 1, stack: ['main.main'] },
        { startNs: 150, state: running },
        { startNs: 200, state: waiting, reason: 'sync', stack: ['sync.(*Mutex).Lock', 'main.work'] },
        { startNs: 300, state: runnable, reason: 'unblocked', by: 1, stack: ['main.main'] },
        { startNs: 320, state: running },
        { startNs: 400, state: waiting, reason: 'sync', stack: ['sync.(*Mutex).Lock', 'main.work'] },
        { startNs: 600, state: runnable, reason: 'unblocked', by: 6, stack: ['main.reader'] },
        { startNs: 640, state: running },
        { startNs: 700, state: runnable, reason: 'preempted', stack: ['main.work'] },
        { startNs: 710, state: running },
        { startNs: 800, state: syscall, stack: ['syscall.Read', 'main.work'] },
      ],
      endNs: 1_000,
    },
    {
      id: 6,
      name: 'main.reader',
      createdBy: 1,
      createdInTrace: true,
      spans: [
        { startNs: 120, state: runnable, reason: 'created', by: 1 },
        { startNs: 130, state: running },
        { startNs: 140, state: waiting, reason: 'network', stack: ['main.reader'] },
        { startNs: 500, state: runnable, reason: 'unblocked by network' },
        { startNs: 520, state: running },
        { startNs: 900, state: waiting, reason: 'network', stack: ['main.reader'] },
      ],
      endNs: 1_000,
    },
    {
      id: 7,
      name: 'main.worker',
      createdBy: 5,
      createdInTrace: true,
      ended: true,
      spans: [
        { startNs: 330, state: runnable, reason: 'created', by: 5 },
        { startNs: 340, state: running },
      ],
      endNs: 390,
    },
  ],
})
const index = buildTraceIndex(trace, neverCancelled)
const g = (id: number): number => trace.tables.goroutines.indexOf(id)

describe('goroutineWaits', () => {
  it('groups waits by place and reason, runnable stretches by how they began', () => {
    const { groups, total } = goroutineWaits(index, g(5))
    expect(total).toBe(groups.length)
    expect(
      groups.map(({ state, reason, place, count, totalNs, longestNs, longestStartNs }) => [
        state,
        reason,
        place?.functionName,
        count,
        totalNs,
        longestNs,
        longestStartNs,
      ]),
    ).toEqual([
      ['Waiting', 'sync', 'main.work', 2, 300, 200, 400],
      ['Syscall', '', 'main.work', 1, 200, 200, 800],
      ['Runnable', 'unblocked', undefined, 2, 60, 40, 600],
      ['Runnable', 'created', undefined, 1, 50, 50, 100],
      ['Runnable', 'preempted', undefined, 1, 10, 10, 700],
    ])
    expect(groups[0]).toMatchObject({ p50Ns: 100, p99Ns: 200 })
  })
})

describe('goroutineCauses', () => {
  it('tells who woke it and whom it woke, with the delay until it ran', () => {
    expect(finish(goroutineCauses(index, g(5)))).toMatchObject({
      wokenByTotal: 3,
      wokenBy: [
        { kind: 'creation', goroutine: { id: 1 }, count: 1, totalNs: 50 },
        { kind: 'goroutine', goroutine: { id: 6 }, count: 1, totalNs: 40 },
        { kind: 'goroutine', goroutine: { id: 1 }, count: 1, totalNs: 20 },
      ],
      wokeTotal: 1,
      woke: [{ kind: 'creation', goroutine: { id: 7 }, count: 1, totalNs: 10 }],
    })
  })

  it('names no goroutine for the network', () => {
    const network = finish(goroutineCauses(index, g(6))).wokenBy.find((cause) => cause.kind === 'network')
    expect(network).toMatchObject({ count: 1, totalNs: 20, text: 'the network poller' })
    expect(network?.goroutine).toBeUndefined()
  })
})

describe('wakeChain', () => {
  it('leads from a running goroutine back to the network', () => {
    const { steps, endText } = wakeChain(index, g(5), 720)
    expect(
      steps.map(({ goroutine, by, atNs, reason, waitedNs }) => [
        goroutine.id,
        by?.id,
        atNs,
        reason,
        waitedNs,
      ]),
    ).toEqual([
      [5, 6, 600, 'sync', 200],
      [6, undefined, 500, 'network', 360],
    ])
    expect(endText).toMatch(/begins with the network/)
  })

  it('takes the wake-up that ended the wait it is asked about', () => {
    expect(wakeChain(index, g(5), 250).steps[0]).toMatchObject({ atNs: 300, by: { id: 1 }, waitedNs: 100 })
  })

  it('ends where the trace knows no earlier wake-up', () => {
    const { steps, endText } = wakeChain(index, g(5), 350)
    expect(steps).toHaveLength(1)
    expect(endText).toMatch(/no wake-up of g1/)
    expect(wakeChain(index, g(1), 500)).toMatchObject({ steps: [] })
  })
})

describe('goroutineTree', () => {
  it('has creators up to the first, and children in order of creation', () => {
    expect(goroutineTree(index, g(7)).creators.map((node) => node.id)).toEqual([5, 1])
    const tree = goroutineTree(index, g(1))
    expect(tree.children.map((node) => [node.id, node.childCount])).toEqual([
      [5, 1],
      [6, 0],
    ])
    expect(tree.childTotal).toBe(2)
    expect(goroutineTree(index, g(5)).children[0]).toMatchObject({ id: 7, createdNs: 330, endedNs: 390 })
  })

  it('knows the neighbours of the same start function', () => {
    expect(siblings(index, g(5))).toEqual({ position: 0, total: 2, next: 7 })
    expect(siblings(index, g(7))).toEqual({ position: 1, total: 2, previous: 5 })
    expect(siblings(index, g(1))).toEqual({ position: 0, total: 1 })
  })
})

describe('whoRan', () => {
  it('adds up to all the time of all Ps', () => {
    const ran = whoRan(index, 200, 320)
    expect(ran.held.most(1)).toEqual([{ goroutine: g(1), timeNs: 120 }])
    expect(ran.takenNs + ran.freeNs).toBe(ran.processorCount * 120)
    expect(ran.isWhole).toBe(true)
  })

  it.each(fixtureNames(/^(workerpool|gcheavy|cpuprof|cgothreads|httpload)-go1\.(19|22|27)/))(
    'in %s no P is held twice, and nobody waiting holds one',
    async (name) => {
      const real = buildTraceIndex(await fixtureTrace(name), neverCancelled)
      const { spans, goroutines } = real.trace
      let looked = 0
      for (let goroutine = 0; goroutine < goroutines.count && looked < 200; goroutine++) {
        for (
          let span = goroutines.spanOffset[goroutine];
          span < goroutines.spanOffset[goroutine + 1];
          span++
        ) {
          if (spans.state[span] !== runnable || looked >= 200) continue
          const fromNs = spans.startNs.at(span)
          const toNs = endOfSpan(real.trace, goroutine, span)
          if (toNs <= fromNs) continue
          looked++
          const ran = whoRan(real, fromNs, toNs)
          expect(ran.takenNs).toBeLessThanOrEqual(ran.processorCount * (toNs - fromNs))
          for (const holder of ran.held.most(1_000)) expect(holder.timeNs).toBeLessThanOrEqual(ran.takenNs)
          expect(ran.held.goroutines.includes(goroutine)).toBe(false)
          const dto = whoRanDto(real, fromNs, toNs)
          const listedNs = dto.holders.reduce((sum, holder) => sum + holder.timeNs, 0)
          expect(listedNs + dto.otherNs + dto.freeNs).toBeCloseTo(ran.processorCount * (toNs - fromNs), 3)
        }
      }
      expect(looked).toBeGreaterThan(5)
    },
  )
})

describe('causes in real traces', () => {
  it.each(fixtureNames(/^(workerpool|pipeline|httpload|gcheavy)-go1\.(19|22|27)/))(
    'in %s every wake-up has two ends',
    async (name) => {
      const real = buildTraceIndex(await fixtureTrace(name), neverCancelled)
      let woken = 0
      let woke = 0
      const { goroutines } = real.trace
      for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
        const causes = finish(goroutineCauses(real, goroutine))
        for (const cause of causes.wokenBy)
          if (cause.goroutine !== undefined && cause.goroutine.id !== goroutines.id[goroutine])
            woken += cause.count
        woke += causes.woke.reduce((sum, cause) => sum + cause.count, 0)
        const { steps, endText } = wakeChain(real, goroutine, real.trace.durationNs / 2)
        expect(endText).not.toBe('')
        for (let step = 1; step < steps.length; step++) {
          expect(steps[step].atNs).toBeLessThan(steps[step - 1].atNs)
          expect(steps[step].goroutine.id).toBe(steps[step - 1].by?.id)
        }
      }
      expect(woke).toBe(woken)
      expect(woke).toBeGreaterThan(0)
    },
    60_000,
  )

  it('the tree holds every goroutine whose creator is known once', async () => {
    const real = buildTraceIndex(await fixtureTrace('httpload-go1.27.trace'), neverCancelled)
    const { goroutines } = real.trace
    let children = 0
    for (let goroutine = 0; goroutine < goroutines.count; goroutine++)
      children += goroutineTree(real, goroutine).childTotal
    const known = goroutines.createdBy.subarray(0, goroutines.count).filter((creator) => creator !== NONE)
    expect(children).toBe(known.length)
  })
})

describe('wake-ups while the world is started again', () => {
  const restart = buildTrace({
    durationNs: 100,
    goroutines: [
      {
        id: 9,
        name: 'main.reader',
        spans: [
          { startNs: 0, state: waiting, reason: 'network' },
          { startNs: 10, state: runnable, reason: 'unblocked by network' },
          { startNs: 12, state: running },
          { startNs: 20, state: waiting, reason: 'sync', stack: ['runtime.gcStart', 'main.grow'] },
          { startNs: 30, state: runnable, reason: 'unblocked by network' },
          { startNs: 32, state: running },
        ],
        endNs: 100,
      },
    ],
  })

  it('are of the network only where the network was waited for', () => {
    const restarted = buildTraceIndex(restart, neverCancelled)
    expect(spanDto(restarted, 0, 0).wokenBy?.kind).toBe('network')
    expect(spanDto(restarted, 0, 1).reason).toBe('unblocked by network')
    const wokenBy = spanDto(restarted, 0, 3).wokenBy
    expect(wokenBy).toMatchObject({ kind: 'timer-or-runtime' })
    expect(wokenBy?.text).not.toMatch(/network/)
    expect(spanDto(restarted, 0, 4).reason).toBe('unblocked')
    expect(finish(goroutineCauses(restarted, 0)).wokenBy.map((cause) => [cause.kind, cause.count])).toEqual([
      ['network', 1],
      ['timer-or-runtime', 1],
    ])
  })
})
