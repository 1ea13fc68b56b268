/**
 * The integral of a set of stretches of time: how much of them lies before an instant, in logarithmic time. Stretches
 * that overlap are joined, so a share is never above one.
 */
export class IntervalSum {
  private readonly startNs: Float64Array
  private readonly endNs: Float64Array
  private readonly before: Float64Array

  /** `intervals` in order of their begin. */
  constructor(intervals: readonly (readonly [number, number])[]) {
    const joined: [number, number][] = []
    for (const [startNs, endNs] of intervals) {
      const last = joined[joined.length - 1]
      if (last !== undefined && startNs <= last[1]) last[1] = Math.max(last[1], endNs)
      else joined.push([startNs, endNs])
    }
    this.startNs = Float64Array.from(joined, (one) => one[0])
    this.endNs = Float64Array.from(joined, (one) => one[1])
    this.before = new Float64Array(joined.length)
    for (let index = 1; index < joined.length; index++) {
      this.before[index] = this.before[index - 1] + this.endNs[index - 1] - this.startNs[index - 1]
    }
  }

  /** Covered time before `timeNs`. */
  upTo(timeNs: number): number {
    let low = 0
    let high = this.startNs.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.startNs[middle] <= timeNs) low = middle + 1
      else high = middle
    }
    if (low === 0) return 0
    return this.before[low - 1] + Math.min(timeNs, this.endNs[low - 1]) - this.startNs[low - 1]
  }

  between(fromNs: number, toNs: number): number {
    return this.upTo(toNs) - this.upTo(fromNs)
  }

  get totalNs(): number {
    return this.upTo(Infinity)
  }
}
