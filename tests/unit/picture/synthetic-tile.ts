import type { TileHead } from '../../../src/contract/tile-dto'
import { drawnKindIndex, type DrawnKind } from '../../../src/contract/visual-states'
import type { Frame } from '../../../src/contract/wire'
import { tileOfFrame, type Tile } from '../../../src/picture/tile-columns'

export interface TileElement {
  readonly row: number
  readonly startNs: number
  readonly endNs: number
  readonly state: DrawnKind
  readonly y0?: number
  readonly y1?: number
  readonly flags?: number
  readonly label?: string
}

/** A tile of these elements, times since the trace's start. */
export function tileFrame(
  elements: readonly TileElement[],
  fromNs: number,
  toNs: number,
  rows: readonly string[] = ['proc:0', 'proc:1'],
): Frame<TileHead> {
  const labels = ['', ...new Set(elements.flatMap(({ label }) => (label === undefined ? [] : [label])))]
  return {
    head: { fromNs, toNs, widthPx: 1000, rows, labels, isFinal: true },
    columns: {
      row: Uint16Array.from(elements, ({ row }) => row),
      startNs: Float64Array.from(elements, ({ startNs }) => startNs - fromNs),
      endNs: Float64Array.from(elements, ({ endNs }) => endNs - fromNs),
      state: Uint8Array.from(elements, ({ state }) => drawnKindIndex[state]),
      y0: Uint8Array.from(elements, ({ y0 }) => y0 ?? 0),
      y1: Uint8Array.from(elements, ({ y1 }) => y1 ?? 255),
      flags: Uint8Array.from(elements, ({ flags }) => flags ?? 0),
      count: Uint32Array.from(elements, () => 1),
      span: Uint32Array.from(elements, () => 0),
      goroutine: Float64Array.from(elements, () => -1),
      label: Uint32Array.from(elements, ({ label }) => labels.indexOf(label ?? '')),
    },
  }
}

export const tileOf = (...parameters: Parameters<typeof tileFrame>): Tile =>
  tileOfFrame(tileFrame(...parameters))
