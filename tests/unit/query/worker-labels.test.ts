import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { limits } from '../../../src/contract/limits'
import { GoroutineState } from '../../../src/model/states'
import { spanDto } from '../../../src/query/goroutine/span-details'
import { TraceTiles } from '../../../src/query/tiles/trace-tiles'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { workerLabelsOf } from '../../../src/query/scheduling/worker-labels'
import { drawTrace } from '../support/draw-trace'
import { fixtureTrace } from '../support/fixture-trace'

describe('labels of GC workers', () => {
  it('belong to the running span they were given in', () => {
    const trace = drawTrace(['g1 main.main RRRRRRRR', 'g2 runtime.gcBgMarkWorker RRZZQRRZ'], {
      labels: [
        { atNs: 0, goroutine: 2, label: 'GC (dedicated)' },
        { atNs: 5, goroutine: 2, label: 'GC (idle)' },
      ],
    })
    const first = trace.goroutines.spanOffset[1]
    expect([...workerLabelsOf(trace)]).toEqual([
      [first, 'GC (dedicated)'],
      [first + 3, 'GC (idle)'],
    ])
    const index = buildTraceIndex(trace, neverCancelled)
    expect(spanDto(index, 1, first + 3).label).toBe('GC (idle)')
    expect(spanDto(index, 1, first + 1).label).toBeUndefined()
    const tiles = new TraceTiles(index, limits.tileRectangles)
    const { head } = tiles.tile({ rows: ['goroutine:2'], fromNs: 0, toNs: 8, widthPx: 2_000 })
    expect(head.labels).toContain('GC (dedicated)')
  })

  it('stay with a span that ends in the nanosecond of its label', () => {
    const trace = drawTrace(['g2 runtime.gcBgMarkWorker QRZ'], {
      labels: [{ atNs: 2, goroutine: 2, label: 'GC (fractional)' }],
    })
    expect([...workerLabelsOf(trace)]).toEqual([[1, 'GC (fractional)']])
  })

  it.each(['gcheavy-go1.19.trace', 'gcheavy-go1.22.trace', 'gcheavy-go1.27.trace'])(
    'are told for workers and for nobody else: %s',
    async (name) => {
      const trace = await fixtureTrace(name)
      const labels = workerLabelsOf(trace)
      expect(labels.size).toBeGreaterThan(0)
      expect(labels.size).toBe(trace.labels.count)
      for (const [span, label] of labels) {
        expect(label).toMatch(/^GC \((dedicated|fractional|idle)\)$/)
        expect(trace.spans.state[span]).toBe(GoroutineState.running)
      }
    },
  )
})
