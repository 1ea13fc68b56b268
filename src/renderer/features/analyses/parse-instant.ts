const units: Readonly<Record<string, number>> = { s: 1e9, ms: 1e6, us: 1e3, µs: 1e3, ns: 1, '': 1 }

/** `1.5s`, `200 ms`, `12us` or whole nanoseconds since the trace's start, in ns; undefined when it is no time. */
export function parseInstant(text: string): number | undefined {
  const match = /^\s*([\d\s]*\.?\d+)\s*(s|ms|us|µs|ns|)\s*$/.exec(text)
  if (match === null) return undefined
  const value = Number(match[1].replaceAll(/\s/g, '')) * units[match[2]]
  return Number.isFinite(value) && value <= Number.MAX_SAFE_INTEGER ? Math.round(value) : undefined
}
