import { describe, expect, test } from 'vitest'
import type { ByteSource } from '../../../../src/base/byte-source'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import type { Trace } from '../../../../src/model/trace'
import { readTrace } from '../../../../src/formats/go-trace/read-trace'
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
