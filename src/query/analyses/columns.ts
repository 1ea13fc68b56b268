/**
 * Typed columns that grow while events arrive. Capacity doubles, so a million appends copy about two million values.
 */

/** Float64 values; `values` may be longer than what is in use and is replaced when it grows: read it afresh. */
export class Float64Column {
  values: Float64Array

  constructor(private readonly empty = 0) {
    this.values = new Float64Array(64).fill(empty)
  }

  /** Makes index `index` usable; new places hold the column's empty value. */
  reach(index: number): void {
    if (index < this.values.length) return
    const grown = new Float64Array(capacityFor(index)).fill(this.empty, this.values.length)
    grown.set(this.values)
    this.values = grown
  }
}

/** Uint32 values, else as Float64Column. */
export class Uint32Column {
  values: Uint32Array

  constructor(private readonly empty = 0) {
    this.values = new Uint32Array(64).fill(empty)
  }

  reach(index: number): void {
    if (index < this.values.length) return
    const grown = new Uint32Array(capacityFor(index)).fill(this.empty, this.values.length)
    grown.set(this.values)
    this.values = grown
  }
}

/** Uint8 values, new ones 0, else as Float64Column. */
export class Uint8Column {
  values = new Uint8Array(64)

  reach(index: number): void {
    if (index < this.values.length) return
    const grown = new Uint8Array(capacityFor(index))
    grown.set(this.values)
    this.values = grown
  }
}

function capacityFor(index: number): number {
  let capacity = 128
  while (capacity <= index) capacity *= 2
  return capacity
}
