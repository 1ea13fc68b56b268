import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { openTrace } from '../../../../src/formats/go-trace/open-trace'
import { NONE } from '../../../../src/model/states'
import { spanEndNs } from '../../../../src/model/trace'
import { produce } from './produce'

interface Oracle {
  readonly ok: boolean
  readonly events: number
  readonly eventsByKind?: Record<string, number>
  readonly goroutineTransitions?: Record<string, number>
  readonly procTransitions?: Record<string, number>
  readonly firstTime: number
  readonly lastTime: number
  readonly syncTimes?: readonly number[]
  readonly gomaxprocs?: readonly { readonly time: number; readonly value: number }[]
  readonly labels?: Record<string, number>
  readonly threadCount?: number
  readonly threads?: readonly number[]
  readonly logCount?: number
  readonly logs?: readonly unknown[]
  readonly goroutines?: readonly { readonly id: number; readonly name?: string }[]
  readonly goroutineCount?: number
  readonly uniqueStacks?: number
  readonly cpuSamplesByLeaf?: Record<string, number>
  readonly metrics?: Record<string, { count: number; first: number; last: number }>
  readonly ranges?: Record<string, { begin?: number; active?: number; end?: number }>
}

const tracesFolder = 'tests/fixtures/traces'
const traceNames = readdirSync(tracesFolder).filter((name) => /-go1\.(19|21)\.trace$/.test(name))

test('the corpus has traces of Go 1.19 and 1.21', () => {
  expect(traceNames.length).toBeGreaterThanOrEqual(27)
})

describe.each(traceNames)('%s as Go reads it', (name) => {
  const bytes = readFileSync(join(tracesFolder, name))
  const oracle = JSON.parse(readFileSync(join(tracesFolder, `${name}.oracle.json`), 'utf8')) as Oracle

  test('strict reading gives the same events', () => {
    const { sink, produced } = produce(bytes, 'go', 'strict')
    expect(produced.error === null).toBe(oracle.ok)
    expect(sink.events).toBe(oracle.events)
    expect(produced.eventCount).toBe(oracle.events)
    if (!oracle.ok) return
    expect(sink.eventsByKind).toEqual(oracle.eventsByKind)
    expect(sink.goroutineTransitions).toEqual(oracle.goroutineTransitions)
    expect(sink.procTransitions).toEqual(oracle.procTransitions ?? {})
    const origin = Number(produced.originNs)
    expect(origin).toBe(oracle.firstTime)
    expect(sink.lastNs + origin).toBe(oracle.lastTime)
    expect(produced.lastNs + origin).toBe(oracle.lastTime)
    expect(sink.syncTimesNs.map((timeNs) => timeNs + origin)).toEqual(oracle.syncTimes)
    expect(sink.labels).toEqual(oracle.labels ?? {})
    expect(sink.cpuSamplesByLeaf).toEqual(oracle.cpuSamplesByLeaf ?? {})
    expect(sink.threads.size).toBe(oracle.threadCount)
    expect([...sink.threads].sort((a, b) => a - b)).toEqual([...(oracle.threads ?? [])].sort((a, b) => a - b))
    expect(sink.gomaxprocs.map(({ timeNs, value }) => ({ time: timeNs + origin, value }))).toEqual(
      oracle.gomaxprocs ?? [],
    )
    expect(sink.logs.length).toBe(oracle.logCount ?? 0)
    for (const [metric, figures] of Object.entries(oracle.metrics ?? {}))
      expect(sink.metrics[metric]).toMatchObject(figures.count === 0 ? {} : { count: figures.count })
    expect(sink.goroutines.size).toBe(oracle.goroutineCount)
    expect(sink.stepsBack).toBe(0)
    expect(sink.equalTimes).toBe(0)
    expect(produced.warnings).toEqual([])
  })

  test('tolerant reading loses nothing of it', () => {
    const { sink, produced } = produce(bytes, 'raw', 'tolerant')
    expect(sink.stepsBack).toBe(0)
    expect(sink.events).toBeGreaterThanOrEqual(oracle.events)
    if (!oracle.ok) return
    expect(produced.warnings).toEqual([])
    expect(sink.eventsByKind).toEqual(oracle.eventsByKind)
    expect(sink.lastNs).toBeLessThanOrEqual(oracle.lastTime - oracle.firstTime)
  })

  test('the model holds all of it', async () => {
    const opened = await openTrace(sourceOfBytes(bytes))
    if (!opened.ok) throw new Error(opened.error.message)
    const trace = opened.value
    expect(trace.header.format).toBe(1)
    expect(trace.originNs).toBe(-1n)
    const { goroutines, spans } = trace
    for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
      const from = goroutines.spanOffset[goroutine]
      for (let span = from; span < goroutines.spanOffset[goroutine + 1]; span++) {
        expect(spanEndNs(trace, goroutine, span)).toBeGreaterThanOrEqual(spans.startNs.at(span))
      }
    }
    if (!oracle.ok) return
    expect(goroutines.count).toBe(oracle.goroutineCount)
    expect(trace.eventCount).toBe(oracle.events)
    expect(trace.threads.count).toBe(oracle.threadCount)
    expect(trace.logs.count).toBe(oracle.logCount ?? 0)
    expect(trace.isComplete).toBe(true)
    const { indexOf } = trace.tables.goroutines
    for (const { id, name } of oracle.goroutines ?? []) {
      const index = indexOf.call(trace.tables.goroutines, id)
      expect(index).not.toBe(NONE)
      expect(trace.tables.strings.get(goroutines.functionName[index])).toBe(name ?? '')
    }
  })
})

const goRoots = ['/opt/go/1.27', '/usr/local/go', process.env['GOROOT'] ?? '']
const goTestdata = goRoots
  .map((root) => join(root, 'src/internal/trace/internal/tracev1/testdata'))
  .find((folder) => existsSync(folder))
const goFiles =
  goTestdata === undefined ? [] : readdirSync(goTestdata).filter((name) => name.endsWith('_good'))

describe(`traces of the Go source tree (${goFiles.length} files found on this machine)`, () => {
  test(`all ${goFiles.length} open whole, strictly and tolerantly`, () => {
    for (const name of goFiles) {
      const bytes = readFileSync(join(goTestdata ?? '', name))
      const strict = produce(bytes, 'go', 'strict')
      expect(strict.produced.error, name).toBeNull()
      expect(strict.sink.events, name).toBeGreaterThan(10)
      const tolerant = produce(bytes, 'raw', 'tolerant')
      expect(tolerant.produced.warnings, name).toEqual([])
      expect(tolerant.sink.eventsByKind, name).toEqual(strict.sink.eventsByKind)
    }
  })
})
