import { describe, expect, test } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { readTrace } from '../../../../src/formats/go-trace/read-trace'
import { checkIntegrity } from '../../../../src/model/check-integrity'
import { corpusTraces, format2Traces, readCorpusBytes, readOracle } from './corpus'

describe('the model of a good trace', () => {
  for (const trace of format2Traces(corpusTraces('traces'))) {
    test(trace.name, async () => {
      const oracle = readOracle(trace)
      const read = await readTrace(sourceOfBytes(readCorpusBytes(trace)))
      if (!read.ok) throw new Error(read.error.message)
      const model = read.value
      expect(checkIntegrity(model, { isSound: true })).toEqual([])
      expect(model.eventCount).toBe(oracle.events)
      expect(Number(model.originNs)).toBe(oracle.firstTime)
      // A killed program may leave a generation that had only begun; nothing else is odd in a good trace.
      expect(model.warnings.filter((warning) => warning.code !== 'unfinished-generation')).toEqual([])
      expect(model.isComplete).toBe(true)
    })
  }
})

describe('the model of a damaged trace', () => {
  for (const trace of format2Traces(corpusTraces('malformed'))) {
    test(trace.name, async () => {
      const read = await readTrace(sourceOfBytes(readCorpusBytes(trace)))
      if (!read.ok) {
        expect(read.error.code).toBe('damaged')
        return
      }
      expect(checkIntegrity(read.value, { isSound: false })).toEqual([])
      const oracle = readOracle(trace)
      if (!oracle.ok) expect(read.value.warnings.length).toBeGreaterThan(0)
    })
  }
})
