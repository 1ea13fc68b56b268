/**
 * Instants as marks: one a bucket, with how many it stands for. A mark never vanishes, at any level.
 */
import type { LevelledRow } from './level'
import { RectangleFlag } from './rectangles'

/**
 * `atNs` ascending. Rectangles carry the index of their first instant as position.
 * @param isMark drawn as a mark over what else stands there; else in the colour of its state, as what the row is about.
 */
export function levelledMarks(atNs: Float64Array, state: number, isMark = true): LevelledRow {
  const always = RectangleFlag.flagged | (isMark ? RectangleFlag.mark : 0)
  return {
    estimate(fromNs, toNs, exponent) {
      const inView = firstAt(atNs, toNs, 0) - firstAt(atNs, fromNs, 0)
      return Math.min(inView, Math.ceil((toNs - fromNs) / 2 ** exponent) + 1)
    },
    write(rowNumber, fromNs, toNs, exponent, out) {
      const widthNs = 2 ** exponent
      const alignedNs = Math.floor(fromNs / widthNs) * widthNs
      const lastNs = Math.ceil(toNs / widthNs) * widthNs
      let at = firstAt(atNs, alignedNs, 0)
      while (at < atNs.length && atNs[at] < lastNs && !out.isOverfull) {
        const edgeNs = (Math.floor(atNs[at] / widthNs) + 1) * widthNs
        const next = firstAt(atNs, edgeNs, at + 1)
        const bits = always | (next - at > 1 ? RectangleFlag.bucket : 0)
        out.add(rowNumber, atNs[at], atNs[next - 1], state, 0, 255, bits, next - at, at)
        at = next
      }
    },
  }
}

/** The first index from `from` on whose time is at or after `timeNs`. */
export function firstAt(atNs: Float64Array, timeNs: number, from: number): number {
  let low = from
  let high = atNs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (atNs[middle] < timeNs) low = middle + 1
    else high = middle
  }
  return low
}
