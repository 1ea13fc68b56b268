import { describe, expect, test } from 'vitest'
import type { ByteSource } from '../../../../src/base/byte-source'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { neverCancelled } from '../../../../src/base/cancellation'
import { eventBatchesOf, indexBatches } from '../../../../src/formats/go-trace/batch-index'
import { countGeneration, SpanCounts } from '../../../../src/formats/go-trace/count-spans'
import { readHeader } from '../../../../src/formats/go-trace/header'
import type { TaskPool } from '../../../../src/formats/go-trace/read-trace'
import { readTrace } from '../../../../src/formats/go-trace/read-trace'
import type { ReadTask, ReadTaskResult, ResultOf } from '../../../../src/formats/go-trace/tasks'
import { runReadTask } from '../../../../src/formats/go-trace/tasks'
import type { Trace } from '../../../../src/model/trace'
import { corpusTraces, format2Traces, readCorpusBytes } from './corpus'

describe('the counting pass', () => {
  for (const trace of format2Traces(corpusTraces('traces'))) {
    test(`foresees every span of ${trace.name}`, async () => {
      const source = sourceOfBytes(readCorpusBytes(trace))
      const header = readHeader(source)
      const read = await readTrace(source)
      if (!header.ok || !read.ok) throw new Error('unreadable')
      const index = indexBatches(source, header.value, neverCancelled)
      const counts = new SpanCounts()
      index.generations.forEach((generation, ordinal) =>
        countGeneration(
          source,
          eventBatchesOf(index, generation),
          index.threads.count,
          ordinal,
          counts,
          neverCancelled,
        ),
      )
      const { goroutines, processors } = read.value
      for (let g = 0; g < counts.goroutines.count; g++) {
        const spans = goroutines.spanOffset[g + 1] - goroutines.spanOffset[g]
        expect([goroutines.id[g], counts.spans[g]]).toEqual([counts.goroutines.ids[g], spans])
      }
      const plan = counts.toPlan()
      expect(plan.processorIds).toEqual(
        [...processors.id].filter((id) => counts.processors.indexOf(id) < 4096),
      )
      expect(counts.processorSpanTotal).toBe(processors.span.length)
    })
  }

  test('gives the same model over a pool', async () => {
    for (const name of [
      'long-go1.27.trace',
      'cgothreads-go1.26.trace',
      'gcheavy-go1.22.trace',
      'killed-go1.25.trace',
    ]) {
      const source = sourceOfBytes(readCorpusBytes({ folder: 'traces', name }))
      const tasks: string[] = []
      const pool = poolOver(source, (task) => tasks.push(task.kind))
      const alone = await readTrace(source)
      const pooled = await readTrace(source, { pool, pooledGenerationBytes: 0, usesKernel: false })
      if (!alone.ok || !pooled.ok) throw new Error('unreadable')
      expect(columnsOf(pooled.value)).toEqual(columnsOf(alone.value))
      if (alone.value.generations.length > 1) expect(tasks.length).toBe(alone.value.generations.length)
    }
  })
})

test('a pool that fails costs time only', async () => {
  const source = sourceOfBytes(readCorpusBytes({ folder: 'traces', name: 'long-go1.27.trace' }))
  const packed = sourceOfBytes(new Uint8Array(100))
  const pool = poolOver(packed)
  const alone = await readTrace(source)
  const pooled = await readTrace(source, { pool, pooledGenerationBytes: 0, usesKernel: false })
  if (!alone.ok || !pooled.ok) throw new Error('unreadable')
  expect(columnsOf(pooled.value)).toEqual(columnsOf(alone.value))
})

/** A pool in this thread; tasks and results are cloned as on their way between threads. */
function poolOver(source: ByteSource, onTask: (task: ReadTask) => void = () => undefined): TaskPool {
  return {
    size: 2,
    run: async <Task extends ReadTask>(task: Task) => {
      onTask(task)
      const result = await Promise.resolve(runReadTask(source, structuredClone(task), neverCancelled))
      return structuredClone(result) as ResultOf<Task, ReadTaskResult>
    },
  }
}

function columnsOf(trace: Trace): unknown[] {
  return [
    trace.goroutines,
    trace.spans,
    trace.processors,
    trace.ranges,
    trace.tasks,
    trace.regions,
    trace.threads,
  ]
}
