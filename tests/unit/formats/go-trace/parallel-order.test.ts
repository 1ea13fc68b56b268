import { describe, expect, test } from 'vitest'
import type { ByteSource } from '../../../../src/base/byte-source'
import { sourceFromReads, sourceOfBytes } from '../../../../src/base/byte-source'
import { CancelledError, neverCancelled } from '../../../../src/base/cancellation'
import { Claims } from '../../../../src/base/claims'
import type { OrderTask } from '../../../../src/formats/go-trace/parallel/order-task'
import { readTrace } from '../../../../src/formats/go-trace/read-trace'
import type { ReadTask, TaskPool } from '../../../../src/formats/go-trace/tasks'
import { runReadTask } from '../../../../src/formats/go-trace/tasks'
import type { Trace } from '../../../../src/model/trace'
import { poolOver } from '../../../support/pool-in-place'
import { corpusTraces, format2Traces, readCorpusBytes } from './corpus'
import { differences } from './trace-columns'

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

describe('a thread that fails while it orders', () => {
  const source = sourceOfBytes(readCorpusBytes({ folder: 'traces', name: 'long-go1.27.trace' }))

  /** A pool whose one thread comes to `onOrder` instead of ordering, after it has taken a generation. */
  function poolWith(onOrder: (task: OrderTask) => Promise<never>): TaskPool {
    const sound = poolOver(source)
    return {
      size: 1,
      ready: () => Promise.resolve(),
      run: (task) => {
        if (task.kind !== 'order') return sound.run(task)
        const claims = new Claims(task.claims, task.generations.length)
        claims.begin(task.slot)
        expect(claims.take()).toBe(0)
        return onOrder(task)
      },
    }
  }

  test('costs time only: one thread orders anew what others had begun', async () => {
    const outcomes: string[] = []
    const pool = poolWith((task) => {
      // Half of its work is in the columns already.
      task.rows.goroutines.startUnits.fill(1e9)
      task.rows.goroutines.functionName.fill(1)
      return Promise.reject(new Error('the thread died'))
    })
    const read = await readTrace(source, {
      pool,
      pooledGenerationBytes: 0,
      onOrder: (outcome) => outcomes.push(outcome),
    })
    const alone = await readAlone(source)
    if (!read.ok || typeof alone === 'string') throw new Error('unreadable')
    expect(differences(alone, read.value)).toEqual([])
    expect(outcomes).toEqual(['a generation needs what lies before it'])
  })

  test('cancels the reading when it was told to', async () => {
    const pool = poolWith(() => Promise.reject(new CancelledError()))
    await expect(readTrace(source, { pool, pooledGenerationBytes: 0 })).rejects.toBeInstanceOf(CancelledError)
  })

  test('is told when the file changes under all of them', async () => {
    let hasOrderBegun = false
    const shrinking = sourceFromReads(source.byteLength, (offset, length) =>
      source.read(offset, hasOrderBegun ? 10 : length),
    )
    const pool = poolWith(() => {
      hasOrderBegun = true
      return Promise.reject(new Error('the file became shorter'))
    })
    await expect(readTrace(shrinking, { pool, pooledGenerationBytes: 0 })).rejects.toThrow(
      /shorter while it was read/,
    )
  })
})

test('a thread that comes late finds nothing left to take, and is not waited for', async () => {
  const source = sourceOfBytes(readCorpusBytes({ folder: 'traces', name: 'long-go1.27.trace' }))
  const late: ReadTask[] = []
  const pool: TaskPool = {
    size: 3,
    ready: () => Promise.resolve(),
    run: (task) => {
      late.push(task)
      return new Promise(() => undefined)
    },
  }
  const read = await readTrace(source, { pool, pooledGenerationBytes: 0 })
  expect(read.ok).toBe(true)
  expect(late.map((task) => task.kind)).toContain('order')
  for (const task of late) {
    const result = runReadTask(source, task, neverCancelled)
    if (result.kind === 'order') expect(result.ordered).toEqual([])
    if (result.kind === 'count') expect(result.counted).toEqual([])
  }
})
