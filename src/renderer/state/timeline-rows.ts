/**
 * How the rows of a file's timeline are folded, ordered and filtered, and which stay at the top: kept while the timeline is
 * not on the screen and over restarts, read by pictures and sessions, set by a session that is opened.
 */
import type { SourceDto, SourceId } from '../../contract/sources'
import { rowSortOf, type RowDto, type RowKey, type RowSort } from '../../contract/rows-dto'
import { parseFilter } from '../../filter/parse'
import { densities, type Density } from '../../picture/row-layout'
import { keepsMapsPerSource } from './forget-source'
import { fileKey, readStored, writeStored } from './stored'

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

const keyOf = (file: SourceDto): string => `${fileKey(file)}#rows`

const mostKept = 2_000
const longestKey = 2_048

/** What was kept when the file was last open; keys that it does not have are passed over by the host. */
export function storedTimelineRows(file: SourceDto): TimelineRows | undefined {
  const stored = readStored(keyOf(file)) as Partial<Record<keyof TimelineRows, unknown>> | undefined
  if (stored === undefined) return undefined
  const { toggled, sort, filter, density, pinned } = stored
  const isKey = (value: unknown): value is string => typeof value === 'string' && value.length <= longestKey
  return {
    toggled: Array.isArray(toggled) ? toggled.filter(isKey).slice(0, mostKept) : [],
    sort: rowSortOf(typeof sort === 'string' ? sort : undefined) ?? initialRows.sort,
    filter: typeof filter === 'string' && parseFilter(filter).ok ? filter : '',
    density: densities.find((one) => one === density) ?? initialRows.density,
    pinned: Array.isArray(pinned) ? pinned.filter(isRow).slice(0, mostPins) : [],
  }
}

const mostPins = 100
const rowKinds = [
  'processor',
  'thread',
  'group',
  'goroutine',
  'regions',
  'samples',
  'stack',
  'network',
  'task',
]

/** What another version wrote must not be drawn as a row. */
function isRow(value: unknown): value is RowDto {
  if (typeof value !== 'object' || value === null) return false
  const row = value as Partial<Record<keyof RowDto, unknown>>
  return (
    typeof row.key === 'string' &&
    row.key.length <= longestKey &&
    typeof row.kind === 'string' &&
    rowKinds.includes(row.kind) &&
    typeof row.depth === 'number' &&
    typeof row.label === 'string' &&
    typeof row.detail === 'string'
  )
}
export const shownRowsOf = (source: SourceId): ShownRows | undefined => shown.get(source)

/** Written by the timeline. */
export function keepTimelineRows(file: SourceDto, rows: TimelineRows): void {
  kept.set(file.id, rows)
  const isInitial = rows.toggled.length === 0 && rows.pinned.length === 0 && rows.filter === ''
  const isPlain = rows.sort === initialRows.sort && rows.density === initialRows.density
  // A file whose rows are as they come takes no place among those that are kept.
  if (isInitial && isPlain && readStored(keyOf(file)) === undefined) return
  // Called whenever rows have come; only what differs is written.
  const text = JSON.stringify(rows)
  if (written.get(file.id) === text) return
  written.set(file.id, text)
  writeStored(keyOf(file), rows)
}

const written = new Map<SourceId, string>()
keepsMapsPerSource('rows of the timeline', kept, shown, written)

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
