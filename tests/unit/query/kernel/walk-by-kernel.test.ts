import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../../src/base/cancellation'
import { ColumnMemory } from '../../../../src/model/column-memory'
import { GoroutineState, RangeScope } from '../../../../src/model/states'
import type { Trace } from '../../../../src/model/trace'
import { largestBurst } from '../../../../src/query/creation-bursts'
import { walkByKernel } from '../../../../src/query/kernel/walk-by-kernel'
import { mostAtOnce } from '../../../../src/query/most-at-once'
import { buildTraceIndex } from '../../../../src/query/build-trace-index'
import { visualStateTable } from '../../../../src/query/visual-state'
import { buildTrace } from '../../support/build-trace'
import type { GoroutineSketch, SpanSketch } from '../../support/build-trace'
import { fixtureNames, fixtureTrace } from '../../support/fixture-trace'
import { differencesOf } from './index-parts'

function differences(trace: Trace): string[] {
  return differencesOf(
    buildTraceIndex(trace, neverCancelled, { usesKernel: false }),
    buildTraceIndex(trace, neverCancelled),
  )
}

/** The trace with a memory that its columns are copied into. */
function inMemory(trace: Trace): Trace {
  const memory = ColumnMemory.create(2 ** 20)
  if (memory === null) throw new Error('no memory')
  return { ...trace, memory }
}

function isWalked(trace: Trace): boolean {
  const tables = {
    assists: { ...buildTraceIndex(trace, neverCancelled, { usesKernel: false }).assists },
    isGcWorker: new Uint8Array(trace.goroutines.count),
    codes: visualStateTable(trace.spans, false),
    workerCodes: visualStateTable(trace.spans, true),
  }
  return walkByKernel(trace, tables, neverCancelled) !== null
}

describe('kernel and TypeScript build one index', () => {
  const names = fixtureNames(/./)

  it('has traces to compare', () => expect(names.length).toBeGreaterThan(100))

  for (const name of names) it(name, async () => expect(differences(await fixtureTrace(name))).toEqual([]))

  it('and the kernel does not give up on usual traces', async () => {
    for (const name of fixtureNames(/go1\.27\.trace/)) {
      const trace = await fixtureTrace(name)
      expect([name, trace.memory === undefined || isWalked(trace)]).toEqual([name, true])
    }
  })
})

const reasons = ['sync', 'chan send', 'network', 'sleep', 'select', ''] as const
const names = ['main.main', 'main.work', 'runtime.gcBgMarkWorker', 'runtime.bgsweep', ''] as const

const spanSketch = (startNs: number, kind: number, reason: number): SpanSketch => {
  const stack = [`main.f${reason}`, 'main.main']
  if (kind === 0) return { startNs, state: GoroutineState.running }
  if (kind === 1) return { startNs, state: GoroutineState.runnable, reason: 'unblocked', stack }
  if (kind === 2) return { startNs, state: GoroutineState.waiting, reason: reasons[reason], stack }
  if (kind === 3) return { startNs, state: GoroutineState.syscall, lostNs: startNs + 3 }
  if (kind === 4) return { startNs, state: GoroutineState.undetermined }
  return { startNs, state: GoroutineState.runnable, reason: 'unblocked by network', stack }
}

/** Rows short and long, bursts, stretches of no length, and ones of many milliseconds. */
const sketches = fc
  .array(
    fc.record({
      name: fc.constantFrom(...names),
      fromNs: fc.integer({ min: 0, max: 20_000_000 }),
      length: fc.constantFrom(1, 3, 700, 3_000),
      seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      largestNs: fc.constantFrom(0, 10, 100_000, 40_000_000),
      kinds: fc.constantFrom(4, 5, 6),
      isSystem: fc.boolean(),
      hasEnded: fc.boolean(),
      isCreated: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((rows) =>
    rows.map((row, at): GoroutineSketch => {
      let { seed, fromNs } = row
      const next = (limit: number): number => {
        seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
        return Math.floor((seed / 2 ** 32) * limit)
      }
      const spans: SpanSketch[] = []
      for (let span = 0; span < row.length; span++) {
        spans.push(spanSketch(fromNs, next(row.kinds), next(reasons.length)))
        // Most are short; some are as long as may be.
        fromNs += next(8) === 0 ? next(row.largestNs + 1) : next(Math.min(100, row.largestNs) + 1)
      }
      const { name, isSystem: system, hasEnded: ended, isCreated: createdInTrace } = row
      return { id: at + 1, name, spans, endNs: fromNs, createdBy: 1, ended, createdInTrace, system }
    }),
  )

describe('kernel and TypeScript build one index of made-up traces', () => {
  it('whatever rows they have', () => {
    fc.assert(
      fc.property(sketches, (goroutines) => {
        const durationNs = Math.max(...goroutines.map(({ endNs }) => endNs))
        const assist = { name: 'GC mark assist', scope: RangeScope.goroutine, scopeId: 0, goroutine: 0 }
        const ranges = [{ ...assist, startNs: 0, endNs: durationNs / 2 }]
        const trace = inMemory(buildTrace({ durationNs, goroutines, ranges }))
        expect(differences(trace)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('with bursts of creations in a long run, and many goroutines at once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 2, maxLength: 5 }),
        fc.constantFrom(1, 1_000, 20_000),
        (starts, gapNs) => {
          const stack = ['main.spawn']
          const goroutines = starts.flatMap((start, burst) =>
            Array.from({ length: 1_000 + start }, (_, at): GoroutineSketch => {
              const startNs = start * 1e6 + at * gapNs
              const spans = [{ startNs, state: GoroutineState.runnable, reason: 'created', stack }]
              const id = burst * 2_000 + at + 1
              return {
                id,
                name: 'main.work',
                spans,
                endNs: startNs + 900,
                ended: at % 3 > 0,
                createdInTrace: true,
              }
            }),
          )
          const trace = inMemory(buildTrace({ durationNs: 400e6, goroutines }))
          const index = buildTraceIndex(trace, neverCancelled)
          expect(index.creationBurst).toEqual(largestBurst(trace))
          expect(index.counters.maxGoroutines).toBe(mostAtOnce(trace))
          expect(isWalked(trace)).toBe(true)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('with hardly more goroutines at once here than there, over and over', () => {
    // One begins and ends in each stretch of time of its own, so that each stretch may hold the most of all.
    const gapNs = 1_000
    const count = 40_000
    const goroutines = Array.from({ length: count }, (_, at): GoroutineSketch => {
      const startNs = at * gapNs
      const endNs = startNs + (at === 30_000 ? 2 * gapNs + 1 : 10)
      const spans = [{ startNs, state: GoroutineState.runnable, reason: 'created' }]
      return { id: at + 1, name: 'main.work', spans, endNs, ended: true, createdInTrace: true }
    })
    const trace = inMemory(buildTrace({ durationNs: count * gapNs, goroutines }))
    expect(isWalked(trace)).toBe(true)
    const index = buildTraceIndex(trace, neverCancelled)
    expect(index.counters.maxGoroutines).toBe(mostAtOnce(trace))
    expect(index.counters.maxGoroutines).toBe(2)
  })

  it('with bursts over and over, in each of which only a closer look tells how many there were at once', () => {
    const [bursts, inBurst] = [12_000, 4]
    const goroutines = Array.from({ length: bursts * inBurst }, (_, at): GoroutineSketch => {
      const burst = Math.floor(at / inBurst)
      // One behind the other; in a single burst three of them overlap.
      const startNs = burst * 6_000 + (at % inBurst) * 60
      const endNs = startNs + (burst === 7_000 ? 150 : 40)
      const spans = [{ startNs, state: GoroutineState.runnable, reason: 'created' }]
      return { id: at + 1, name: 'main.work', spans, endNs, ended: true, createdInTrace: true }
    })
    const trace = inMemory(buildTrace({ durationNs: bursts * 6_000, goroutines }))
    expect(isWalked(trace)).toBe(true)
    const index = buildTraceIndex(trace, neverCancelled)
    expect(index.counters.maxGoroutines).toBe(mostAtOnce(trace))
    expect(index.counters.maxGoroutines).toBe(3)
  })
})
