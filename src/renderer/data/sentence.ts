/**
 * Facts come as the middle of a sentence; on their own they begin large and end with a stop. No line ends within a time.
 * @param name a name they may begin with, which stays as it is written
 */
export function sentence(text: string, name?: string): string {
  const trimmed = text
    .trim()
    .replace(/(\d)\u2009(?=\d)/g, '$1\u202f')
    .replace(/(\d) (?=(s|ms|µs|ns)\b)/g, '$1\u00a0')
  const isNamed = name !== undefined && name !== '' && trimmed.startsWith(name)
  const start = isNamed ? trimmed : trimmed.slice(0, 1).toUpperCase() + trimmed.slice(1)
  return /[.!?]$/.test(start) ? start : `${start}.`
}
