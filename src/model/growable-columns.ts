import { NONE } from './states'

type NumberColumn = Uint8Array | Uint32Array | Float64Array
type ColumnKind = 'uint8' | 'uint32' | 'float64'
type ColumnOf<Kind extends ColumnKind> = Kind extends 'uint8'
  ? Uint8Array
  : Kind extends 'uint32'
    ? Uint32Array
    : Float64Array

const makers = {
  uint8: (length: number) => new Uint8Array(length),
  uint32: (length: number) => new Uint32Array(length),
  float64: (length: number) => new Float64Array(length),
} as const

/** Columns of equal length that grow together. For the rarer tables; rows of spans have a plan instead. */
export class GrowableColumns<Shape extends Readonly<Record<string, ColumnKind>>> {
  count = 0
  private capacity = 0
  readonly columns: { [Name in keyof Shape]: ColumnOf<Shape[Name]> }

  constructor(private readonly shape: Shape) {
    this.columns = this.allocate(0)
  }

  /** A new row, all zero. */
  add(): number {
    if (this.count === this.capacity) this.widen()
    return this.count++
  }

  private widen(): void {
    this.capacity = Math.max(64, 2 * this.capacity)
    const wider = this.allocate(this.capacity)
    for (const name of Object.keys(this.shape) as (keyof Shape)[]) {
      ;(wider[name] as NumberColumn).set(this.columns[name] as NumberColumn)
      this.columns[name] = wider[name]
    }
  }

  private allocate(length: number): { [Name in keyof Shape]: ColumnOf<Shape[Name]> } {
    const columns: Partial<Record<keyof Shape, NumberColumn>> = {}
    for (const name of Object.keys(this.shape) as (keyof Shape)[])
      columns[name] = makers[this.shape[name]](length)
    return columns as { [Name in keyof Shape]: ColumnOf<Shape[Name]> }
  }

  /** The columns cut to their length, rows in order of `by` where given (stable). */
  finish(by?: keyof Shape): { readonly count: number } & { [Name in keyof Shape]: ColumnOf<Shape[Name]> } {
    const order = by === undefined ? null : this.orderBy(this.columns[by] as NumberColumn)
    const cut = this.allocate(this.count)
    for (const name of Object.keys(this.shape) as (keyof Shape)[]) {
      const from = this.columns[name] as NumberColumn
      const to = cut[name] as NumberColumn
      if (order === null) to.set(from.subarray(0, this.count))
      else for (let row = 0; row < this.count; row++) to[row] = from[order[row]]
    }
    return { count: this.count, ...cut }
  }

  private orderBy(keys: NumberColumn): Uint32Array | null {
    let isSorted = true
    for (let row = 1; row < this.count && isSorted; row++) isSorted = keys[row - 1] <= keys[row]
    if (isSorted) return null
    const order = new Uint32Array(this.count)
    for (let row = 0; row < this.count; row++) order[row] = row
    return order.sort((a, b) => keys[a] - keys[b] || a - b)
  }
}

/** `id` as a column value: NONE stays NONE, ids beyond 32 bits have no column value. */
export function columnId(id: number): number {
  return id <= NONE ? id : NONE
}
