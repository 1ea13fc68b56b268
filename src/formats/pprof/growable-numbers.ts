/** Columns of numbers that grow by doubling. */
type NumberArray = Uint32Array | Float64Array

export class GrowableNumbers<Column extends NumberArray> {
  length = 0
  #column: Column

  constructor(private readonly make: (length: number) => Column) {
    this.#column = make(64)
  }

  push(value: number): void {
    if (this.length === this.#column.length) {
      const wider = this.make(2 * this.#column.length)
      wider.set(this.#column)
      this.#column = wider
    }
    this.#column[this.length++] = value
  }

  /** The numbers so far, in a column of exactly their count. */
  toColumn(): Column {
    return this.#column.slice(0, this.length) as Column
  }
}

export const growableUint32 = (): GrowableNumbers<Uint32Array> =>
  new GrowableNumbers<Uint32Array>((length) => new Uint32Array(length))

export const growableFloat64 = (): GrowableNumbers<Float64Array> =>
  new GrowableNumbers<Float64Array>((length) => new Float64Array(length))
