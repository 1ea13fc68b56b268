import { describe, expect, test } from 'vitest'
import type { ByteSource } from '../../../../src/base/byte-source'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { neverCancelled } from '../../../../src/base/cancellation'
import type { TaskPool } from '../../../../src/formats/go-trace/parallel/share-out'
import { readTrace } from '../../../../src/formats/go-trace/read-trace'
import type { ReadTask, ReadTaskResult, ResultOf } from '../../../../src/formats/go-trace/tasks'
import { runReadTask } from '../../../../src/formats/go-trace/tasks'
import type { Trace } from '../../../../src/model/trace'
import { corpusTraces, format2Traces, readCorpusBytes } from './corpus'
import { differences } from './trace-columns'

/** A pool in this thread; tasks and results are cloned as on their way between threads. */
export function poolOver(source: ByteSource, onTask: (task: ReadTask) => void = () => undefined): TaskPool {
  return {
    size: 1,
    ready: () => Promise.resolve(),
    run: async <Task extends ReadTask>(task: Task) => {
      onTask(task)
      const result = await Promise.resolve(runReadTask(source, structuredClone(task), neverCancelled))
      return structuredClone(result) as ResultOf<Task, ReadTaskResult>
    },
  }
}

async function readOver(source: ByteSource): Promise<{ trace: Trace | string; outcome: string }> {
  let outcome = 'one generation'
  const read = await readTrace(source, {
    pool: poolOver(source),
    pooledGenerationBytes: 0,
    onOrder: (told) => (outcome = told),
  })
  return { trace: read.ok ? read.value : read.error.message, outcome }
}

async function readAlone(source: ByteSource): Promise<Trace | string> {
  const read = await readTrace(source, { usesKernel: false })
  return read.ok ? read.value : read.error.message
}

/** What several threads take on, of the files in the corpus. */
const orderedInParallel = [
  'flight-and-usual-usual-go1.25.trace',
  'flight-and-usual-usual-go1.26.trace',
  'flight-and-usual-usual-go1.27.trace',
  'killed-go1.22.trace',
  'killed-go1.23.trace',
  'killed-go1.24.trace',
  'killed-go1.25.trace',
  'long-go1.27.trace',
]

test('sound files of several generations are ordered by several threads, damaged ones are not', async () => {
  const outcomes = new Map<string, string>()
  for (const folder of ['traces', 'malformed'] as const)
    for (const trace of format2Traces(corpusTraces(folder)))
      outcomes.set(trace.name, (await readOver(sourceOfBytes(readCorpusBytes(trace)))).outcome)
  const names = [...outcomes].flatMap(([name, outcome]) => (outcome === 'parallel' ? [name] : []))
  expect(names.sort()).toEqual(orderedInParallel)
  expect(outcomes.get('killed-go1.27.trace')).toBe('a generation has no end mark')
  expect(outcomes.get('zeros-at-60pct-long-go1.27.trace')).toBe('a generation needs what lies before it')
})

for (const folder of ['traces', 'malformed'] as const) {
  describe(`several threads make the trace that TypeScript alone makes of ${folder}`, () => {
    for (const trace of format2Traces(corpusTraces(folder))) {
      test(trace.name, async () => {
        const source = sourceOfBytes(readCorpusBytes(trace))
        const alone = await readAlone(source)
        const shared = await readOver(source)
        if (typeof alone === 'string' || typeof shared.trace === 'string') expect(shared.trace).toBe(alone)
        else expect(differences(alone, shared.trace)).toEqual([])
      })
    }
  })
}
