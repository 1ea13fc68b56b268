/** A sketch against the model of the same trace, and its two walks against each other. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { ByteSource } from '../../../../src/base/byte-source'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { CancelledError } from '../../../../src/base/cancellation'
import { readTrace } from '../../../../src/formats/go-trace/read-trace'
import type { SketchOptions } from '../../../../src/formats/go-trace/sketch/sketch-trace'
import { sketchTrace } from '../../../../src/formats/go-trace/sketch/sketch-trace'
import type { SketchRange, TraceSketch } from '../../../../src/formats/go-trace/sketch/trace-sketch'
import { GoroutineState } from '../../../../src/model/states'
import type { Trace } from '../../../../src/model/trace'
import { corpusTraces, format2Traces, readCorpusBytes } from './corpus'

const layers = 3
/** Spans of the model never end before they begin, whatever the clocks of two threads say. */
const clockToleranceNs = 5_000

/** Time per layer and bucket of one row, from the model. */
type Rows = Map<string, Float64Array>

function modelRows(trace: Trace, bucketNs: number, buckets: number): { processors: Rows; groups: Rows } {
  const { goroutines, spans, processors, tables } = trace
  const lost = new Map<number, number>()
  spans.syscallLostProcessor.span.forEach((span, at) => lost.set(span, spans.syscallLostProcessor.atNs[at]))
  const row = (rows: Rows, key: string): Float64Array => {
    const known = rows.get(key) ?? new Float64Array(layers * buckets)
    rows.set(key, known)
    return known
  }
  const add = (to: Float64Array, layer: number, fromNs: number, toNs: number): void => {
    for (let bucket = Math.floor(fromNs / bucketNs); bucket < buckets && bucket * bucketNs < toNs; bucket++) {
      const from = Math.max(fromNs, bucket * bucketNs)
      const end = bucket === buckets - 1 ? toNs : Math.min(toNs, (bucket + 1) * bucketNs)
      to[layer * buckets + bucket] += Math.max(0, end - from)
    }
  }
  const nameOf = (goroutine: number): string => tables.strings.get(goroutines.functionName[goroutine])
  const endOf = (goroutine: number, span: number): number =>
    span + 1 < goroutines.spanOffset[goroutine + 1]
      ? spans.startNs.at(span + 1)
      : goroutines.rowEndNs.at(goroutine)
  const result = { processors: new Map() as Rows, groups: new Map() as Rows }
  for (let processor = 0; processor < processors.count; processor++) {
    const to = row(result.processors, String(processors.id[processor]))
    for (let at = processors.spanOffset[processor]; at < processors.spanOffset[processor + 1]; at++) {
      const span = processors.span[at]
      const goroutine = processors.spanGoroutine[at]
      const isSyscall = spans.state[span] === GoroutineState.syscall
      const layer = isSyscall ? 1 : nameOf(goroutine) === 'runtime.gcBgMarkWorker' ? 2 : 0
      const end = endOf(goroutine, span)
      add(to, layer, spans.startNs.at(span), isSyscall ? Math.min(end, lost.get(span) ?? end) : end)
    }
  }
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    const name = nameOf(goroutine)
    const shown = name !== 'runtime.main' && name.startsWith('runtime.') ? 'runtime' : name
    for (let span = goroutines.spanOffset[goroutine]; span < goroutines.spanOffset[goroutine + 1]; span++) {
      const state = spans.state[span]
      if (state !== GoroutineState.running && state !== GoroutineState.syscall) continue
      const layer = state === GoroutineState.syscall ? 1 : name === 'runtime.gcBgMarkWorker' ? 2 : 0
      add(row(result.groups, shown), layer, spans.startNs.at(span), endOf(goroutine, span))
    }
  }
  return result
}

/** What differs by more than the clocks of threads do, in words. */
function differences(trace: Trace, sketch: TraceSketch): string[] {
  const { bucketNs, bucketCount } = sketch
  const model = modelRows(trace, bucketNs, bucketCount)
  const size = layers * bucketCount
  const found: string[] = []
  const compare = (name: string, got: Float32Array, want: Float64Array): void => {
    for (let layer = 0; layer < layers; layer++) {
      let totalNs = 0
      let apartNs = 0
      for (let at = layer * bucketCount; at < (layer + 1) * bucketCount; at++) {
        totalNs += want[at]
        apartNs += Math.abs(got[at] - want[at])
      }
      if (apartNs > 0.001 * totalNs + clockToleranceNs)
        found.push(`${name}, layer ${layer}: ${apartNs} of ${totalNs} ns`)
    }
  }
  const rows = (of: Float32Array, keys: readonly string[], want: Rows, what: string): void => {
    const nothing = new Float64Array(size)
    keys.forEach((key, at) =>
      compare(`${what} ${key}`, of.subarray(at * size, (at + 1) * size), want.get(key) ?? nothing),
    )
    for (const [key, row] of want)
      if (!keys.includes(key) && row.some((ns) => ns > 0)) found.push(`no ${what} ${key}`)
  }
  rows(sketch.processorNs, [...sketch.processorIds].map(String), model.processors, 'processor')
  rows(sketch.groupNs, sketch.groups, model.groups, 'group')
  return found
}

const pairs = (ranges: readonly SketchRange[]): number[][] => ranges.map(({ fromNs, toNs }) => [fromNs, toNs])

function rangesNamed({ ranges, tables, durationNs }: Trace, isWanted: (name: string) => boolean): number[][] {
  const found: number[][] = []
  for (let at = 0; at < ranges.count; at++) {
    if (!isWanted(tables.strings.get(ranges.name[at]))) continue
    // What is open at the end ends with the closing Sync, a nanosecond after the last event.
    const endNs = ranges.endNs[at] === durationNs ? durationNs - 1 : ranges.endNs[at]
    found.push([ranges.startNs[at], endNs])
  }
  return found
}

async function modelOf(source: ByteSource): Promise<Trace> {
  const read = await readTrace(source)
  if (!read.ok) throw new Error(read.error.message)
  return read.value
}

function sketchOf(source: ByteSource, options: SketchOptions = {}): TraceSketch {
  const sketch = sketchTrace(source, options)
  if (sketch === null) throw new Error('no sketch')
  return sketch
}

describe('a sketch tells what the model tells', () => {
  for (const corpusTrace of format2Traces(corpusTraces('traces'))) {
    test(corpusTrace.name, async () => {
      const source = sourceOfBytes(readCorpusBytes(corpusTrace))
      const trace = await modelOf(source)
      const sketch = sketchOf(source)
      expect(differences(trace, sketch)).toEqual([])
      expect(pairs(sketch.gc)).toEqual(rangesNamed(trace, (name) => name === 'GC concurrent mark phase'))
      expect(pairs(sketch.stops)).toEqual(rangesNamed(trace, (name) => name.startsWith('stop-the-world')))
      expect(sketch.durationNs).toBe(trace.durationNs - 1)
      expect(sketch.unread).toEqual([])
    })
  }
})

/** All of a sketch in one text: comparing a hundred thousand numbers one by one takes its time. */
function fingerprint(sketch: TraceSketch | null): string {
  return JSON.stringify(sketch, (_key, value: unknown) =>
    ArrayBuffer.isView(value)
      ? createHash('sha256')
          .update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
          .digest('hex')
      : value,
  )
}

for (const folder of ['traces', 'malformed'] as const) {
  describe(`kernel and TypeScript sketch ${folder} alike`, () => {
    for (const corpusTrace of format2Traces(corpusTraces(folder))) {
      test(corpusTrace.name, () => {
        const source = sourceOfBytes(readCorpusBytes(corpusTrace))
        for (const mostBytes of [Infinity, source.byteLength / 3]) {
          const fast = fingerprint(sketchTrace(source, { mostBytes }))
          expect(fast).toBe(fingerprint(sketchTrace(source, { mostBytes, usesKernel: false })))
          // Generations that different threads have taken come to the same.
          expect(fast).toBe(fingerprint(sketchTrace(source, { mostBytes, parts: 2 })))
          expect(fast).toBe(fingerprint(sketchTrace(source, { mostBytes, parts: 3 })))
        }
      })
    }
  })
}

test('what was left out is told, and nothing is drawn there', () => {
  const source = sourceOfBytes(readCorpusBytes({ folder: 'traces', name: 'many100k-go1.27.trace.gz' }))
  const whole = sketchOf(source)
  const part = sketchOf(source, { mostBytes: source.byteLength / 4 })
  expect(part.durationNs).toBe(whole.durationNs)
  expect(part.unread.length).toBeGreaterThan(0)
  const { bucketNs, bucketCount } = part
  for (const { fromNs, toNs } of part.unread) {
    expect(toNs).toBeGreaterThan(fromNs)
    for (let bucket = Math.ceil(fromNs / bucketNs); (bucket + 1) * bucketNs <= toNs; bucket++)
      for (let at = bucket; at < part.processorNs.length; at += bucketCount)
        expect(part.processorNs[at]).toBe(0)
  }
  const sum = (column: Float32Array): number => column.reduce((total, ns) => total + ns, 0)
  expect(sum(part.processorNs)).toBeGreaterThan(0)
  expect(sum(part.processorNs)).toBeLessThan(sum(whole.processorNs))
})

test('a file without a sketch has none', () => {
  const format1 = corpusTraces('traces').find(({ name }) => /go1\.21\.trace$/.test(name))
  if (format1 === undefined) throw new Error('the corpus has no trace of format 1')
  expect(sketchTrace(sourceOfBytes(readCorpusBytes(format1)))).toBeNull()
  expect(sketchTrace(sourceOfBytes(new Uint8Array(0)))).toBeNull()
  expect(sketchTrace(sourceOfBytes(new TextEncoder().encode('go 1.26 trace\0\0\0')))).toBeNull()
})

test('a cancelled sketch ends', () => {
  const source = sourceOfBytes(readCorpusBytes({ folder: 'traces', name: 'many100k-go1.27.trace.gz' }))
  expect(() => sketchTrace(source, { cancellation: { isCancelled: () => true } })).toThrow(CancelledError)
})
