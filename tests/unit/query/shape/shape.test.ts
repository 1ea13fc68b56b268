/**
 * The shape of traces of programs whose shape is known (tests/fixtures/shape-traces), and of corpus traces against a count
 * of the model's own wake-ups.
 */
import { finish } from '../../../../src/base/steps'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { neverCancelled } from '../../../../src/base/cancellation'
import { limits } from '../../../../src/contract/limits'
import { shapeOutside, type ShapeChoice, type ShapeDto } from '../../../../src/contract/shape-dto'
import { openTrace } from '../../../../src/formats/go-trace/open-trace'
import { GoroutineState, NONE } from '../../../../src/model/states'
import type { Trace } from '../../../../src/model/trace'
import { ShapeQuery } from '../../../../src/query/shape/shape'
import { buildTraceIndex } from '../../../../src/query/build-trace-index'
import { buildTrace } from '../../support/build-trace'
import { fixtureTrace } from '../../support/fixture-trace'

const folder = join(import.meta.dirname, '../../../fixtures/shape-traces')

async function planted(kind: string): Promise<{ trace: Trace; expected: Record<string, unknown> }> {
  const read = await openTrace(sourceOfBytes(readFileSync(join(folder, kind, `${kind}.trace`))))
  if (!read.ok) throw new Error(read.error.message)
  const text = readFileSync(join(folder, kind, 'expected.json'), 'utf8')
  return { trace: read.value, expected: JSON.parse(text) as Record<string, unknown> }
}

const everybody: ShapeChoice = { by: 'filter', filter: 'main' }

function shapeOf(
  trace: Trace,
  choice: ShapeChoice,
  options: {
    readonly hasNeighbours?: boolean
    readonly fromNs?: number
    readonly toNs?: number
    readonly slices?: number
  } = {},
): ShapeDto {
  const query = new ShapeQuery(buildTraceIndex(trace, neverCancelled))
  const { hasNeighbours = false, fromNs = 0, toNs = trace.durationNs, slices = limits.shapeSlices } = options
  const answer = finish(query.answer({ choice, hasNeighbours, fromNs, toNs, slices }))
  if (!answer.ok || answer.value === undefined) throw new Error('no shape')
  return answer.value
}

const names = (shape: ShapeDto): string[] => shape.lines.map(({ functionName }) => functionName)

/** Stages from top to bottom, each run once. */
const stages = (shape: ShapeDto): string[] =>
  names(shape).filter((name, at, all) => at === 0 || all[at - 1] !== name)

describe('planted shapes', () => {
  it('shows a pipeline stage below stage, each woken by its neighbours only', async () => {
    const { trace, expected } = await planted('pipeline')
    const shape = shapeOf(trace, everybody)
    const order = expected['stages'] as string[]
    expect(stages(shape)).toEqual(['main.main', ...order])
    for (const { waker, woken } of shape.pairs)
      if (waker > 0 && woken > 0) expect(Math.abs(waker - woken), `${waker} ${woken}`).toBe(1)
    const handed = shape.pairs
      .filter(({ waker, woken }) => waker > 0 && woken > 0)
      .reduce((sum, { count }) => sum + count, 0)
    // Each value that is handed on ends a wait at one side or the other, mostly.
    expect(handed).toBeGreaterThan((expected['values'] as number) * 2)
    expect(shape.sentences.join(' ')).toContain('main.format woke')
  })

  it('shows a fan-out as one that creates, and all parts below it in the order of their creation', async () => {
    const { trace, expected } = await planted('fan-out')
    const shape = shapeOf(trace, everybody)
    expect(stages(shape)).toEqual(['main.main', 'main.split', 'main.part'])
    const parts = shape.creations.filter(({ creator }) => names(shape)[creator] === expected['creator'])
    expect(parts).toHaveLength(expected['count'] as number)
    const begins = shape.lines
      .filter(({ functionName }) => functionName === 'main.part')
      .map((line) => line.createdNs)
    expect(begins).toEqual([...begins].sort((a, b) => a - b))
    expect(shape.sentences[0]).toMatch(/main\.split created 36 goroutines of main\.part/)
  })

  it('shows a worker pool between who hands out and who gathers', async () => {
    const { trace, expected } = await planted('worker-pool')
    const shape = shapeOf(trace, everybody)
    expect(stages(shape)).toEqual(['main.main', ...(expected['stages'] as string[])])
    expect(names(shape).filter((name) => name === 'main.worker')).toHaveLength(expected['workers'] as number)
  })

  it('shows ping-pong as two that wake each other', async () => {
    const { trace, expected } = await planted('ping-pong')
    const shape = shapeOf(trace, everybody)
    expect(names(shape)).toEqual(['main.main', ...(expected['players'] as string[])])
    const rallies = expected['rallies'] as number
    for (const [waker, woken] of [
      [1, 2],
      [2, 1],
    ]) {
      const pair = shape.pairs.find((one) => one.waker === waker && one.woken === woken)
      expect(pair?.count).toBeGreaterThanOrEqual(rallies * 0.9)
      expect(pair?.count).toBeLessThanOrEqual(rallies + 2)
    }
  })

  it('shows a leak as lives that do not end, and says how many', async () => {
    const { trace, expected } = await planted('leak')
    const shape = shapeOf(trace, { by: 'function', functionName: expected['function'] as string })
    expect(shape.lines).toHaveLength(expected['requests'] as number)
    const open = shape.lines.filter(({ hasEnded }) => !hasEnded)
    expect(open).toHaveLength(expected['leaked'] as number)
    for (const line of open) expect(line.toNs).toBe(trace.durationNs)
    expect(shape.sentences.at(-1)).toBe(
      '18 of 24 goroutines of main.query were still waiting (chan send) when the trace ended.',
    )
  })
})

/** Wake-ups of one goroutine as the model's spans have them, counted apart from the query. */
function countWakes(trace: Trace, goroutine: number): number {
  const { spans, goroutines } = trace
  let count = 0
  for (let span = goroutines.spanOffset[goroutine]; span < goroutines.spanOffset[goroutine + 1]; span++)
    if (
      spans.state[span] === GoroutineState.runnable &&
      ['unblocked', 'unblocked by network'].includes(spans.reasons[spans.reason[span]])
    )
      count++
  return count
}

describe('shapes of the corpus', () => {
  for (const name of [
    'pipeline-go1.27.trace',
    'httpload-go1.27.trace',
    'gcheavy-go1.27.trace',
    'workerpool-go1.19.trace',
  ]) {
    it(`has every wake-up of the model once and no other: ${name}`, async () => {
      const trace = await fixtureTrace(name)
      const shape = shapeOf(trace, { by: 'filter', filter: '' })
      const { indexOf } = trace.tables.goroutines
      let all = 0
      for (const [line, { id, wokenFromOutside: outside }] of shape.lines.entries()) {
        const own = countWakes(trace, indexOf.call(trace.tables.goroutines, id))
        all += own
        const among = shape.pairs.reduce((sum, pair) => sum + (pair.woken === line ? pair.count : 0), 0)
        expect(among + outside.goroutines + outside.network + outside.timers, `g${id}`).toBe(own)
      }
      expect(shape.wakes.total).toBe(all)
      const kept = shape.wakes.count.reduce((sum, count) => sum + count, 0)
      expect(kept).toBe(all)
      expect(shape.wakes.count.length).toBeLessThanOrEqual(limits.shapeWakes)
    })
  }

  it('never credits who restarted the world, which polls the network', async () => {
    const trace = await fixtureTrace('httpload-go1.27.trace')
    const shape = shapeOf(trace, { by: 'filter', filter: '' })
    const { spans, goroutines } = trace
    const restarted = new Set<string>()
    for (let goroutine = 0; goroutine < goroutines.count; goroutine++)
      for (let span = goroutines.spanOffset[goroutine]; span < goroutines.spanOffset[goroutine + 1]; span++)
        if (spans.reasons[spans.reason[span]] === 'unblocked by network') {
          expect(spans.link[span]).toBe(NONE)
          restarted.add(`${goroutines.id[goroutine]}@${spans.startNs.at(span)}`)
        }
    expect(restarted.size).toBeGreaterThan(0)
    const exact = shapeOf(
      trace,
      { by: 'filter', filter: '' },
      { fromNs: 0, toNs: trace.durationNs, slices: 4_096 },
    )
    for (const [at, waker] of exact.wakes.waker.entries())
      if (
        exact.wakes.count[at] === 1 &&
        restarted.has(`${shape.lines[exact.wakes.woken[at]].id}@${exact.wakes.firstNs[at]}`)
      )
        expect([shapeOutside.network, shapeOutside.timer]).toContain(waker)
  })

  it('shows at most two hundred of ten thousand, says how many there are, and bundles what lies close', async () => {
    const trace = await fixtureTrace('many10k-go1.27.trace')
    const shape = shapeOf(
      trace,
      { by: 'function', functionName: 'main.tiny' },
      { hasNeighbours: true, slices: 8 },
    )
    expect(shape.lines.length).toBeLessThanOrEqual(limits.shapeLines)
    expect(shape.chosenTotal).toBe(10_000)
    expect(shape.lines.filter(({ isChosen }) => isChosen)).toHaveLength(180)
    expect(shape.lines.some(({ functionName, isChosen }) => functionName === 'main.main' && !isChosen)).toBe(
      true,
    )
    const fine = shapeOf(trace, { by: 'function', functionName: 'main.tiny' }, { hasNeighbours: true })
    expect(shape.wakes.total).toBe(fine.wakes.total)
    expect(shape.wakes.count.length).toBeLessThan(fine.wakes.count.length)
  })

  it('counts what lies in the window only, and finds the goroutines of a task and of a stretch', async () => {
    const trace = await fixtureTrace('usertrace-go1.27.trace')
    const half = trace.durationNs / 2
    const early = shapeOf(trace, everybody, { toNs: half })
    const late = shapeOf(trace, everybody, { fromNs: half + 1e-3 })
    expect(early.wakes.total + late.wakes.total).toBe(shapeOf(trace, everybody).wakes.total)
    expect(early.wakes.lastNs.every((timeNs) => timeNs <= half)).toBe(true)
    const task = trace.tasks.id[1]
    const ofTask = shapeOf(trace, { by: 'task', task })
    expect(ofTask.lines.some(({ id }) => id === trace.goroutines.id[trace.tasks.startGoroutine[1]])).toBe(
      true,
    )
    const connected = shapeOf(trace, { by: 'time', fromNs: 0, toNs: half })
    expect(connected.lines.length).toBeGreaterThan(2)
  })
})

describe('edges from outside', () => {
  const { running, runnable, waiting } = GoroutineState
  const trace = buildTrace({
    durationNs: 1_000,
    goroutines: [
      { id: 1, name: 'main.main', spans: [{ startNs: 0, state: running }], endNs: 1_000 },
      {
        id: 7,
        name: 'main.worker',
        createdBy: 1,
        createdInTrace: true,
        spans: [
          { startNs: 10, state: runnable, reason: 'created', by: 1 },
          { startNs: 20, state: waiting, reason: 'network' },
          { startNs: 100, state: runnable, reason: 'unblocked by network' },
          { startNs: 130, state: waiting, reason: 'sleep' },
          { startNs: 200, state: runnable, reason: 'unblocked' },
          { startNs: 210, state: waiting, reason: 'sync' },
          { startNs: 300, state: runnable, reason: 'unblocked by network' },
          { startNs: 310, state: waiting, reason: 'chan receive' },
          { startNs: 400, state: runnable, reason: 'unblocked', by: 1 },
          { startNs: 450, state: running },
        ],
        endNs: 900,
        ended: true,
      },
    ],
  })

  it('tells goroutines outside from the network and from timers, with the exact delay', () => {
    const shape = shapeOf(trace, { by: 'goroutines', ids: [7, 7, 12345] })
    expect(shape.lines).toHaveLength(1)
    expect(shape.lines[0]).toMatchObject({
      id: 7,
      hasEnded: true,
      startsBeforeTrace: false,
      creatorOutside: { id: 1 },
      wokenFromOutside: { goroutines: 1, network: 1, timers: 2 },
    })
    expect(shape.wakes).toMatchObject({
      waker: [shapeOutside.network, shapeOutside.timer, shapeOutside.timer, shapeOutside.goroutine],
      firstNs: [100, 200, 300, 400],
      longestDelayNs: [30, 10, 10, 50],
      outsideId: [-1, -1, -1, 1],
      total: 4,
    })
  })

  it('draws the same as an edge when the other is in the picture', () => {
    const shape = shapeOf(trace, { by: 'goroutines', ids: [7] }, { hasNeighbours: true })
    expect(shape.lines.map(({ id, isChosen }) => [id, isChosen])).toEqual([
      [1, false],
      [7, true],
    ])
    expect(shape.creations).toEqual([{ creator: 0, created: 1, atNs: 10 }])
    expect(shape.pairs).toHaveLength(1)
    expect(shape.pairs[0]).toMatchObject({ waker: 0, woken: 1, count: 1, p50Ns: 50 })
  })
})
