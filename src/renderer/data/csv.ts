/** Tables as comma-separated values (RFC 4180). */

/** A text in quotes where it holds what CSV gives a meaning, or what a spreadsheet would take for a formula. */
export function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Lines of equal length, the header first; null is an empty field. */
export function csvText(lines: readonly (readonly (string | number | null)[])[]): string {
  return lines.map((line) => `${line.map((value) => csvField(value ?? '')).join(',')}\r\n`).join('')
}
