/** Tables as comma-separated values (RFC 4180). */

/**
 * A text in quotes where it holds what CSV gives a meaning (or what some spreadsheets cut at), and with an apostrophe
 * before what a spreadsheet would take for a formula; the wide forms of = + - @ count as well.
 */
export function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = /^\s*[=+\-@＝＋－＠\t\r]/.test(value) ? `'${value}` : value
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Lines of equal length, the header first; null is an empty field. */
export function csvText(lines: readonly (readonly (string | number | null)[])[]): string {
  return lines.map((line) => `${line.map((value) => csvField(value ?? '')).join(',')}\r\n`).join('')
}
