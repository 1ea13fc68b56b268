/**
 * The columns of a tile answer (contract/trace-dto.ts, TileHead) as typed views, checked once when they arrive.
 */
import type { TileHead } from '../contract/trace-dto'
import type { Frame } from '../contract/wire'

export interface Tile {
  readonly head: TileHead
  readonly count: number
  readonly row: Uint16Array
  /** Relative to `head.fromNs`. */
  readonly startNs: Float64Array
  readonly endNs: Float64Array
  readonly state: Uint8Array
  readonly y0: Uint8Array
  readonly y1: Uint8Array
  readonly flags: Uint8Array
  readonly spanCount: Uint32Array
  readonly span: Uint32Array
  readonly goroutine: Float64Array
  readonly label: Uint32Array
}

/** @throws TypeError when a column is missing, of another type or length: the two sides are of different builds. */
export function tileOfFrame(frame: Frame<TileHead>): Tile {
  const row = column(frame, 'row', Uint16Array)
  const tile: Tile = {
    head: frame.head,
    count: row.length,
    row,
    startNs: column(frame, 'startNs', Float64Array),
    endNs: column(frame, 'endNs', Float64Array),
    state: column(frame, 'state', Uint8Array),
    y0: column(frame, 'y0', Uint8Array),
    y1: column(frame, 'y1', Uint8Array),
    flags: column(frame, 'flags', Uint8Array),
    spanCount: column(frame, 'count', Uint32Array),
    span: column(frame, 'span', Uint32Array),
    goroutine: column(frame, 'goroutine', Float64Array),
    label: column(frame, 'label', Uint32Array),
  }
  for (const [name, values] of Object.entries(tile)) {
    if (ArrayBuffer.isView(values) && (values as Uint8Array).length !== tile.count)
      throw new TypeError(
        `tile column ${name} has ${(values as Uint8Array).length} of ${tile.count} elements`,
      )
  }
  return tile
}

/** @throws TypeError when the column is missing or of another type. */
export function column<T>(
  frame: Frame<unknown>,
  name: string,
  constructor: new (...parameters: never[]) => T,
): T {
  const values: unknown = frame.columns[name]
  if (!(values instanceof constructor)) throw new TypeError(`frame has no column ${name} of its type`)
  return values
}
