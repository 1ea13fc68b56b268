import { describe, expect, test } from 'vitest'
import { RowBegins, RowDeaths, RowEnds, TimeColumn } from '../../../src/model/time-column'
import { GoroutineState as G, NONE, GoroutineFlag } from '../../../src/model/states'
import type { Trace } from '../../../src/model/trace'
import { TraceBuilder } from '../../../src/model/trace-builder'
import { createTables } from '../../../src/model/trace-tables'

const columns = { u32: Uint32Array.of(1, 3, NONE), f64: Float64Array.of(64, 192, Infinity) }

describe.each([
  { name: 'four bytes', units: columns.u32, unitNs: 64 },
  { name: 'eight bytes', units: columns.f64, unitNs: 1 },
])('columns of $name', ({ units, unitNs }) => {
  const offset = Uint32Array.of(0, 1, 1, 2)
  const ends = new RowEnds(units, unitNs, offset, 1000)

  test('times are nanoseconds', () => {
    const column = new TimeColumn(units, unitNs)
    expect([column.at(0), column.at(1), column.length]).toEqual([64, 192, 3])
  })

  test('a row begins with its first span, and one without a span never', () => {
    const begins = new RowBegins(offset, new TimeColumn(units, unitNs))
    expect([begins.at(0), begins.at(1), begins.at(2), begins.length]).toEqual([64, NaN, 192, 3])
  })

  test('a row whose end is not known goes on to the end of the trace', () => {
    expect([ends.at(0), ends.at(2)]).toEqual([64, 1000])
    expect(new RowEnds(units.slice().fill(units[2]), unitNs, offset, 1000).at(1)).toBe(0)
  })

  test('only a goroutine that was destroyed has ended', () => {
    const { endedInTrace } = GoroutineFlag
    const deaths = new RowDeaths(ends, Uint8Array.of(endedInTrace, endedInTrace, 0))
    expect([deaths.at(0), deaths.at(1), deaths.at(2)]).toEqual([64, NaN, NaN])
  })
})

/** Two goroutines, one transition each at the times, the second one destroyed at the last of them. */
function built(timeUnitNs: number | undefined, timesNs: readonly [number, number, number]): Trace {
  const builder = new TraceBuilder({
    spans: Uint32Array.of(0, 1, 2),
    processorIds: [],
    processorSpans: Uint32Array.of(0),
    ...(timeUnitNs === undefined ? {} : { timeUnitNs }),
  })
  const tables = createTables()
  tables.goroutines.intern(1)
  tables.goroutines.intern(2)
  builder.begin(tables)
  const context = { timeNs: 0, thread: NONE, processor: NONE, goroutine: NONE, stack: NONE }
  const move = (timeNs: number, goroutine: number, from: G, to: G): void => {
    builder.goroutineTransition({ ...context, timeNs }, goroutine, from, to, 0, NONE)
  }
  move(timesNs[0], 0, G.notExist, G.running)
  move(timesNs[1], 1, G.notExist, G.running)
  move(timesNs[2], 1, G.running, G.notExist)
  const header = { minor: 26, format: 2, writtenBy: '', byteLength: 0, firstGeneration: 1 } as const
  return builder.finish({
    header,
    originNs: 0n,
    eventCount: 3,
    generations: [],
    warnings: [],
    isComplete: true,
  })
}

test.each([
  { name: 'that fit', timesNs: [64, 128, 640] as const, bytes: 4 },
  { name: 'of which one is no whole unit', timesNs: [64, 100, 640] as const, bytes: 8 },
  { name: 'of which the last is too late', timesNs: [64, 128, 64 * 2 ** 33] as const, bytes: 8 },
])('times $name are kept exactly', ({ timesNs, bytes }) => {
  const trace = built(64, timesNs)
  const { goroutines, spans } = trace
  expect(spans.startNs.units.BYTES_PER_ELEMENT).toBe(bytes)
  for (const { goroutines: rows, spans: starts } of [trace, built(undefined, timesNs)]) {
    expect([starts.startNs.at(0), starts.startNs.at(1)]).toEqual(timesNs.slice(0, 2))
    expect([rows.endedNs.at(0), rows.endedNs.at(1)]).toEqual([NaN, timesNs[2]])
  }
  expect([goroutines.rowEndNs.at(0), goroutines.rowEndNs.at(1)]).toEqual([trace.durationNs, timesNs[2]])
})
