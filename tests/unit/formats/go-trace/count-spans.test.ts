import { describe, expect, test } from 'vitest'
import type { ByteSource } from '../../../../src/base/byte-source'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { neverCancelled } from '../../../../src/base/cancellation'
import type { BatchIndex } from '../../../../src/formats/go-trace/batch-index'
import { eventBatchesOf, indexBatches } from '../../../../src/formats/go-trace/batch-index'
import { countGeneration } from '../../../../src/formats/go-trace/count-spans'
import { readHeader } from '../../../../src/formats/go-trace/header'
import { ColumnMemory } from '../../../../src/model/column-memory'
import { stretchColumnBytes, StretchReader } from '../../../../src/formats/go-trace/stretch-reader'
import { countTrace } from '../../../../src/formats/go-trace/parallel/count-trace'
import { KernelCounter } from '../../../../src/formats/go-trace/kernel/kernel-count'
import { readTrace } from '../../../../src/formats/go-trace/read-trace'
import { SpanCounts } from '../../../../src/formats/go-trace/span-counts'
import { corpusTraces, format2Traces, readCorpusBytes } from './corpus'

function countedByTypeScript(source: ByteSource): SpanCounts {
  const index = indexed(source)
  const sum = new SpanCounts()
  for (const generation of index.generations)
    sum.add(countGeneration(source, eventBatchesOf(index, generation), index.threads.count, neverCancelled))
  return sum
}

function indexed(source: ByteSource): BatchIndex {
  const header = readHeader(source)
  if (!header.ok) throw new Error(header.error.message)
  return indexBatches(source, header.value, neverCancelled)
}

describe('the counting pass', () => {
  for (const trace of format2Traces(corpusTraces('traces'))) {
    test(`foresees every span of ${trace.name}`, async () => {
      const source = sourceOfBytes(readCorpusBytes(trace))
      const read = await readTrace(source)
      if (!read.ok) throw new Error('unreadable')
      const counts = countedByTypeScript(source)
      const { goroutines, processors } = read.value
      for (let g = 0; g < counts.goroutines.count; g++) {
        const spans = goroutines.spanOffset[g + 1] - goroutines.spanOffset[g]
        expect([goroutines.id[g], counts.spansOf(g)]).toEqual([counts.goroutines.ids[g], spans])
      }
      const plan = counts.toPlan()
      expect(plan.processorIds).toEqual([...processors.id].filter((id) => counts.hasProcessor(id)))
      const planned = new Uint32Array(processors.count)
      plan.processorIds.forEach(
        (id, row) =>
          (planned[processors.id.indexOf(id)] = plan.processorSpans[row + 1] - plan.processorSpans[row]),
      )
      for (let p = 0; p < processors.count; p++)
        expect(planned[p]).toBe(processors.spanOffset[p + 1] - processors.spanOffset[p])
    })

    test(`is the same by the kernel for each generation of ${trace.name}`, () => {
      const source = sourceOfBytes(readCorpusBytes(trace))
      const index = indexed(source)
      const threads = index.threads.count
      const memory = ColumnMemory.create(KernelCounter.bytesFor(source.byteLength, threads))
      if (memory === null) throw new Error('no memory')
      const data = memory.space.uint8(stretchColumnBytes)
      const counter = KernelCounter.create(memory.memory, memory.space, data, source.byteLength, threads)
      if (counter === null) throw new Error('no kernel')
      const reader = new StretchReader(source, data, neverCancelled)
      for (const generation of index.generations) {
        const batches = eventBatchesOf(index, generation)
        counter.begin()
        batches.thread.forEach((thread, row) => {
          const length = batches.payloadBytes[row]
          counter.batch(reader.load(batches.payloadOffset[row], length), length, thread)
        })
        const fast = counter.end()
        const slow = countGeneration(source, batches, threads, neverCancelled)
        expect(fast).toMatchObject({ ...slow, goroutineIds: Uint32Array.from(slow.goroutineIds) })
      }
    })
  }
})

test('leaves the memory of the trace as it was, but for the counts', async () => {
  const source = sourceOfBytes(readCorpusBytes({ folder: 'traces', name: 'long-go1.27.trace' }))
  const index = indexed(source)
  const memory = ColumnMemory.create(0)
  if (memory === null) throw new Error('no memory')
  let isSketched = false
  await countTrace({
    source,
    index,
    pool: undefined,
    threads: 2,
    memory,
    cancellation: neverCancelled,
    onProgress: () => undefined,
    onSketch: () => (isSketched = true),
  })
  expect(isSketched).toBe(true)
  const end = memory.take(8)
  expect(end).toBeLessThan(2 ** 20)
  const behind = new Float64Array(memory.memory.buffer, end)
  expect(behind.length).toBeGreaterThan(2 ** 24)
  expect(behind.findIndex((value) => value !== 0)).toBe(-1)
})
