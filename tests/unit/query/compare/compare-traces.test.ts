import { describe, expect, it } from 'vitest'
import type { ComparableTraceDto } from '../../../../src/contract/compare-dto'
import { compareTraces, figureOf, ratioText, valuesOf } from '../../../../src/contract/trace-compare'
import { visualStateIndex } from '../../../../src/contract/visual-states'
import { finish } from '../../../../src/base/steps'
import { neverCancelled } from '../../../../src/base/cancellation'
import { scopeOf } from '../../../../src/query/analysis-scope'
import { latencyTable } from '../../../../src/query/analysis-tables/latency'
import { gcTable, stopsTable } from '../../../../src/query/analysis-tables/pauses'
import { comparableTrace } from '../../../../src/query/compare/comparable-trace'
import { overview } from '../../../../src/query/overview'
import { buildTraceIndex } from '../../../../src/query/build-trace-index'
import type { TraceIndex } from '../../../../src/query/trace-index'
import { fixtureTrace } from '../../support/fixture-trace'

const indexOf = async (name: string): Promise<TraceIndex> =>
  buildTraceIndex(await fixtureTrace(name), neverCancelled)

const values = (compared: ComparableTraceDto): readonly unknown[] => [
  compared.stops.totalNs,
  compared.marks.count,
]

describe.each(['gcheavy-go1.27.trace', 'httpload-go1.22.trace', 'pipeline-go1.19.trace'])('%s', (name) => {
  it('has the figures that its own pages have', async () => {
    const index = await indexOf(name)
    const told = finish(comparableTrace(index))
    const first = overview(index)
    expect(told.stateTimes).toEqual(first.stateTimes)
    expect(values(told)).toEqual([first.stw.totalNs, first.gc.count])
    expect(told.stops.longestNs).toBe(first.stw.longestNs)
    expect(told.functions).toHaveLength(index.groups.length)

    const scope = scopeOf(index, {})
    if (!scope.ok) throw new Error(scope.error)
    const question = { scope: scope.value, name: undefined }
    const latency = finish(latencyTable(index, question))
    for (const { cells } of latency.rows) {
      const [label, count] = cells
      const one = told.functions.find(({ functionName, isRuntime }) =>
        isRuntime ? label === '(the runtime’s own)' : functionName === label,
      )
      if (one === undefined) continue
      expect([one.functionName, one.latency.count]).toEqual([one.functionName, count])
    }
    expect(latency.total).toBe(told.functions.filter((one) => one.latency.count > 0).length)
    expect(stopsTable(index, question).total).toBe(told.stops.count)
    expect(gcTable(index, question).total).toBe(told.marks.count)
    const syscallNs = told.functions
      .flatMap(({ reasons }) => reasons)
      .filter(({ reason }) => reason === 'syscall')
      .reduce((sum, { durations }) => sum + durations.totalNs, 0)
    expect(syscallNs).toBe(told.stateTimes[visualStateIndex.syscall])
  })

  it('does not differ from itself', async () => {
    const told = finish(comparableTrace(await indexOf(name)))
    const compared = compareTraces(told, told)
    for (const figure of [...compared.figures, ...compared.functions.flatMap(({ figures }) => figures)])
      expect(figure.before).toBe(figure.after)
    expect(compared.notes.some((note) => note.includes('long:'))).toBe(false)
  })
})

describe('the table of changes', () => {
  it('gives sums per second, and percentiles and sizes as they are', async () => {
    const before = finish(comparableTrace(await indexOf('gcheavy-go1.26.trace')))
    const after = finish(comparableTrace(await indexOf('gcheavy-go1.27.trace')))
    const compared = compareTraces(before, after)
    const stops = figureOf(compared, 'stops.total')
    expect(stops).toMatchObject({ before: before.stops.totalNs, after: after.stops.totalNs, isSum: true })
    if (stops === undefined) throw new Error('no stops')
    const perSecond = valuesOf(stops, compared, true)
    expect(perSecond.before).toBeCloseTo((before.stops.totalNs * 1e9) / before.durationNs, 3)
    const longest = figureOf(compared, 'stops.longest')
    expect(longest).toMatchObject({
      isSum: false,
      beforePlace: { fromNs: before.stops.longestStartNs },
      afterPlace: { fromNs: after.stops.longestStartNs },
    })
    expect(figureOf(compared, 'heap.peak')?.unit).toBe('bytes')
    expect(compared.notes[0]).toMatch(/^One run stands against one run/)
    expect(compared.notes.some((note) => note.includes('per second only'))).toBe(true)
  })

  it('matches functions by name, and marks those of one trace only', async () => {
    const before = finish(comparableTrace(await indexOf('pipeline-go1.27.trace')))
    const after = finish(comparableTrace(await indexOf('httpload-go1.27.trace')))
    const { functions } = compareTraces(before, after)
    const main = functions.find(
      ({ functionName }) => functionName === 'main.main' || functionName === 'runtime.main',
    )
    expect(main).toMatchObject({ isInBefore: true, isInAfter: true })
    const served = functions.find(({ functionName }) => functionName === 'net/http.(*conn).serve')
    expect(served).toMatchObject({ isInBefore: false, isInAfter: true })
    expect(served && figureOf(served, 'latency.p99')?.before).toBeNull()
    expect(functions).toHaveLength(
      new Set(functions.map(({ functionName, isRuntime }) => `${isRuntime} ${functionName}`)).size,
    )
  })

  it('says how values relate', () => {
    expect(ratioText(100, 180)).toBe('+80 %')
    expect(ratioText(100, 1200)).toBe('×12')
    expect(ratioText(100, 50)).toBe('−50 %')
    expect(ratioText(0, 5)).toBe('new')
    expect(ratioText(5, 0)).toBe('gone')
    expect(ratioText(null, 5)).toBe('')
    expect(ratioText(1000, 1001)).toBe('< 1 %')
  })
})
