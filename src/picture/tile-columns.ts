/**
 * The columns of a tile answer (contract/tile-dto.ts, TileHead) as typed views, checked once when they arrive.
 */
import type { TileHead } from '../contract/tile-dto'
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
  /**
   * For each row of the head: where the elements begin that are drawn over earlier ones of the same row (mark assists over a
   * running span), and where the row's elements end. Equal when nothing lies over anything.
   */
  readonly overFrom: Uint32Array
  readonly rowEnd: Uint32Array
}

/** @throws TypeError when a column is missing, of another type or length: the two sides are of different builds. */
export function tileOfFrame(frame: Frame<TileHead>): Tile {
  const row = column(frame, 'row', Uint16Array)
  const startNs = column(frame, 'startNs', Float64Array)
  const tile: Tile = {
    head: frame.head,
    count: row.length,
    row,
    startNs,
    endNs: column(frame, 'endNs', Float64Array),
    state: column(frame, 'state', Uint8Array),
    y0: column(frame, 'y0', Uint8Array),
    y1: column(frame, 'y1', Uint8Array),
    flags: column(frame, 'flags', Uint8Array),
    spanCount: column(frame, 'count', Uint32Array),
    span: column(frame, 'span', Uint32Array),
    goroutine: column(frame, 'goroutine', Float64Array),
    label: column(frame, 'label', Uint32Array),
    ...findOverlays(row, startNs, frame.head.rows.length),
  }
  for (const [name, values] of Object.entries(tile)) {
    if (name === 'overFrom' || name === 'rowEnd') continue
    if (ArrayBuffer.isView(values) && (values as Uint8Array).length !== tile.count)
      throw new TypeError(
        `tile column ${name} has ${(values as Uint8Array).length} of ${tile.count} elements`,
      )
  }
  return tile
}

/** Elements of a row come in layers, each in order of time: a step back in time begins the next layer. */
function findOverlays(
  row: Uint16Array,
  startNs: Float64Array,
  rows: number,
): Pick<Tile, 'overFrom' | 'rowEnd'> {
  const overFrom = new Uint32Array(rows)
  const rowEnd = new Uint32Array(rows)
  for (let index = 0; index < row.length; index++) {
    const at = row[index]!
    const isFirst = index === 0 || row[index - 1] !== at
    if (!isFirst && startNs[index]! < startNs[index - 1]! && overFrom[at] === 0) overFrom[at] = index
    rowEnd[at] = index + 1
  }
  for (let at = 0; at < rows; at++) if (overFrom[at] === 0) overFrom[at] = rowEnd[at]!
  return { overFrom, rowEnd }
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
