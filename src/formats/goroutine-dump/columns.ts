/** Typed arrays that grow by doubling while a text is read. */

export class Uint32Column {
  private values = new Uint32Array(256)
  length = 0

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Uint32Array(this.values.length * 2)
      larger.set(this.values)
      this.values = larger
    }
    this.values[this.length++] = value
  }

  at(index: number): number {
    return this.values[index]
  }

  set(index: number, value: number): void {
    this.values[index] = value
  }

  /** The values as they are; later pushes do not show in it. */
  finish(): Uint32Array {
    return this.values.slice(0, this.length)
  }
}

export class Float64Column {
  private values = new Float64Array(256)
  length = 0

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Float64Array(this.values.length * 2)
      larger.set(this.values)
      this.values = larger
    }
    this.values[this.length++] = value
  }

  at(index: number): number {
    return this.values[index]
  }

  finish(): Float64Array {
    return this.values.slice(0, this.length)
  }
}
