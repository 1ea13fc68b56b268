/**
 * Which stretches of a layer's rectangles a frame draws, in order, and by which of two programs: one that knows colours only, and
 * one that knows patterns and rims as well and costs software GL twice as much a pixel. Pure.
 */

/** Two triangles. */
export const indexesPerRectangle = 6
const bytesPerIndex = 4
/** Changing the program costs too: so few rectangles without cues are drawn with those around them. */
const fewestPlain = 256
/** With more changes than this all is drawn by the one that knows everything. */
const mostRuns = 9

/** Stretches that one call draws. */
export interface DrawnRun {
  isPlain: boolean
  first: number
  end: number
}

export class Stretches {
  length = 0
  counts = new Int32Array(64)
  offsets = new Int32Array(64)
  private plain = new Uint8Array(64)
  private end = -1

  clear(): void {
    this.length = 0
    this.end = -1
  }

  /** Rectangles [from, to), behind all that were added before. */
  add(from: number, to: number, isPlain: boolean): void {
    const flag = isPlain ? 1 : 0
    if (from === this.end && this.plain[this.length - 1] === flag)
      this.counts[this.length - 1]! += (to - from) * indexesPerRectangle
    else {
      if (this.length === this.counts.length) this.grow()
      this.counts[this.length] = (to - from) * indexesPerRectangle
      this.offsets[this.length] = from * indexesPerRectangle * bytesPerIndex
      this.plain[this.length] = flag
      this.length++
    }
    this.end = to
  }

  /** Stretches [first, end) of each program, in order. */
  runs(): readonly DrawnRun[] {
    const runs: DrawnRun[] = []
    for (let at = 0; at < this.length;) {
      const isPlain = this.plain[at] === 1
      const first = at
      let rectangles = 0
      for (; at < this.length && (this.plain[at] === 1) === isPlain; at++)
        rectangles += this.counts[at]! / indexesPerRectangle
      const isWorthIt = isPlain && (rectangles >= fewestPlain || this.length === 1)
      const last = runs.at(-1)
      if (last?.isPlain === isWorthIt) last.end = at
      else runs.push({ isPlain: isWorthIt, first, end: at })
    }
    return runs.length > mostRuns ? [{ isPlain: false, first: 0, end: this.length }] : runs
  }

  private grow(): void {
    const widen = <T extends Int32Array | Uint8Array>(to: T, from: T): T => {
      to.set(from)
      return to
    }
    const length = 2 * this.counts.length
    this.counts = widen(new Int32Array(length), this.counts)
    this.offsets = widen(new Int32Array(length), this.offsets)
    this.plain = widen(new Uint8Array(length), this.plain)
  }
}
