/** How times are stored: in four bytes where ticks are whole nanoseconds and the trace is short enough, else in eight. */
import { describe, expect, test } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { readTrace } from '../../../../src/formats/go-trace/read-trace'
import { checkIntegrity } from '../../../../src/model/check-integrity'
import type { Trace } from '../../../../src/model/trace'
import { differences } from './trace-columns'
import { TraceWriter } from './trace-writer'

const baseTicks = 10_000_000
const waiting = 4

/** Goroutine 1 creates 2, which blocks, is woken, and ends; `gapTicks` lie between. */
function written(ticksPerSecond: number, gapTicks: number): Uint8Array {
  const writer = new TraceWriter(26, ticksPerSecond)
  const stack = writer.stack('main.work')
  writer.batch(
    1,
    baseTicks,
    ['ProcStatus', 1, 0, 1],
    ['GoStatus', 1, 1, 1, 2],
    ['GoCreate', 3, 2, stack, 0],
    ['GoBlock', 7, writer.text('chan receive'), stack],
    ['GoStart', 5, 2, 1],
    ['GoUnblock', gapTicks, 1, 1, 0],
    ['GoDestroy', 11],
    ['GoStart', 2, 1, 2],
  )
  writer.endGeneration(baseTicks + gapTicks + 40)
  return writer.toBytes()
}

async function open(bytes: Uint8Array, usesKernel: boolean): Promise<Trace> {
  const read = await readTrace(sourceOfBytes(bytes), { usesKernel })
  if (!read.ok) throw new Error(read.error.message)
  expect(checkIntegrity(read.value, { isSound: false })).toEqual([])
  return read.value
}

/** Times of the spans of a goroutine, and where its row ends. */
function timesOf({ goroutines, spans, tables }: Trace, id: number): number[] {
  const goroutine = tables.goroutines.indexOf(id)
  const times: number[] = []
  for (let span = goroutines.spanOffset[goroutine]; span < goroutines.spanOffset[goroutine + 1]; span++)
    times.push(spans.startNs.at(span))
  expect(goroutines.createdNs.at(goroutine)).toBe(times[0])
  return [...times, goroutines.rowEndNs.at(goroutine)]
}

describe.each([
  { name: '64 ns', ticksPerSecond: 15_625_000, gapTicks: 1_000_000, bytes: 4 },
  { name: '100 ns, which are no power of two', ticksPerSecond: 10_000_000, gapTicks: 123_457, bytes: 4 },
  { name: '41 2/3 ns', ticksPerSecond: 24_000_000, gapTicks: 1_000_000, bytes: 8 },
  { name: '1 ns', ticksPerSecond: 1_000_000_000, gapTicks: 3_000_000_000, bytes: 4 },
])('ticks of $name', ({ ticksPerSecond, gapTicks, bytes }) => {
  test('every time is that of its event', async () => {
    const trace = await open(written(ticksPerSecond, gapTicks), true)
    expect(trace.spans.startNs.units.BYTES_PER_ELEMENT).toBe(bytes)
    const nsPerTick = 1 / (ticksPerSecond / 1e9)
    let nowNs = 0
    const at = [0, 1, 1, 3, 7, 5, gapTicks, 11, 2].map((ticks) => (nowNs += Math.floor(ticks * nsPerTick)))
    expect(timesOf(trace, 2)).toEqual([at[3], at[5], at[7]])
    expect(trace.goroutines.endedNs.at(trace.tables.goroutines.indexOf(2))).toBe(at[7])
    expect(timesOf(trace, 1)).toEqual([0, at[4], at[6], at[8], trace.durationNs])
    expect(trace.goroutines.endedNs.at(trace.tables.goroutines.indexOf(1))).toBeNaN()
  })

  test('the kernel and TypeScript write the same', async () => {
    const source = written(ticksPerSecond, gapTicks)
    expect(differences(await open(source, true), await open(source, false))).toEqual([])
  })
})

test('what four bytes cannot hold is in eight', async () => {
  const writer = new TraceWriter()
  writer.batch(1, baseTicks, ['ProcStatus', 1, 0, 1], ['GoStatus', 1, 1, 1, waiting])
  // Five minutes later, within an hour of the other batch.
  writer.batch(2, baseTicks + 4_700_000_000, ['ProcStatus', 1, 1, 1], ['GoStatus', 1, 2, 2, 2])
  writer.endGeneration(baseTicks + 4_700_000_100)
  const trace = await open(writer.toBytes(), true)
  expect(trace.spans.startNs.units.BYTES_PER_ELEMENT).toBe(8)
  expect(trace.durationNs).toBeGreaterThan(300e9)
  expect(differences(trace, await open(writer.toBytes(), false))).toEqual([])
})
