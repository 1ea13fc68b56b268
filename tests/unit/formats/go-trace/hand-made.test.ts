/** Single rules, on traces made for them. */
import { describe, expect, test } from 'vitest'
import { sourceFromReads, sourceOfBytes } from '../../../../src/base/byte-source'
import { CancelledError, neverCancelled } from '../../../../src/base/cancellation'
import { summarizeTrace } from '../../../../src/cli/trace-summary'
import { indexBatches } from '../../../../src/formats/go-trace/batch-index'
import { readHeader } from '../../../../src/formats/go-trace/header'
import { produceEvents } from '../../../../src/formats/go-trace/produce-events'
import type { ReadTraceOptions } from '../../../../src/formats/go-trace/read-trace'
import { readTrace } from '../../../../src/formats/go-trace/read-trace'
import { checkIntegrity } from '../../../../src/model/check-integrity'
import { goroutineStateNames, NONE, GoroutineFlag } from '../../../../src/model/states'
import type { Trace } from '../../../../src/model/trace'
import { RangeFlag } from '../../../../src/model/trace'
import { CountingSink } from './counting-sink'
import { readCorpusBytes } from './corpus'
import { TraceWriter } from './trace-writer'

const running = 2
const waiting = 4
const processorRunning = 1

/** Thread 1 with P 0 runs goroutine 1. */
const usualStart = [
  ['ProcStatus', 1, 0, processorRunning],
  ['GoStatus', 1, 1, 1, running],
] as const

async function open(writer: TraceWriter, options: ReadTraceOptions = {}): Promise<Trace> {
  const read = await readTrace(sourceOfBytes(writer.toBytes()), options)
  if (!read.ok) throw new Error(read.error.message)
  expect(checkIntegrity(read.value, { isSound: false })).toEqual([])
  return read.value
}

/** `state@ticks` of every span of a goroutine. */
function rowOf(trace: Trace, id: number): string[] {
  const goroutine = trace.tables.goroutines.indexOf(id)
  const row: string[] = []
  for (
    let span = trace.goroutines.spanOffset[goroutine];
    span < trace.goroutines.spanOffset[goroutine + 1];
    span++
  )
    row.push(`${goroutineStateNames[trace.spans.state[span]]}@${trace.spans.startNs.at(span) / 64}`)
  return row
}

function lastSpanOf(trace: Trace, id: number): number {
  return trace.goroutines.spanOffset[trace.tables.goroutines.indexOf(id) + 1] - 1
}

function codesOf(trace: Trace): string[] {
  return trace.warnings.map((warning) => warning.code)
}

function strictError(writer: TraceWriter): string | null {
  const source = sourceOfBytes(writer.toBytes())
  const header = readHeader(source)
  if (!header.ok) throw new Error(header.error.message)
  const index = indexBatches(source, header.value, neverCancelled)
  return produceEvents(source, index, new CountingSink(), { clock: 'go', mode: 'strict' }).error
}

describe('times', () => {
  test("in Go's clock nothing happens at 0, not even the first Sync; in ours it may", async () => {
    const writer = new TraceWriter()
    writer.batch(1, 0, ...usualStart).endGeneration(0)
    const summary = summarizeTrace(
      sourceOfBytes(writer.toBytes()),
      { isParity: true, onProgress: () => undefined },
      [],
    )
    if (!summary.ok) throw new Error(summary.error.message)
    expect(summary.value.document['syncTimes']).toEqual([1n, 129n])
    expect(rowOf(await open(writer), 1)).toEqual(['Running@0'])
  })
})

describe('states', () => {
  test('a state told for the first time holds since the begin of the generation', async () => {
    const writer = new TraceWriter()
    writer
      .batch(1, 100, ...usualStart, ['GoStatus', 50, 9, 0, waiting], ['GoUnblock', 1, 9, 1, 0])
      .endGeneration(100)
    const trace = await open(writer)
    expect(rowOf(trace, 9)).toEqual(['Waiting@0', 'Runnable@53'])
    expect(trace.goroutines.createdNs.at(trace.tables.goroutines.indexOf(9))).toBe(0)
  })

  test('an id that comes back has a stretch in which it does not exist', async () => {
    const writer = new TraceWriter()
    writer
      .batch(
        1,
        100,
        ['ProcStatus', 1, 0, processorRunning],
        ['GoStatus', 1, 5, 1, running],
        ['GoDestroy', 10],
        ['GoCreate', 20, 5, 0, 0],
        ['GoStart', 5, 5, 1],
      )
      .endGeneration(100)
    const trace = await open(writer)
    expect(rowOf(trace, 5)).toEqual(['Running@0', 'NotExist@12', 'Runnable@32', 'Running@37'])
    expect(trace.goroutines.flags[trace.tables.goroutines.indexOf(5)] & GoroutineFlag.endedInTrace).toBe(0)
  })

  test('states go on over a seam, and the row is one', async () => {
    const writer = new TraceWriter()
    writer.batch(1, 100, ...usualStart).endGeneration(100)
    writer.batch(1, 300, ...usualStart, ['GoBlock', 5, writer.text('select'), 0]).endGeneration(300)
    const trace = await open(writer)
    expect(rowOf(trace, 1)).toEqual(['Running@0', 'Waiting@207'])
    expect(trace.isComplete).toBe(true)
    expect(trace.wallClock.length).toBe(2)
  })

  test('after a missing generation states are undetermined until they are told again', async () => {
    const writer = new TraceWriter()
    writer.batch(1, 100, ...usualStart, ['GoCreate', 8, 7, 0, 0]).endGeneration(100)
    writer.skipGeneration()
    writer.batch(1, 500, ...usualStart).endGeneration(500)
    const trace = await open(writer)
    expect(rowOf(trace, 1)).toEqual(['Running@0', 'Undetermined@10', 'Running@400'])
    expect(rowOf(trace, 7)).toEqual(['Runnable@10', 'Undetermined@10'])
    expect(codesOf(trace)).toContain('missing-generations')
    expect(trace.isComplete).toBe(false)
  })
})

describe('who woke whom', () => {
  test('a goroutine is credited, restarting the world is not', async () => {
    const writer = new TraceWriter()
    const plain = writer.stack('runtime.chansend1', 'main.producer')
    const restart = writer.stack('runtime.startTheWorldWithSema', 'runtime.gcStart', 'main.work')
    writer
      .batch(
        1,
        100,
        ...usualStart,
        ['GoStatus', 1, 8, 0, waiting],
        ['GoUnblock', 1, 8, 1, plain],
        ['GoStatus', 1, 9, 0, waiting],
        ['GoUnblock', 1, 9, 1, restart],
      )
      .endGeneration(100)
    const trace = await open(writer)
    const credited = lastSpanOf(trace, 8)
    expect(trace.goroutines.id[trace.spans.link[credited]]).toBe(1)
    expect(trace.spans.reasons[trace.spans.reason[credited]]).toBe('unblocked')
    const polled = lastSpanOf(trace, 9)
    expect(trace.spans.link[polled]).toBe(NONE)
    expect(trace.spans.reasons[trace.spans.reason[polled]]).toBe('unblocked by network')
  })
})

describe('what Go refuses', () => {
  test('a region that ends out of turn', async () => {
    const writer = new TraceWriter()
    const outer = writer.text('outer')
    const inner = writer.text('inner')
    writer
      .batch(
        1,
        100,
        ...usualStart,
        ['UserRegionBegin', 8, 0, outer, 0],
        ['UserRegionBegin', 10, 0, inner, 0],
        ['UserRegionEnd', 10, 0, outer, 0],
        ['UserRegionEnd', 10, 0, inner, 0],
      )
      .endGeneration(100)
    expect(strictError(writer)).toMatch(/does not match the innermost/)
    const trace = await open(writer)
    expect(codesOf(trace)).toEqual(['misnested-region'])
    expect([...trace.regions.startNs]).toEqual([10 * 64, 20 * 64])
    expect([...trace.regions.endNs]).toEqual([30 * 64, 40 * 64])
    expect([...trace.regions.depth]).toEqual([0, 1])
  })

  test('a thread that waits for what never comes', async () => {
    const writer = new TraceWriter()
    writer
      .batch(1, 100, ...usualStart, ['GoStatus', 1, 6, 0, waiting], ['GoUnblock', 1, 6, 3, 0])
      .endGeneration(100)
    expect(strictError(writer)).toMatch(/no thread can go on/)
    const trace = await open(writer)
    expect(codesOf(trace)).toEqual(['forced-order'])
    expect(rowOf(trace, 6)).toEqual(['Waiting@0', 'Runnable@4'])
  })

  test('a state that contradicts the last one', async () => {
    const writer = new TraceWriter()
    writer.batch(1, 100, ...usualStart).endGeneration(100)
    writer
      .batch(1, 300, ['ProcStatus', 1, 0, processorRunning], ['GoStatus', 1, 1, 1, waiting])
      .endGeneration(300)
    expect(strictError(writer)).toMatch(/another state/)
    const trace = await open(writer)
    expect(codesOf(trace)).toEqual(['contradiction'])
    expect(rowOf(trace, 1)).toEqual(['Running@0', 'Waiting@202'])
  })

  test('no tick length', async () => {
    const writer = new TraceWriter(23)
    writer.batch(1, 100, ...usualStart, ['GoBlock', 10, 0, 0]).endGeneration(100, false)
    expect(strictError(writer)).toMatch(/no frequency/)
    const trace = await open(writer)
    expect(codesOf(trace)).toContain('no-frequency')
    expect(rowOf(trace, 1)).toEqual(['Running@0', 'Waiting@12'])
  })
})

describe('ranges', () => {
  test('a mark phase that is open at both ends', async () => {
    const writer = new TraceWriter()
    writer.batch(1, 100, ...usualStart, ['GCActive', 1, 5]).endGeneration(100)
    writer.batch(1, 300, ...usualStart, ['GCActive', 1, 6], ['GoCreate', 3, 2, 0, 0]).endGeneration(300)
    const trace = await open(writer)
    expect(trace.ranges.count).toBe(1)
    expect(trace.ranges.startNs[0]).toBe(0)
    expect(trace.ranges.endNs[0]).toBe(trace.durationNs)
    expect(trace.ranges.flags[0]).toBe(RangeFlag.openAtStart | RangeFlag.openAtEnd)
    expect(trace.warnings).toEqual([])
  })
})

describe('the caller', () => {
  const many = (): Uint8Array => readCorpusBytes({ folder: 'traces', name: 'many10k-go1.27.trace' })

  test('may set a budget, and is told what would be needed', async () => {
    const read = await readTrace(sourceOfBytes(many()), { budgetBytes: 100_000 })
    expect(read.ok).toBe(false)
    if (read.ok) return
    expect(read.error.code).toBe('over-budget')
    expect(read.error.message).toMatch(/goroutines.*MiB/)
  })

  test('may cancel at any time', async () => {
    let total = 0
    await readTrace(sourceOfBytes(many()), { cancellation: { isCancelled: () => ++total < 0 } })
    expect(total).toBeGreaterThan(3)
    for (let after = 0; after < total; after++) {
      let asked = 0
      const cancellation = { isCancelled: () => asked++ >= after }
      const outcome = await readTrace(sourceOfBytes(many()), { cancellation }).catch(
        (error: unknown) => error,
      )
      expect(outcome instanceof CancelledError).toBe(true)
    }
  })

  test('sees progress that only grows', async () => {
    const seen = new Map<string, number>()
    await readTrace(sourceOfBytes(many()), {
      onProgress: (stage, doneBytes, totalBytes) => {
        expect(doneBytes).toBeGreaterThanOrEqual(seen.get(stage) ?? 0)
        expect(doneBytes).toBeLessThanOrEqual(totalBytes)
        seen.set(stage, doneBytes)
      },
    })
    expect([...seen.keys()]).toEqual(['index', 'count', 'order', 'finish'])
  })

  test('is told when the file shrinks under the reader', async () => {
    const bytes = many()
    const whole = sourceOfBytes(bytes)
    const source = sourceFromReads(bytes.length, (offset, length) =>
      whole.read(offset, Math.min(length, Math.max(0, bytes.length / 2 - offset))),
    )
    await expect(readTrace(source)).rejects.toThrow(/shorter while it was read/)
  })
})
