/** The fixed parts of the timeline: which strip stands where. CSS pixels from the view's left top corner. */
import type { Box } from '../../../../picture/draw-list'
import { labelColumnPx } from '../../../../picture/label-column'

export const overviewHeightPx = 38
export const axisHeightPx = 26
/** Where in the overview strip the share of the Ps is drawn. */
export const occupancyPlace = { topPx: 5, bodyPx: overviewHeightPx - 9 }

export interface TimelineGeometry {
  readonly widthPx: number
  readonly heightPx: number
  readonly gutterPx: number
  /** Where data are drawn. */
  readonly plotLeftPx: number
  readonly plotWidthPx: number
  readonly overview: Box
  readonly axis: Box
  /** Rows that stay in sight: plots, GC lane, pinned rows. */
  readonly sticky: Box
  /** Rows that scroll. */
  readonly rows: Box
}

/**
 * @param stickyPx height of the rows that stay.
 * @param wishedColumnPx width of the column of labels as the user has set it; undefined for the usual one.
 */
export function layOutTimeline(
  widthPx: number,
  heightPx: number,
  stickyPx: number,
  wishedColumnPx?: number,
): TimelineGeometry {
  const gutterPx = labelColumnPx(widthPx, wishedColumnPx)
  const plotWidthPx = Math.max(1, widthPx - gutterPx)
  const stickyTop = overviewHeightPx + axisHeightPx
  // The rows that scroll keep at least a third: many pinned rows must not push them out.
  const stickyHeight = Math.min(stickyPx, Math.max(0, Math.floor((heightPx - stickyTop) * 0.66)))
  const rowsTop = stickyTop + stickyHeight
  return {
    widthPx,
    heightPx,
    gutterPx,
    plotLeftPx: gutterPx,
    plotWidthPx,
    overview: { x: gutterPx, y: 0, width: plotWidthPx, height: overviewHeightPx },
    axis: { x: gutterPx, y: overviewHeightPx, width: plotWidthPx, height: axisHeightPx },
    sticky: { x: gutterPx, y: stickyTop, width: plotWidthPx, height: stickyHeight },
    rows: { x: gutterPx, y: rowsTop, width: plotWidthPx, height: Math.max(0, heightPx - rowsTop) },
  }
}

export const contains = (box: Box, x: number, y: number): boolean =>
  x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height
