import { describe, expect, test } from 'vitest'
import type { ByteSource } from '../../../../src/base/byte-source'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { ColumnMemory } from '../../../../src/model/column-memory'
import type { Trace } from '../../../../src/model/trace'
import { neverCancelled } from '../../../../src/base/cancellation'
import { indexBatches } from '../../../../src/formats/go-trace/batch-index'
import { readHeader } from '../../../../src/formats/go-trace/header'
import { HotEvents } from '../../../../src/formats/go-trace/kernel/hot-events'
import { countTrace } from '../../../../src/formats/go-trace/parallel/count-trace'
import { replay } from '../../../../src/formats/go-trace/parallel/recorded-events'
import { prepareTables } from '../../../../src/formats/go-trace/prepare-tables'
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

test('the kernel takes most events of an ordinary trace', async () => {
  const source = sourceOfBytes(readCorpusBytes({ folder: 'traces', name: 'many100k-go1.27.trace.gz' }))
  const header = readHeader(source)
  if (!header.ok) throw new Error(header.error.message)
  const index = indexBatches(source, header.value, neverCancelled, () => undefined)
  const memory = ColumnMemory.create(0)
  if (memory === null) throw new Error('no memory')
  const counts = await countTrace({
    source,
    index,
    pool: undefined,
    threads: 1,
    memory,
    cancellation: neverCancelled,
    onProgress: () => undefined,
  })
  const prepared = prepareTables(source, index, counts, neverCancelled)
  prepared.tables.goroutines.moveTo(memory.space)
  const builder = new TraceBuilder({ ...counts.toPlan(), reasons: prepared.reasons }, memory.space)
  const passing = memory.arena(HotEvents.passingBytes(source.byteLength, index.threads.count))
  if (passing === null) throw new Error('no room')
  const hotEvents = HotEvents.create(memory.memory, memory.space, passing, builder, (rows) => {
    replay(rows, builder)
  })
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
    prepared,
    hotEvents,
  })
  expect(taken).toBeGreaterThan(0.6 * eventCount)
})
