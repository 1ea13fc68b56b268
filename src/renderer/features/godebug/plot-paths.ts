/** Curves of the plots as SVG paths, in pixels of the plot. */

export interface Point {
  readonly x: number
  readonly y: number
}

/** Far outside nothing can be seen, and numbers stay short. */
const clampPx = (px: number): number => Math.min(1e7, Math.max(-1e7, px))

const at = ({ x, y }: Point): string => `${clampPx(x).toFixed(1)} ${clampPx(y).toFixed(1)}`

export function linePath(points: readonly Point[]): string {
  return points.length === 0 ? '' : `M${points.map(at).join('L')}`
}

/** Each value holds until the next one. */
export function stepPath(points: readonly Point[]): string {
  const corners = points.flatMap((point, index) => {
    const before = points[index - 1]
    return before === undefined ? [point] : [{ x: point.x, y: before.y }, point]
  })
  return linePath(corners)
}

/** Between two curves of the same xs. */
export function areaPath(upper: readonly Point[], lower: readonly Point[]): string {
  if (upper.length === 0) return ''
  return `${linePath(upper)}L${[...lower].reverse().map(at).join('L')}Z`
}

/** One round digit, times a power of ten, not below `value`. */
export function niceMaximum(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  for (const factor of [1, 2, 3, 4, 5, 6, 8, 10])
    if (power * factor >= value * 0.999_999) return power * factor
  return power * 10
}
