/**
 * How the rows of a file's timeline are folded, ordered and filtered, and which stay at the top: kept while the timeline is
 * not on the screen, read by pictures and sessions, set by a session that is opened.
 */
import type { SourceId } from '../../contract/sources'
import type { RowDto, RowKey, RowSort } from '../../contract/trace-dto'
import type { Density } from '../../picture/row-layout'

export interface TimelineRows {
  readonly toggled: readonly RowKey[]
  readonly sort: RowSort
  readonly filter: string
  readonly density: Density
  readonly pinned: readonly RowDto[]
}

/** What of the list was on the screen in the last frame. */
export interface ShownRows {
  /** Index into the list; plots and GC lane count. */
  readonly firstRow: number
  readonly count: number
  readonly widthPx: number
}

const kept = new Map<SourceId, TimelineRows>()
const shown = new Map<SourceId, ShownRows>()
const listeners = new Map<SourceId, (rows: TimelineRows) => void>()

export const initialRows: TimelineRows = {
  toggled: [],
  sort: 'blocked',
  filter: '',
  density: 'normal',
  pinned: [],
}

export const timelineRowsOf = (source: SourceId): TimelineRows | undefined => kept.get(source)
export const shownRowsOf = (source: SourceId): ShownRows | undefined => shown.get(source)

/** Written by the timeline. */
export function keepTimelineRows(source: SourceId, rows: TimelineRows): void {
  kept.set(source, rows)
}
export function keepShownRows(source: SourceId, rows: ShownRows): void {
  shown.set(source, rows)
}

/** A session was opened: the timeline takes this over, now or when it is shown next. */
export function restoreTimelineRows(source: SourceId, rows: TimelineRows): void {
  kept.set(source, rows)
  listeners.get(source)?.(rows)
}

/** Called by the timeline while it is there. Answers the function that stops it. */
export function onTimelineRows(source: SourceId, listener: (rows: TimelineRows) => void): () => void {
  listeners.set(source, listener)
  return () => {
    if (listeners.get(source) === listener) listeners.delete(source)
  }
}

/** The file is closed. */
export function dropTimelineRows(source: SourceId): void {
  kept.delete(source)
  shown.delete(source)
}
