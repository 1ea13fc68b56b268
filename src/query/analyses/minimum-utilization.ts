/**
 * Minimum mutator utilization: the least mean of a utilization curve over all windows of one length
 * (Go 1.27 src/internal/trace/gc.go, MMUCurve). The mean over a sliding window is piecewise linear in the window's
 * left edge, so it is least where an edge of the window meets a change of the curve.
 *
 * The curve is divided into bands of equal length. What the windows that begin in a band have at least follows from
 * what the bands hold; bands are walked from the lowest such bound up, until no other can go below what was found. The
 * places that are looked at, and their order, are those of Go: means of windows that are equal in truth differ in their
 * last digit, and the figure is to be the same one.
 */
import type { UtilizationCurve } from './mutator-utilization'

const mostBands = 1000

export class MinimumUtilization {
  /** Integral of the curve up to each point, share times ns. */
  private readonly sum: Float64Array
  private readonly bandNs: number = 1
  /** By band, and one behind the last: the least share in it, the integral up to its begin, the point at its begin. */
  private readonly leastShare: Float64Array
  private readonly sumBefore: Float64Array
  private readonly pointAt: Uint32Array

  /** @param isGo as Go finds it: windows count that begin in the curve and reach beyond its end, where it is 0. */
  constructor(
    private readonly curve: UtilizationCurve,
    private readonly isGo = false,
  ) {
    const { count, atNs, share } = curve
    this.sum = new Float64Array(count)
    let total = 0
    for (let i = 1; i < count; i++) {
      total += share[i - 1] * (atNs[i] - atNs[i - 1])
      this.sum[i] = total
    }
    const bands = Math.min(mostBands, count)
    this.leastShare = new Float64Array(bands + 1)
    this.sumBefore = new Float64Array(bands + 1)
    this.pointAt = new Uint32Array(bands + 1)
    if (count === 0) return
    this.bandNs = Math.max(1, Math.ceil((atNs[count - 1] - atNs[0]) / bands))
    let point = 0
    for (let band = 0; band <= bands; band++) {
      const startNs = this.startOf(band)
      const endNs = startNs + this.bandNs
      point = this.pointUpTo(point, startNs)
      this.pointAt[band] = point
      this.sumBefore[band] = this.integral(point, startNs)
      let least = 1
      for (let i = point; i < count && atNs[i] < endNs; i++) least = Math.min(least, share[i])
      this.leastShare[band] = least
    }
  }

  /**
   * 0 to 1. A window longer than the curve is cut to it; one of no length is 0; without a curve there was nothing
   * but the program: 1.
   */
  over(windowNs: number): number {
    return this.worst(windowNs).share
  }

  /** The same with the begin of a window that has it: the earliest of those that were looked at. */
  worst(windowNs: number): { readonly share: number; readonly startNs: number } {
    const { count, atNs } = this.curve
    if (windowNs <= 0) return { share: 0, startNs: 0 }
    if (count < 2) return { share: 1, startNs: 0 }
    const window = Math.min(windowNs, atNs[count - 1] - atNs[0])
    const worst = { share: 1, startNs: atNs[0] }
    if (window <= 0) return worst
    const bounds = this.bounds(window)
    const heap = new BandHeap(bounds)
    while (heap.length > 0 && bounds[heap.first] < worst.share) {
      this.walkBand(heap.first, window, worst)
      heap.removeFirst()
    }
    return worst
  }

  /** By band: no window that begins in it has a lower mean. */
  private bounds(window: number): Float64Array {
    const { bandNs, leastShare, sumBefore } = this
    // How many bands a window reaches into, at least and at most.
    const fewest = Math.floor((window + bandNs - 1) / bandNs)
    const most = Math.floor((window + 2 * (bandNs - 1)) / bandNs)
    const bounds = new Float64Array(Math.max(0, leastShare.length - most + 1))
    for (let band = 0; band < bounds.length; band++) {
      const first = leastShare[band]
      const last = leastShare[band + fewest - 1]
      const behind = leastShare[band + most - 1]
      const lowest = Math.min(first, last, behind)
      let sum: number
      if (fewest === 1) sum = lowest * window
      else {
        // The bands that are only partly covered: as much as possible of the lowest, the rest of the second lowest.
        const second =
          lowest === first
            ? Math.min(last, behind)
            : lowest === last
              ? Math.min(first, behind)
              : Math.min(first, last)
        sum = lowest * bandNs
        sum += second * (window % bandNs)
      }
      if (fewest > 2) sum += sumBefore[band + fewest - 1] - sumBefore[band + 1]
      bounds[band] = sum / window
    }
    return bounds
  }

  /** Looks at the windows that begin in a band. */
  private walkBand(band: number, window: number, worst: { share: number; startNs: number }): void {
    const { count, atNs } = this.curve
    const startNs = this.startOf(band)
    const endNs = Math.min(startNs + this.bandNs, atNs[count - 1] - window)
    if (startNs > endNs && !this.isGo) return
    let time = startNs
    let left = this.pointAt[band]
    let right = left
    for (;;) {
      left = this.pointUpTo(left, time)
      right = this.pointUpTo(right, time + window)
      const mean = (this.integral(right, time + window) - this.integral(left, time)) / window
      if (mean < worst.share || (mean === worst.share && time < worst.startNs)) {
        worst.share = mean
        worst.startNs = time
      }
      if (mean === 0 || time === endNs) return
      // The next change that either edge meets. A mean falls by at most 1/window per ns: nothing nearer can be lower.
      const nearest = time + Math.trunc((mean - worst.share) * window)
      const nextLeft = left + 1 < count ? atNs[left + 1] : Infinity
      const nextRight = right + 1 < count ? atNs[right + 1] - window : Infinity
      time = Math.min(endNs, Math.max(nearest, Math.min(nextLeft, nextRight)))
    }
  }

  private startOf(band: number): number {
    return band * this.bandNs + this.curve.atNs[0]
  }

  /** Of evenly spaced windows of a length: the means that these shares of them do not exceed. */
  percentiles(windowNs: number, shares: readonly number[], samples: number): readonly number[] {
    const { count, atNs } = this.curve
    if (windowNs <= 0 || count < 2) return shares.map(() => (windowNs <= 0 ? 0 : 1))
    const lengthNs = atNs[count - 1] - atNs[0]
    const window = Math.min(windowNs, lengthNs)
    let left = 0
    let right = 0
    const means = Float64Array.from({ length: samples }, (_, at) => {
      const fromNs = atNs[0] + ((lengthNs - window) * at) / Math.max(1, samples - 1)
      const toNs = Math.min(atNs[count - 1], fromNs + window)
      left = this.pointUpTo(left, fromNs)
      right = this.pointUpTo(right, toNs)
      return (this.integral(right, toNs) - this.integral(left, fromNs)) / window
    }).sort()
    return shares.map((share) => Math.max(0, means[Math.max(0, Math.ceil(share * samples) - 1)]))
  }

  private integral(position: number, timeNs: number): number {
    const { atNs, share } = this.curve
    return timeNs === atNs[position]
      ? this.sum[position]
      : this.sum[position] + share[position] * (timeNs - atNs[position])
  }

  /** The last point at or before a time, `from` or a later one. */
  private pointUpTo(from: number, timeNs: number): number {
    const { atNs, count } = this.curve
    // Usually near: steps that double, then halves of the last one.
    let step = 1
    while (from + step < count && atNs[from + step] <= timeNs) {
      from += step
      step *= 2
    }
    for (; step >= 1; step = Math.floor(step / 2))
      while (from + step < count && atNs[from + step] <= timeNs) from += step
    return from
  }
}

/** Bands by their bound, lowest first; of equal ones in the order of Go's container/heap. */
class BandHeap {
  length: number
  private readonly bands: Uint32Array

  constructor(private readonly bounds: Float64Array) {
    this.length = bounds.length
    this.bands = Uint32Array.from(bounds, (_, band) => band)
    for (let place = Math.floor(this.length / 2) - 1; place >= 0; place--) this.siftDown(place)
  }

  get first(): number {
    return this.bands[0]
  }

  removeFirst(): void {
    this.bands[0] = this.bands[--this.length]
    this.siftDown(0)
  }

  private siftDown(place: number): void {
    const { bands, bounds, length } = this
    for (;;) {
      let least = 2 * place + 1
      if (least >= length) return
      if (least + 1 < length && bounds[bands[least + 1]] < bounds[bands[least]]) least++
      if (!(bounds[bands[least]] < bounds[bands[place]])) return
      const held = bands[place]
      bands[place] = bands[least]
      bands[least] = held
      place = least
    }
  }
}
