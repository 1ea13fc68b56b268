/** What of a table is shown for a filter. */
import type { AnalysisRowDto } from '../../../contract/goroutine-dto'

/** Rows of which some text holds all the words. */
export function filterRows(rows: readonly AnalysisRowDto[], filter: string): readonly AnalysisRowDto[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return rows
  return rows.filter((row) => {
    const text = row.cells
      .filter((cell) => typeof cell === 'string')
      .join(' ')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
