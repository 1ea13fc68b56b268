import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../../src/base/cancellation'
import { finish } from '../../../../src/base/steps'
import { ColumnMemory } from '../../../../src/model/column-memory'
import { GoroutineState, RangeScope } from '../../../../src/model/states'
import type { Trace } from '../../../../src/model/trace'
import { wholeTrace } from '../../../../src/query/analysis-scope'
import { gather } from '../../../../src/query/analysis-tables/places'
import type { Wanted } from '../../../../src/query/analysis-tables/places'
import { isBlockingStretch } from '../../../../src/query/blocking-stretches'
import { keysOf, tableSortOf } from '../../../../src/query/goroutine/table-keys'
import { GoroutineTally, TallyTables } from '../../../../src/query/goroutine/tally'
import { SpanKernel } from '../../../../src/query/kernel/span-kernel'
import { buildTraceIndex } from '../../../../src/query/build-trace-index'
import type { TraceIndex } from '../../../../src/query/trace-index'
import { buildTrace } from '../../support/build-trace'
import type { GoroutineSketch, SpanSketch } from '../../support/build-trace'
import { fixtureNames, fixtureTrace } from '../../support/fixture-trace'

const questions: Readonly<Record<string, Wanted>> = {
  waits: { has: (state) => state === GoroutineState.waiting, skipsOpen: false, skipsSystem: true },
  all: { has: () => true, skipsOpen: false },
  sync: { has: (state, reason) => isBlockingStretch('sync', state, reason), skipsOpen: true },
  sched: { has: (state, reason) => isBlockingStretch('sched', state, reason), skipsOpen: true },
  nothing: { has: () => false, skipsOpen: true },
}

/** Columns that are added up from spans. */
const sums = ['running', 'runnable', 'blocked', 'syscall', 'sleep', 'assist', 'execution', 'unknown'] as const

/** Figures that both ways must find alike: of the longest rows, by place, and what tables are sorted by. */
function figuresOf(index: TraceIndex, usesKernel: boolean): unknown {
  const tables = new TallyTables(index, usesKernel)
  const { goroutines, spans } = index.trace
  const { spanOffset, count } = goroutines
  const spanCountOf = (goroutine: number): number => spanOffset[goroutine + 1] - spanOffset[goroutine]
  const longest = Uint32Array.from({ length: count }, (_, goroutine) => goroutine)
    .sort((a, b) => spanCountOf(b) - spanCountOf(a) || a - b)
    .subarray(0, 20)
  const all = new GoroutineTally()
  const tallies = Array.from(longest, (goroutine) => {
    const tally = new GoroutineTally()
    tally.add(tables, goroutine)
    all.add(tables, goroutine)
    return tally
  })
  const sorts = [...sums, ...spans.reasons.slice(0, 4).map((reason) => `blocked:${reason}`)]
  return {
    all,
    tallies,
    places: Object.entries(questions).map(([name, wanted]) => [
      name,
      finish(gather(index, wholeTrace, wanted, { usesKernel })),
    ]),
    keys: sorts.map((sort) => [sort, bytesOf(finish(keysOf(tables, tableSortOf(sort))))]),
  }
}

const bytesOf = (column: Float64Array): string => Buffer.from(column.buffer).toString('latin1')

function expectSame(trace: Trace): void {
  const index = buildTraceIndex(trace, neverCancelled)
  expect(figuresOf(index, true)).toEqual(figuresOf(index, false))
}

/** The trace with a memory that its columns are copied into. */
function inMemory(trace: Trace): Trace {
  const memory = ColumnMemory.create(2 ** 20)
  if (memory === null) throw new Error('no memory')
  return { ...trace, memory }
}

const reasons = ['sync', 'chan send', 'network', 'sleep', 'select', ''] as const

const spanSketch = (startNs: number, kind: number, reason: number): SpanSketch => {
  const stack = [`main.f${reason}`, 'main.main']
  if (kind === 0) return { startNs, state: GoroutineState.running }
  if (kind === 1) return { startNs, state: GoroutineState.runnable, reason: 'unblocked', stack }
  if (kind === 2) return { startNs, state: GoroutineState.waiting, reason: reasons[reason], stack }
  if (kind === 3) return { startNs, state: GoroutineState.syscall, lostNs: startNs + 3 }
  if (kind === 4) return { startNs, state: GoroutineState.undetermined }
  return { startNs, state: GoroutineState.runnable, reason: 'unblocked by network', stack }
}

/** Rows with so many waits that their durations are counted, and short ones; of no length, and of many seconds. */
const rows = fc.array(
  fc.record({
    name: fc.constantFrom('main.main', 'main.work', 'runtime.gcBgMarkWorker', ''),
    fromNs: fc.integer({ min: 0, max: 20_000_000 }),
    length: fc.constantFrom(0, 1, 300, 3_000, 30_000),
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    largestNs: fc.constantFrom(0, 300, 100_000, 20_000_000_000),
    kinds: fc.constantFrom(3, 4, 5, 6),
    isSystem: fc.boolean(),
    hasEnded: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
)

type Row = (typeof rows extends fc.Arbitrary<infer Rows> ? Rows : never)[number]

function sketchOf(row: Row, at: number): GoroutineSketch {
  let { seed, fromNs } = row
  const next = (limit: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((seed / 2 ** 32) * limit)
  }
  const spans: SpanSketch[] = []
  for (let span = 0; span < row.length; span++) {
    spans.push(spanSketch(fromNs, next(row.kinds), next(reasons.length)))
    fromNs += next(8) === 0 ? next(row.largestNs + 1) : next(Math.min(400, row.largestNs) + 1)
  }
  const { name, isSystem: system, hasEnded: ended } = row
  return { id: at + 1, name, spans, endNs: fromNs, createdBy: 1, ended, createdInTrace: true, system }
}

describe('kernel and TypeScript find the same figures', () => {
  for (const name of fixtureNames(/./)) it(name, async () => expectSame(await fixtureTrace(name)))

  it('and the kernel is there for usual traces', async () => {
    const trace = await fixtureTrace(fixtureNames(/go1\.27\.trace/)[0])
    expect(SpanKernel.of(buildTraceIndex(trace, neverCancelled))).not.toBeNull()
  })

  it('in made-up traces, whatever rows they have', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const goroutines = drawn.map(sketchOf)
        const durationNs = Math.max(...goroutines.map(({ endNs }) => endNs))
        const assist = { name: 'GC mark assist', scope: RangeScope.goroutine, scopeId: 0, goroutine: 0 }
        const ranges = [{ ...assist, startNs: 0, endNs: durationNs / 2 }]
        expectSame(inMemory(buildTrace({ durationNs, goroutines, ranges })))
      }),
      { numRuns: 25 },
    )
  })

  it('when a question is left in the middle, and asked again', async () => {
    const index = buildTraceIndex(await fixtureTrace(fixtureNames(/go1\.27\.trace/)[0]), neverCancelled)
    const steps = gather(index, wholeTrace, questions['all'])
    steps.next()
    // Another question meanwhile does without the kernel.
    const meanwhile = finish(gather(index, wholeTrace, questions['all']))
    steps.return([])
    expect(finish(gather(index, wholeTrace, questions['all']))).toEqual(meanwhile)
    expect(SpanKernel.of(index)?.slots.areTaken).toBe(false)
  })
})
