/** Below this a sum of two still is an exact integer. */
const carryAt = 2 ** 52

/** A sum of integers (each below 2^52) that stays exact beyond 2^53. */
export class ExactSum {
  private low = 0
  private high = 0n

  add(value: number): void {
    this.low += value
    if (this.low < carryAt) return
    this.high += BigInt(this.low)
    this.low = 0
  }

  get value(): bigint {
    return this.high + BigInt(this.low)
  }
}
