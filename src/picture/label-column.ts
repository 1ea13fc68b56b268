/** The column of row labels at the left of a timeline: how wide it is. CSS pixels. */

/** What a person may wish for; beside it some of the data must stay in sight. */
export const labelColumnLimits = { minimumPx: 96, maximumPx: 640 } as const

/** Of the whole width, the most that labels may take. */
const mostShare = 0.6

/** @param wishedPx as the user has set it; undefined for the usual width. */
export function labelColumnPx(widthPx: number, wishedPx?: number): number {
  if (wishedPx === undefined) return widthPx < 760 ? 150 : widthPx < 1000 ? 184 : 224
  const { minimumPx, maximumPx } = labelColumnLimits
  const most = Math.max(minimumPx, Math.min(maximumPx, Math.floor(widthPx * mostShare)))
  return Math.round(Math.min(most, Math.max(minimumPx, wishedPx)))
}
