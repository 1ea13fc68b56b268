import { NONE } from './states'

/** NONE in two bytes. */
const narrowNone = 0xffff

/** Indices into a table, or NONE: two bytes each where the table has few rows, four otherwise. */
export type IndexValues = Uint16Array | Uint32Array

/** Whether two bytes are enough for the indices of a table with so many rows. */
export function isNarrow(count: number): boolean {
  return count < narrowNone
}

/** A column of such indices, to be read. */
export class IndexColumn {
  private readonly none: number

  /** @param values NONE is stored as it falls: 0xffff in two bytes. */
  constructor(readonly values: IndexValues) {
    this.none = values.BYTES_PER_ELEMENT === 2 ? narrowNone : NONE
  }

  get length(): number {
    return this.values.length
  }

  at(row: number): number {
    const value = this.values[row]
    return value === this.none ? NONE : value
  }
}
