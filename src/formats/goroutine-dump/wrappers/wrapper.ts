/**
 * What stands around a dump in a log. A wrapper recognises its lines one by one and takes the text out; which
 * wrappers a file has, and in which order, is found from its first lines.
 */
export interface UnwrappedLine {
  /** What was printed; may hold several lines. */
  readonly text: string
  /** Which pod, container, service or package printed it; '' when the line does not say. */
  readonly source: string
  readonly unixMs?: number
  /** The line was split by the logger: the next one of the same source goes on. */
  readonly isPartial?: boolean
  /** `text` is a piece of output that carries its own line ends (go test -json). */
  readonly isPiece?: boolean
}

export interface Wrapper {
  /** For people: 'Docker JSON lines'. */
  readonly name: string
  /** @returns null when the line is not of this kind. */
  unwrap(line: string): UnwrappedLine | null
}

/** A JSON object on one line, or null. Lines beyond 32 MiB are not tried. */
export function parseJsonLine(line: string): Readonly<Record<string, unknown>> | null {
  if (line.length > 1 << 25 || line[0] !== '{' || !line.trimEnd().endsWith('}')) return null
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null
  } catch {
    return null
  }
}

/** Unix ms of a time as logs write it; undefined when it is none. */
export function parseLogTime(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) {
    // Seconds (zap), milliseconds, microseconds or nanoseconds: told apart by size; all lie after the year 2001.
    if (value > 1e17) return value / 1e6
    if (value > 1e14) return value / 1e3
    if (value > 1e11) return value
    return value > 1e9 ? value * 1e3 : undefined
  }
  if (typeof value !== 'string' || value.length > 64) return undefined
  // Date.parse takes three digits of a fraction for granted.
  const text = value.replace(/(\.\d{3})\d+/, '$1').replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
  const unixMs = Date.parse(text)
  return Number.isNaN(unixMs) ? undefined : unixMs
}
