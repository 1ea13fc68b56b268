/** What the dialog lets people choose, and what that means for the picture. */
import { create } from 'zustand'
import type { SourceDto } from '../../../contract/sources'
import { allParts, type PictureParts } from '../../../picture/export-page'
import { highlightOf } from '../../state/highlight'
import { selectionOf } from '../../state/places'
import { initialRows, shownRowsOf, timelineRowsOf } from '../../state/timeline-rows'
import { viewportOf } from '../../state/viewport'
import { picturePlotWidthPx } from '../../../picture/export-page'
import type { PictureRequest } from '../../../picture/export-data'

export type SizeChoice = 'ticket' | 'wide' | 'seen' | 'own'
export type ScaleChoice = '1' | '2' | '3' | '4'
export type RangeChoice = 'view' | 'selection' | 'all'
export type RowsChoice = 'view' | 'top'

export interface PictureSettings {
  readonly size: SizeChoice
  readonly ownWidthPx: number
  readonly scale: ScaleChoice
  /** Undefined: as the window. */
  readonly theme: 'dark' | 'light' | undefined
  readonly range: RangeChoice
  readonly rows: RowsChoice
  readonly parts: PictureParts
}

export const widthLimits = { minimum: 480, maximum: 8_000 } as const

/** Kept for the next picture while the window lives. */
export const usePictureSettings = create<PictureSettings>(() => ({
  size: 'ticket',
  ownWidthPx: 1600,
  scale: '2',
  theme: undefined,
  range: 'view',
  rows: 'view',
  parts: allParts,
}))

export const changeSettings = (part: Partial<PictureSettings>): void => usePictureSettings.setState(part)

const rowsFromTop = 60

export function widthOf(settings: PictureSettings, source: SourceDto): number {
  switch (settings.size) {
    case 'ticket':
      return 1200
    case 'wide':
      return 2400
    case 'seen':
      return Math.max(widthLimits.minimum, shownRowsOf(source.id)?.widthPx ?? 1200)
    case 'own':
      return Math.round(
        Math.min(widthLimits.maximum, Math.max(widthLimits.minimum, settings.ownWidthPx || 1200)),
      )
  }
}

/** Whether a stretch is selected, so that it can be chosen. */
export const hasSelectedRange = (source: SourceDto): boolean => selectionOf(source.id).kind === 'range'

export function requestOf(settings: PictureSettings, source: SourceDto): PictureRequest {
  const selection = selectionOf(source.id)
  const view = viewportOf(source.id).get()
  const whole = { fromNs: 0, toNs: Infinity }
  const window =
    settings.range === 'selection' && selection.kind === 'range'
      ? selection
      : settings.range === 'all'
        ? whole
        : (view ?? whole)
  const shown = shownRowsOf(source.id)
  const { toggled, sort, filter, pinned } = timelineRowsOf(source.id) ?? initialRows
  const { current } = highlightOf(source.id)
  const isInView = settings.rows === 'view' && shown !== undefined && shown.count > 0
  return {
    fromNs: window.fromNs,
    toNs: window.toNs,
    plotWidthPx: picturePlotWidthPx(widthOf(settings, source)) * Number(settings.scale),
    toggled,
    sort,
    filter,
    pinned,
    ...(current?.by === 'filter' ? { highlight: current.filter } : {}),
    firstRow: isInView ? shown.firstRow : 0,
    maximumRows: isInView ? shown.count : rowsFromTop,
  }
}
