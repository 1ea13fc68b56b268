/**
 * The integral of a set of stretches of time: how much of them lies before an instant, in logarithmic time. Stretches
 * that overlap are joined, so a share is never above one.
 */
export class IntervalSum {
  private readonly startNs: Float64Array
  private readonly endNs: Float64Array
  private readonly before: Float64Array

  /** Stretches in order of their begin. */
  constructor(startNs: Float64Array, endNs: Float64Array) {
    const joinedStart = new Float64Array(startNs.length)
    const joinedEnd = new Float64Array(startNs.length)
    let count = 0
    for (let index = 0; index < startNs.length; index++) {
      if (count > 0 && startNs[index] <= joinedEnd[count - 1]) {
        joinedEnd[count - 1] = Math.max(joinedEnd[count - 1], endNs[index])
        continue
      }
      joinedStart[count] = startNs[index]
      joinedEnd[count++] = endNs[index]
    }
    this.startNs = joinedStart.slice(0, count)
    this.endNs = joinedEnd.slice(0, count)
    this.before = new Float64Array(count)
    for (let index = 1; index < count; index++) {
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
