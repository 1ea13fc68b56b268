import type { RowModel } from './row-model'

/**
 * How far to scroll to bring a row of the list into sight: by a step at the edge, from afar with what stands around it.
 * Undefined where it is seen already.
 *
 * @param scrollPx how far the list is scrolled now
 * @param heightPx of the rows that are seen
 */
export function scrollPxToReveal(
  rows: Pick<RowModel, 'topOf'>,
  index: number,
  scrollPx: number,
  heightPx: number,
): number | undefined {
  const top = rows.topOf(index)
  const pitch = rows.topOf(index + 1) - top
  const bottom = scrollPx + heightPx
  if (top >= scrollPx && top + pitch <= bottom) return undefined
  const isFar = top < scrollPx - 3 * pitch || top > bottom + 2 * pitch
  if (isFar) return top - Math.max(pitch, heightPx / 3)
  return top < scrollPx ? top - pitch : top + 2 * pitch - heightPx
}
