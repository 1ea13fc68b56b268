/**
 * Which level a row is cut at, so that an answer stays below its ceiling: the finest whose buckets are at least a
 * pixel wide, then coarser for the rows that would take more than their share.
 */
import type { CutRow } from './cut'
import { cutRow } from './cut'
import type { Rectangles } from './rectangles'

/** Exponent of the finest buckets that are at least one pixel wide. */
export function pixelExponent(fromNs: number, toNs: number, widthPx: number): number {
  const pixelNs = (toNs - fromNs) / Math.max(1, widthPx)
  return Math.max(0, Math.ceil(Math.log2(Math.max(1, pixelNs))))
}

/** Something that can write itself at a level: a row of stretches, a group's density, marks. */
export interface LevelledRow {
  /** About how many rectangles it will take at a level; an estimate from above is best. */
  estimate(fromNs: number, toNs: number, exponent: number): number
  write(rowNumber: number, fromNs: number, toNs: number, exponent: number, out: Rectangles): void
}

/** A bucket's stack rarely has more states than this. */
const usualStackStates = 3

export function levelledStretches(cut: CutRow): LevelledRow {
  return {
    estimate(fromNs, toNs, exponent) {
      const { row } = cut
      if (row.count === 0) return 0
      const lowNs = Math.max(fromNs, row.fromNs)
      const highNs = Math.min(toNs, row.toNs)
      if (highNs <= lowNs) return 0
      const stretches = row.positionAfter(highNs) - row.positionAt(lowNs) + 1
      const buckets = Math.ceil((highNs - lowNs) / 2 ** exponent) + 1
      return Math.min(stretches, buckets * usualStackStates)
    },
    write: (rowNumber, fromNs, toNs, exponent, out) => cutRow(cut, rowNumber, fromNs, toNs, exponent, out),
  }
}

/**
 * Writes all rows, each at the finest level at which together they stay below the ceiling of `out`. An element of
 * `rows` may be undefined (a row with nothing to draw).
 */
export function writeRows(
  rows: readonly (LevelledRow | undefined)[],
  fromNs: number,
  toNs: number,
  widthPx: number,
  out: Rectangles,
): void {
  const finest = pixelExponent(fromNs, toNs, widthPx)
  const exponents = new Int32Array(rows.length).fill(finest)
  const expected = Float64Array.from(rows, (row) => row?.estimate(fromNs, toNs, finest) ?? 0)
  // A little below the ceiling: estimates are not counts.
  let share = Math.min(out.ceiling, fairShare(expected, out.ceiling * 0.95))
  rows.forEach((row, index) => {
    while (row !== undefined && expected[index] > share && exponents[index] < 60) {
      expected[index] = row.estimate(fromNs, toNs, ++exponents[index])
    }
  })
  for (;;) {
    out.rewind(0)
    const taken = new Float64Array(rows.length)
    rows.forEach((row, index) => {
      const before = out.count
      if (!out.isOverfull) row?.write(index, fromNs, toNs, exponents[index], out)
      taken[index] = out.count - before
    })
    if (!out.isOverfull) return
    share /= 2
    for (let index = 0; index < rows.length; index++) {
      if (taken[index] > share || share < 1) exponents[index]++
    }
  }
}

/** The most any row may take so that all together take at most `total`; rows that need less give theirs away. */
export function fairShare(expected: Float64Array, total: number): number {
  const sorted = Float64Array.from(expected).sort()
  let left = total
  for (let index = 0; index < sorted.length; index++) {
    const share = left / (sorted.length - index)
    if (sorted[index] > share) return share
    left -= sorted[index]
  }
  return Infinity
}
