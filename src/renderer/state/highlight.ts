/** What stands out in the timeline of a file while all else recedes: a state, or what fits an expression. */
import { create } from 'zustand'
import type { SourceId } from '../../contract/sources'
import type { VisualState } from '../../contract/visual-states'
import { keepsRecordPerSource } from './forget-source'

export type Highlight =
  | { readonly by: 'state'; readonly state: VisualState }
  /** The filter language, read span by span. */
  | { readonly by: 'filter'; readonly filter: string }

export interface HighlightState {
  readonly current: Highlight | undefined
  /** The field for an expression is there, empty or not. */
  readonly isFieldOpen: boolean
  /** How often others than that field have said what stands out. */
  readonly sets: number
  /** Someone wishes to type there. */
  readonly wantsFocus: boolean
}

const nothing: HighlightState = { current: undefined, isFieldOpen: false, sets: 0, wantsFocus: false }

export const useHighlights = create<Readonly<Record<SourceId, HighlightState>>>(() => ({}))

keepsRecordPerSource('what stands out in the timeline', useHighlights)

export const highlightOf = (source: SourceId): HighlightState => useHighlights.getState()[source] ?? nothing

export const useHighlight = (source: SourceId): HighlightState =>
  useHighlights((all) => all[source] ?? nothing)

function change(source: SourceId, part: Partial<HighlightState>): void {
  useHighlights.setState({ [source]: { ...highlightOf(source), ...part } })
}

/** By a key or a click: the field follows. */
export function setHighlight(source: SourceId, current: Highlight | undefined): void {
  const { sets } = highlightOf(source)
  change(source, { current, isFieldOpen: current?.by === 'filter', sets: sets + 1 })
}

/** By the field itself; '' for all alike. */
export function typeHighlight(source: SourceId, filter: string): void {
  const { current } = highlightOf(source)
  const typed: Highlight = { by: 'filter', filter }
  if (isSameHighlight(current, typed)) return
  if (filter !== '') change(source, { current: typed })
  else if (current?.by === 'filter') change(source, { current: undefined })
}

/** Opens the field and gives it the focus. */
export function askForHighlight(source: SourceId): void {
  change(source, { isFieldOpen: true, wantsFocus: true })
}

/** The field has the focus. */
export function takeHighlightFocus(source: SourceId): void {
  if (highlightOf(source).wantsFocus) change(source, { wantsFocus: false })
}

export const isSameHighlight = (a: Highlight | undefined, b: Highlight | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b)
