/** What of a table is shown for a filter. */
import type { AnalysisRowDto } from '../../../contract/analysis-dto'
import { wordMatcher } from '../../data/match-words'

/** Rows of which some text holds all the words. */
export function filterRows(rows: readonly AnalysisRowDto[], filter: string): readonly AnalysisRowDto[] {
  const matches = wordMatcher(filter)
  if (matches === undefined) return rows
  return rows.filter((row) => matches(row.cells.filter((cell) => typeof cell === 'string').join(' ')))
}
