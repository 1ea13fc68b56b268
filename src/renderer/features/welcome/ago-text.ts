/** How long ago, for people: "just now", "3 hours ago". */
const steps: readonly (readonly [limitMs: number, unitMs: number, name: string])[] = [
  [3_600_000, 60_000, 'minute'],
  [86_400_000, 3_600_000, 'hour'],
  [30 * 86_400_000, 86_400_000, 'day'],
  [365 * 86_400_000, 30 * 86_400_000, 'month'],
  [Infinity, 365 * 86_400_000, 'year'],
]

export function agoText(elapsedMs: number): string {
  if (elapsedMs < 60_000) return 'just now'
  for (const [limitMs, unitMs, name] of steps) {
    if (elapsedMs >= limitMs) continue
    const count = Math.floor(elapsedMs / unitMs)
    return `${count} ${name}${count === 1 ? '' : 's'} ago`
  }
  return 'long ago'
}
