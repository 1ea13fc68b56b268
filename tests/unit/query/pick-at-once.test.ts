import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { GoroutineState } from '../../../src/model/states'
import { neighbor } from '../../../src/query/tiles/pick'
import { TraceTiles } from '../../../src/query/tiles/trace-tiles'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { buildTrace } from '../support/build-trace'

describe('spans that begin at once', () => {
  it('are each reached, forwards and backwards', () => {
    const { running, runnable, waiting } = GoroutineState
    const trace = buildTrace({
      durationNs: 900,
      goroutines: [
        {
          id: 1,
          name: 'main.main',
          spans: [
            { startNs: 0, state: running },
            { startNs: 300, state: waiting, reason: 'sync' },
            { startNs: 300, state: runnable, reason: 'unblocked' },
            { startNs: 300, state: running },
            { startNs: 600, state: waiting, reason: 'sync' },
          ],
          endNs: 900,
        },
      ],
    })
    const tiles = new TraceTiles(buildTraceIndex(trace, neverCancelled), 20_000)
    const walk = (direction: 'previous' | 'next', fromNs: number, from: number): string[] => {
      const seen: string[] = []
      let at: { readonly timeNs: number; readonly span: number } = { timeNs: fromNs, span: from }
      for (let steps = 0; steps < 10; steps++) {
        const found = neighbor(tiles, 'goroutine:1', at.timeNs, direction, false, at.span)
        if (found?.type !== 'span') break
        seen.push(found.span.state)
        at = { timeNs: found.span.startNs, span: found.span.index }
      }
      return seen
    }
    expect(walk('next', 0, 0)).toEqual(['Waiting', 'Runnable', 'Running', 'Waiting'])
    expect(walk('previous', 600, 4)).toEqual(['Running', 'Runnable', 'Waiting', 'Running'])
  })
})
