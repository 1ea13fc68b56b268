/** What of a table is shown for a filter, and how it is written to CSV. */
import type { AnalysisColumnDto, AnalysisRowDto } from '../../../contract/goroutine-dto'
import { csvText } from '../../data/csv'

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

const csvUnits: Readonly<Partial<Record<AnalysisColumnDto['unit'], string>>> = {
  ns: ' ns',
  time: ' ns',
  bytes: ' bytes',
}

/** Exact values, with the unit in the header. */
export function tableCsv(columns: readonly AnalysisColumnDto[], rows: readonly AnalysisRowDto[]): string {
  const header = columns.map((column) => `${column.label.toLowerCase()}${csvUnits[column.unit] ?? ''}`)
  return csvText([header, ...rows.map((row) => row.cells)])
}
