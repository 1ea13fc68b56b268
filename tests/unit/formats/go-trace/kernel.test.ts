import { describe, expect, test } from 'vitest'
import type { ByteSource } from '../../../../src/base/byte-source'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import type { Trace } from '../../../../src/model/trace'
import { neverCancelled } from '../../../../src/base/cancellation'
import { eventBatchesOf, indexBatches } from '../../../../src/formats/go-trace/batch-index'
import { countGeneration, SpanCounts } from '../../../../src/formats/go-trace/count-spans'
import { readHeader } from '../../../../src/formats/go-trace/header'
import { HotEvents } from '../../../../src/formats/go-trace/kernel/hot-events'
import { countByKernel } from '../../../../src/formats/go-trace/kernel/kernel-count'
import { produceEvents } from '../../../../src/formats/go-trace/produce-events'
import { readTrace } from '../../../../src/formats/go-trace/read-trace'
import { TraceBuilder } from '../../../../src/model/trace-builder'
import { corpusTraces, format2Traces, readCorpusBytes } from './corpus'
import { differences } from './trace-columns'

/** What is read, by the kernel or by TypeScript alone; a sentence for a file that cannot be read. */
async function read(source: ByteSource, usesKernel: boolean): Promise<Trace | string> {
  const result = await readTrace(source, { usesKernel })
  return result.ok ? result.value : result.error.message
}

async function compare(source: ByteSource): Promise<void> {
  const plain = await read(source, false)
  const fast = await read(source, true)
  if (typeof plain === 'string' || typeof fast === 'string') expect(fast).toBe(plain)
  else expect(differences(plain, fast)).toEqual([])
}

for (const folder of ['traces', 'malformed'] as const) {
  describe(`kernel and TypeScript make one trace of ${folder}`, () => {
    for (const trace of format2Traces(corpusTraces(folder))) {
      test(trace.name, () => compare(sourceOfBytes(readCorpusBytes(trace))))
    }
  })
}

const ignore = (): void => undefined

function indexed(source: ByteSource): ReturnType<typeof indexBatches> {
  const header = readHeader(source)
  if (!header.ok) throw new Error(header.error.message)
  return indexBatches(source, header.value, neverCancelled, ignore)
}

function kernelCounts(source: ByteSource): SpanCounts {
  const counts = countByKernel(source, indexed(source), neverCancelled, ignore)
  if (counts === null) throw new Error('the kernel gave up')
  return counts
}

describe('kernel and TypeScript count the same', () => {
  for (const trace of format2Traces(corpusTraces('traces'))) {
    test(trace.name, () => {
      const source = sourceOfBytes(readCorpusBytes(trace))
      const index = indexed(source)
      const plain = new SpanCounts()
      index.generations.forEach((generation, ordinal) => {
        const batches = eventBatchesOf(index, generation)
        countGeneration(source, batches, index.threads.count, ordinal, plain, neverCancelled)
      })
      const fast = kernelCounts(source)
      expect(fast.pack()).toEqual(plain.pack())
      expect([fast.spanTotal, fast.processorSpanTotal]).toEqual([plain.spanTotal, plain.processorSpanTotal])
    })
  }
})

test('the kernel takes most events of an ordinary trace', () => {
  const source = sourceOfBytes(readCorpusBytes({ folder: 'traces', name: 'many100k-go1.27.trace.gz' }))
  const index = indexed(source)
  const counts = kernelCounts(source)
  const memory = HotEvents.memoryFor(
    counts.spanTotal,
    counts.processorSpanTotal,
    counts.goroutines.count,
    index.threads.count,
  )
  if (memory === null) throw new Error('no memory')
  const builder = new TraceBuilder(counts.toPlan(), memory.space)
  const hotEvents = HotEvents.create(memory, builder, source.byteLength)
  if (hotEvents === null) throw new Error('no kernel')
  let taken = 0
  const run = hotEvents.run.bind(hotEvents)
  hotEvents.run = (limit, sampleNs) => {
    const exit = run(limit, sampleNs)
    taken += hotEvents.eventsRun
    return exit
  }
  const { eventCount } = produceEvents(source, index, builder, {
    clock: 'raw',
    mode: 'tolerant',
    goroutines: counts.goroutines,
    hotEvents,
  })
  expect(taken).toBeGreaterThan(0.6 * eventCount)
})
