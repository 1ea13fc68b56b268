import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { threadOfPlace } from '../../../src/model/trace'
import { executionCut, segmentedRow } from '../../../src/query/scheduling/execution-rows'
import { positionsOf, segmentedCount } from '../../../src/query/scheduling/thread-segments'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import type { TraceIndex } from '../../../src/query/trace-index'
import { fixtureNames, fixtureTrace } from '../support/fixture-trace'

/** Executions of each thread, one by one. */
function plainRows({ trace, executions }: TraceIndex): number[][] {
  const { spans, threads, processors } = trace
  const rows = Array.from({ length: threads.count }, (): number[] => [])
  for (let position = 0; position < processors.spanOffset[processors.count]; position++)
    rows[threadOfPlace(spans.link[executions.span[position]])]?.push(position)
  const startNs = (position: number): number => spans.startNs.at(executions.span[position])
  return rows.map((row) => row.sort((a, b) => startNs(a) - startNs(b) || a - b))
}

describe('rows of threads', () => {
  for (const name of fixtureNames(/go1\.2[67]\.trace/)) {
    it(`hold what ran on each, in order: ${name}`, async () => {
      const index = buildTraceIndex(await fixtureTrace(name), neverCancelled)
      const expected = plainRows(index)
      const { startNs } = index.trace.spans
      index.threadSegments.forEach((segments, thread) => {
        const positionOf = positionsOf(segments)
        const positions = Array.from({ length: segmentedCount(segments) }, (_, at) => positionOf(at))
        expect(positions).toEqual(expected[thread])
        const row = segmentedRow(index.trace, index, index.executions, segments, false)
        const begins = positions.map((position) => startNs.at(index.executions.span[position]))
        expect(begins.map((_, at) => row.startAt(at))).toEqual(begins)
        for (let at = 0; at < row.count; at++) {
          expect(row.endAt(at)).toBeGreaterThanOrEqual(begins[at])
          expect(row.endAt(at)).toBeLessThanOrEqual(begins[at + 1] ?? Infinity)
        }
        // What is read in one go is what is read one by one.
        expect(executionCut(row).row.count).toBe(expected[thread].length)
        const chunk = {
          startNs: new Float64Array(1_024),
          endNs: new Float64Array(1_024),
          code: new Uint8Array(1_024),
        }
        for (let from = 0; from < row.count; from += 1_000) {
          const count = Math.min(1_000, row.count - from)
          row.read(from, count, chunk)
          for (let at = 0; at < count; at++) {
            expect([chunk.startNs[at], chunk.endNs[at], chunk.code[at]]).toEqual([
              row.startAt(from + at),
              row.endAt(from + at),
              row.codeAt(from + at),
            ])
          }
        }
      })
    })
  }
})
