/** The labels of the rows that are on the screen: made anew when something in them may have changed, not with every frame. */
import { goroutineRangeText, heapRangeText } from '../../../../picture/counter-plots'
import type { Shape } from '../../../../picture/draw-list'
import { lettersVersion } from '../../../gpu/page-canvas'
import type { DrawnScene } from './drawn-scene'
import { drawGutter, livesIn, type RowsContent } from './draw-rows'
import type { BandView } from './draw-selection'

export function rowsContent(scene: DrawnScene, view: BandView): RowsContent {
  const whole = scene.content.counters.window ?? scene.content.counters.whole
  return {
    geometry: scene.geometry,
    palette: scene.palette,
    window: scene.window,
    rows: view.rows,
    box: view.box,
    scrollPx: view.scrollPx,
    focusedKey: scene.focusedKey,
    hoveredKey: scene.hoveredKey,
    isSelected: (row) => scene.isRowSelected(row),
    isPinned: (row) => scene.rows.isPinned(row.key),
    detailOf: (row) => {
      if (whole === undefined) return ''
      if (row.kind === 'heap') return heapRangeText(whole)
      return row.kind === 'goroutine-counts' ? goroutineRangeText(whole) : ''
    },
    measure: scene.measure,
  }
}

export class RowLabels {
  private kept: readonly Shape[] = []
  private keptFor: readonly unknown[] = []

  /** The same array while nothing has changed. */
  shapes(scene: DrawnScene, bands: readonly BandView[], scrollPx: number): readonly Shape[] {
    const { geometry, content } = scene
    const { head } = content.shownCounters ?? { head: undefined }
    // Rows and selection are other objects when they are others.
    const reasons: readonly unknown[] = [
      scene.stickyRows,
      scene.shownRows,
      scrollPx,
      geometry.gutterPx,
      geometry.heightPx,
      geometry.rows.y,
      scene.palette,
      scene.focusedKey,
      scene.hoveredKey,
      scene.selection,
      scene.selectedRegion,
      livesOf(scene),
      head?.maxHeapBytes,
      head?.maxGoroutines,
      lettersVersion(),
    ]
    if (!reasons.every((reason, index) => reason === this.keptFor[index])) {
      this.keptFor = reasons
      const made: Shape[] = []
      for (const band of bands) drawGutter(rowsContent(scene, band), made)
      this.kept = made
    }
    return this.kept
  }
}

/** Which rows have a life in what is seen: the others are dimmed. */
function livesOf({ shownRows, stickyRows, window }: DrawnScene): string {
  let lives = ''
  for (const rows of [stickyRows, shownRows])
    for (const { row } of rows) lives += livesIn(row, window) ? '1' : '0'
  return lives
}
