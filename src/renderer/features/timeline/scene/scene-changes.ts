/** What changes the picture of a scene from outside of it: colours, notes, the axis, the path, what stands out, kept rows. */
import type { SourceId } from '../../../../contract/sources'
import { useHighlights } from '../../../state/highlight'
import { useNotes } from '../../../state/notes'
import { subscribePath } from '../../../state/path'
import { useShell } from '../../../state/shell'
import { useTheme, type Theme } from '../../../state/theme'
import { useTimeAxes } from '../../../state/time-axis'
import { onTimelineRows, type TimelineRows } from '../../../state/timeline-rows'
import type { ViewportStore } from '../../../state/viewport'

export interface ChangeListener {
  readonly requestFrame: () => void
  readonly onTheme: (theme: Theme) => void
  readonly onHighlight: () => void
  /** Rows that a session or a link brings. */
  readonly onRows: (rows: TimelineRows) => void
}

/** Answers the function that ends it. */
export function followChanges(id: SourceId, viewport: ViewportStore, listener: ChangeListener): () => void {
  const { requestFrame, onTheme, onHighlight, onRows } = listener
  const stops = [
    useTheme.subscribe((state) => onTheme(state.theme)),
    viewport.subscribe(requestFrame),
    useNotes.subscribe((state, before) => {
      if (state.books[id] !== before.books[id]) requestFrame()
    }),
    useTimeAxes.subscribe(requestFrame),
    useShell.subscribe((state, before) => {
      if (state.labelColumnPx !== before.labelColumnPx) requestFrame()
    }),
    subscribePath(requestFrame),
    useHighlights.subscribe((all, before) => {
      if (all[id]?.current !== before[id]?.current) onHighlight()
    }),
    onTimelineRows(id, onRows),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
