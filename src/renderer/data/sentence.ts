/** Facts come as the middle of a sentence; on their own they begin large and end with a stop. */
export function sentence(text: string): string {
  const trimmed = text.trim()
  const start = trimmed.slice(0, 1).toUpperCase() + trimmed.slice(1)
  return /[.!?]$/.test(start) ? start : `${start}.`
}
