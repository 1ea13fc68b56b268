import { describe, expect, test } from 'vitest'
import { sourceOfBytes } from '../../../../src/base/byte-source'
import { neverCancelled } from '../../../../src/base/cancellation'
import { indexBatches } from '../../../../src/formats/go-trace/batch-index'
import { readHeader } from '../../../../src/formats/go-trace/header'
import { produceEvents } from '../../../../src/formats/go-trace/produce-events'
import type { CorpusTrace } from './corpus'
import { corpusTraces, format2Traces, readCorpusBytes, readOracle } from './corpus'
import { CountingSink } from './counting-sink'

/** Reads a trace as Go does. */
function readStrictly(trace: CorpusTrace) {
  const source = sourceOfBytes(readCorpusBytes(trace))
  const header = readHeader(source)
  if (!header.ok) throw new Error(header.error.message)
  const index = indexBatches(source, header.value, neverCancelled)
  const sink = new CountingSink()
  const produced = produceEvents(source, index, sink, { clock: 'go', mode: 'strict' })
  return { sink, produced }
}

for (const folder of ['traces', 'malformed'] as const) {
  describe(`strict reading of ${folder} equals Go's reader`, () => {
    for (const trace of format2Traces(corpusTraces(folder))) {
      test(trace.name, () => {
        const oracle = readOracle(trace)
        const { sink, produced } = readStrictly(trace)
        expect(produced.error === null, produced.error ?? 'no error').toBe(oracle.ok)
        expect(sink.eventsByKind()).toEqual(oracle.eventsByKind)
        expect(sink.goroutineTransitions()).toEqual(oracle.goroutineTransitions)
        expect(sink.processorTransitions()).toEqual(oracle.procTransitions)
        expect(produced.eventCount).toBe(oracle.events)
        expect(Number(produced.originNs)).toBe(oracle.firstTime)
        expect(produced.lastNs).toBe(oracle.durationNs)
        expect(sink.syncTimes.map((time) => time + oracle.firstTime)).toEqual(oracle.syncTimes)
        expect(sink.experimentalEvents()).toEqual(oracle.experimentalEvents ?? {})
      })
    }
  })
}
