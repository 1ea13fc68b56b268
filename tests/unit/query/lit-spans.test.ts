import { describe, expect, it } from 'vitest'
import { neverCancelled } from '../../../src/base/cancellation'
import { TileFlag } from '../../../src/contract/tile-dto'
import type { RowKey } from '../../../src/contract/rows-dto'
import { endOfSpan } from '../../../src/query/goroutine/span-details'
import { spansThatFit } from '../../../src/query/goroutine/span-filter'
import { TraceTiles } from '../../../src/query/tiles/trace-tiles'
import { buildTraceIndex } from '../../../src/query/build-trace-index'
import { fixtureTrace } from '../support/fixture-trace'

const trace = await fixtureTrace('gcheavy-go1.27.trace')
const index = buildTraceIndex(trace, neverCancelled)
const tiles = new TraceTiles(index, 100_000)

const goroutines = Array.from({ length: trace.goroutines.count }, (_, goroutine) => goroutine)

/** Begin and end of all spans of a goroutine that fit. */
function fitting(goroutine: number, filter: string): readonly (readonly [number, number])[] {
  const found = spansThatFit(index, goroutine, filter)
  if (!found.ok || found.value === undefined) throw new Error(filter)
  return Array.from(found.value, (span) => [trace.spans.startNs.at(span), endOfSpan(trace, goroutine, span)])
}

const lies = (stretches: readonly (readonly [number, number])[], fromNs: number, toNs: number): boolean =>
  stretches.some(([startNs, endNs]) => startNs < toNs && (endNs > fromNs || startNs >= fromNs))

describe('what is highlighted in a tile', () => {
  it.each([
    'reason = "sync"',
    'state = runnable and duration > 100us',
    'function = "main.main.func1.1"',
    'g18',
    'not state = running',
  ])('%s: a span that fits is lit, and a bucket with one in it', (highlight) => {
    for (const widthPx of [40, 400, 40_000]) {
      const rows = [
        ...goroutines.map((goroutine): RowKey => `goroutine:${trace.goroutines.id[goroutine]}`),
        ...index.groups.map(({ key }) => key),
      ]
      const { head, columns } = tiles.tile({ rows, fromNs: 0, toNs: trace.durationNs, widthPx, highlight })
      expect(head.isLit).toBe(true)
      const whole = [
        ...goroutines.map((goroutine) => fitting(goroutine, highlight)),
        ...index.groups.map((group) => [...group.goroutines].flatMap((one) => fitting(one, highlight))),
      ]
      let lit = 0
      for (let at = 0; at < columns['row'].length; at++) {
        const flags = columns['flags'][at]
        if ((flags & TileFlag.mark) !== 0) continue
        const stretches = whole[columns['row'][at]] ?? []
        const [fromNs, toNs] = [columns['startNs'][at], columns['endNs'][at]]
        const isLit = (flags & TileFlag.lit) !== 0
        if (isLit) lit++
        // An assist is a part of a running span, and is lit with it.
        if (isLit !== lies(stretches, fromNs, toNs))
          expect([highlight, widthPx, at, fromNs, toNs]).toBe(isLit)
      }
      expect(lit).toBeGreaterThan(0)
    }
  })

  it('on Ps the same spans are lit as on the rows of their goroutines', () => {
    const highlight = 'function = "main.main.func1.1"'
    const { columns } = tiles.tile({
      rows: ['proc:0', 'proc:1', 'proc:2', 'gc'],
      fromNs: 0,
      toNs: trace.durationNs,
      widthPx: 40_000,
      highlight,
    })
    const named = new Set(
      goroutines
        .filter((goroutine) => fitting(goroutine, highlight).length > 0)
        .map((goroutine) => trace.goroutines.id[goroutine]),
    )
    let alone = 0
    for (let at = 0; at < columns['row'].length; at++) {
      const isLit = (columns['flags'][at] & TileFlag.lit) !== 0
      if (columns['row'][at] === 3) expect(isLit).toBe(false)
      if ((columns['flags'][at] & (TileFlag.bucket | TileFlag.mark)) !== 0) continue
      // Sweeping is somebody's, but no span.
      if (columns['span'][at] === 0xffffffff) continue
      expect(isLit).toBe(columns['row'][at] < 3 && named.has(columns['goroutine'][at]))
      if (isLit) alone++
    }
    expect(alone).toBeGreaterThan(10)
  })

  it('lights nothing, and says so, for what cannot be read and for nothing', () => {
    for (const highlight of ['', 'duration >', 'nothing = 5']) {
      const { head, columns } = tiles.tile({
        rows: ['goroutine:1'],
        fromNs: 0,
        toNs: trace.durationNs,
        widthPx: 100,
        highlight,
      })
      expect(head.isLit).toBeUndefined()
      expect([...columns['flags']].every((flags) => (flags & TileFlag.lit) === 0)).toBe(true)
    }
  })
})
