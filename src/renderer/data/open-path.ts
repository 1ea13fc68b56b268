/** Going to the critical path of a task, a region or a stretch of a goroutine from wherever it is named. */
import type { PathChoice } from '../../contract/path-dto'
import type { SourceId } from '../../contract/sources'
import { showPage } from '../state/analyses-page'
import { changePath } from '../state/path'
import { showView } from '../state/places'
import type { Selection } from '../state/selection'

/** The page of the Analyses that shows it. */
export const pathPage = 'path'

export function openPath(source: SourceId, choice: PathChoice): void {
  changePath(source, { choice, form: 'steps' })
  showPage(source, pathPage)
  showView(source, 'analyses')
}

/** The stretch of the first goroutine whose row is selected; undefined where none is. */
export function pathOfRange(selection: Selection): Extract<PathChoice, { by: 'goroutine' }> | undefined {
  if (selection.kind !== 'range') return undefined
  const row = selection.rows?.find((key) => /^goroutine:\d+$/.test(key))
  if (row === undefined || selection.toNs <= selection.fromNs) return undefined
  const { fromNs, toNs } = selection
  return { by: 'goroutine', goroutine: Number(row.slice('goroutine:'.length)), fromNs, toNs }
}
