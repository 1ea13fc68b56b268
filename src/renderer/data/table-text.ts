/**
 * A table as text: CSV (RFC 4180), JSON or Markdown. Figures are exact, their unit stands in the header, and texts from
 * files stay text: no formula for a spreadsheet, no markup for a page.
 */
import type { Result } from '../../base/result'
import { csvText } from './csv'

export type TableCell = string | number | null

export interface TableContent {
  /** Becomes part of the file's name and is said aloud: 'Waits of goroutine 18'. */
  readonly name: string
  /** With the unit: 'total ns'. */
  readonly header: readonly string[]
  /** As many cells as the header has. */
  readonly rows: readonly (readonly TableCell[])[]
}

/** Why the rows could not be had, and what can be done. */
export interface TableFailure {
  readonly message: string
  readonly advice: string
}

/** Rows that are not all in the page are asked for first. */
export type TableSource = () => TableContent | Promise<Result<TableContent, TableFailure>>

export const tableFormats = ['csv', 'json', 'markdown'] as const
export type TableFormat = (typeof tableFormats)[number]

export const formatNames: Readonly<Record<TableFormat, string>> = {
  csv: 'CSV',
  json: 'JSON',
  markdown: 'Markdown',
}

export function tableText(table: TableContent, format: TableFormat): string {
  switch (format) {
    case 'csv':
      return csvText([table.header, ...table.rows])
    case 'json':
      return tableJson(table)
    case 'markdown':
      return tableMarkdown(table)
  }
}

/** A list of one object a row, the header as names; what is not known is null. */
function tableJson({ header: names, rows }: TableContent): string {
  // A name that comes twice would lose a column.
  const header = names.map((name, at) => (names.indexOf(name) === at ? name : `${name} (${at + 1})`))
  const lines = rows.map((row) =>
    JSON.stringify(Object.fromEntries(header.map((name, at) => [name, row[at] ?? null]))),
  )
  return lines.length === 0 ? '[]\n' : `[\n  ${lines.join(',\n  ')}\n]\n`
}

/** A pipe table; columns that hold nothing but numbers are aligned to the right. */
function tableMarkdown({ header, rows }: TableContent): string {
  const isNumber = header.map(
    (_name, at) =>
      rows.some((row) => typeof row[at] === 'number') &&
      rows.every((row) => typeof (row[at] ?? null) !== 'string'),
  )
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [
    line(header.map(markdownText)),
    `|${isNumber.map((right) => (right ? '---:' : '---')).join('|')}|`,
    ...rows.map((row) =>
      line(header.map((_name, at) => (row[at] === null ? '' : markdownText(String(row[at]))))),
    ),
    '',
  ].join('\n')
}

/** A text that a Markdown reader shows as it is, on one line: no markup, no HTML, no end of the cell. */
export function markdownText(text: string): string {
  return text
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .replace(/[\\`*_[\]<>|~#&]/g, (mark) => `\\${mark}`)
    .replace(/(https?|ftp):\/\//gi, '$1:\\//')
    .trim()
}

/** A part of a file's name: lower-case words with hyphens. */
export function nameForFile(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return plain === '' ? 'table' : plain.slice(0, 60)
}
