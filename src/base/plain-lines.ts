/** Lines for a terminal or a file: nothing in them that the terminal would obey, and nothing endless. */
import { harmlessLine } from './harmless-text'

/** Names come from the file: control characters must not reach a terminal, and nothing may be endless. */
export function clean(text: string): string {
  const safe = harmlessLine(text)
  return safe.length > 160 ? `${safe.slice(0, 159)}…` : safe
}

/** Columns side by side; the first leans right. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.min(72, Math.max(widths[column] ?? 0, cell.length))
    })
  }
  return rows.map((row) => {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padStart(widths[column]) : cell.padEnd(widths[column]),
    )
    return `    ${cells.join('  ')}`.trimEnd()
  })
}

/** Lines of at most about 110 characters, broken at blanks. */
export function wrapped(text: string, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.replace(/\s+/g, ' ').split(' ')) {
    const safe = clean(word)
    if (line !== '' && line.length + safe.length + 1 > 110) {
      lines.push(indent + line)
      line = `  ${safe}`
    } else line = line === '' ? safe : `${line} ${safe}`
  }
  if (line !== '') lines.push(indent + line)
  return lines
}
