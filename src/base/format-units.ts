/**
 * Numbers for people. One place for the whole program, so that the same duration reads the same everywhere.
 */

const units = [
  { limit: 1e3, divisor: 1, name: 'ns' },
  { limit: 1e6, divisor: 1e3, name: 'µs' },
  { limit: 1e9, divisor: 1e6, name: 'ms' },
  { limit: Infinity, divisor: 1e9, name: 's' },
] as const

/** A duration with three significant digits and one unit: `12.3 ms`, `640 ns`, `0 ns`. */
export function formatDuration(durationNs: number): string {
  const magnitude = Math.abs(durationNs)
  // 999.7 ms must not print as "1000 ms": round first, then choose the unit.
  for (const unit of units) {
    const rounded = Number((magnitude / unit.divisor).toPrecision(3))
    if (rounded * unit.divisor < unit.limit)
      return `${durationNs < 0 ? '−' : ''}${trimmed(rounded)} ${unit.name}`
  }
  return `${durationNs} ns`
}

function trimmed(value: number): string {
  if (value >= 1000) return groupDigits(Math.round(value))
  return String(value)
}

/** An integer with thin spaces between groups of three digits: `19 518 408`. */
export function groupDigits(value: number): string {
  const text = String(Math.trunc(Math.abs(value)))
  const sign = value < 0 ? '−' : ''
  if (text.length <= 3 || !Number.isFinite(value) || text.includes('e')) return sign + text
  const first = text.length % 3 || 3
  let grouped = sign + text.slice(0, first)
  for (let at = first; at < text.length; at += 3) grouped += `\u2009${text.slice(at, at + 3)}`
  return grouped
}

/** An exact instant in seconds with grouped nanoseconds: `1.234 567 890 s`. */
export function formatExactTime(timeNs: number): string {
  const sign = timeNs < 0 ? '−' : ''
  const magnitude = Math.abs(Math.round(timeNs))
  const seconds = Math.floor(magnitude / 1e9)
  const rest = String(magnitude % 1e9).padStart(9, '0')
  return `${sign}${groupDigits(seconds)}.${rest.slice(0, 3)}\u2009${rest.slice(3, 6)}\u2009${rest.slice(6)} s`
}

/** Bytes in binary units with three significant digits: `10.5 MiB`. */
export function formatBytes(bytes: number): string {
  const names = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes
  let step = 0
  while (value >= 1024 && step < names.length - 1) {
    value /= 1024
    step++
  }
  return `${step === 0 ? value : Number(value.toPrecision(3))} ${names[step]}`
}

/** A share in percent, three significant digits at most, never "0 %" for something that is there. */
export function formatShare(share: number): string {
  if (share === 0) return '0 %'
  const percent = share * 100
  if (percent < 0.1) return '< 0.1 %'
  return `${Number(percent.toPrecision(percent >= 99.95 ? 4 : 3))} %`
}

/**
 * A share in a column of shares: one decimal, so that the points stand under each other. What is there is never `0 %`,
 * and what is not all of it never `100 %`.
 */
export function formatColumnShare(share: number): string {
  if (share === 0 || share === 1) return `${share * 100} %`
  if (share < 0.001) return '< 0.1 %'
  if (share < 1 && share >= 0.9995) return '> 99.9 %'
  return `${(share * 100).toFixed(1)} %`
}

/** The unit that all figures of a column are written in, so that their digits stand under each other. */
export interface ColumnUnit {
  readonly name: string
  readonly divisor: number
  readonly decimals: number
}

const microseconds: ColumnUnit = { name: 'µs', divisor: 1e3, decimals: 3 }
const milliseconds: ColumnUnit = { name: 'ms', divisor: 1e6, decimals: 3 }
const seconds: ColumnUnit = { name: 's', divisor: 1e9, decimals: 3 }

/** For a column whose longest duration is `longestNs`: exact below a millisecond, to the microsecond below 1,000 s. */
export function durationUnit(longestNs: number): ColumnUnit {
  if (longestNs < 1e6) return microseconds
  return longestNs < 1e12 ? milliseconds : seconds
}

/** For a column whose largest size is `largestBytes`. */
export function byteUnit(largestBytes: number): ColumnUnit {
  if (largestBytes < 2 ** 16) return { name: 'B', divisor: 1, decimals: 0 }
  return largestBytes < 2 ** 26
    ? { name: 'KiB', divisor: 2 ** 10, decimals: 1 }
    : { name: 'MiB', divisor: 2 ** 20, decimals: 2 }
}

/**
 * A figure without its unit, which stands in the head of the column: `2\u2009520.123`. Nothing is `0`; what is there but
 * smaller than the last digit says so.
 */
export function formatInUnit(value: number, { divisor, decimals }: ColumnUnit): string {
  if (value === 0) return '0'
  const scale = 10 ** decimals
  const steps = Math.round((Math.abs(value) / divisor) * scale)
  if (steps === 0) return `${value < 0 ? '> −' : '< '}${(1 / scale).toFixed(decimals)}`
  const whole = groupDigits(Math.floor(steps / scale))
  const rest = decimals === 0 ? '' : `.${String(steps % scale).padStart(decimals, '0')}`
  return `${value < 0 ? '−' : ''}${whole}${rest}`
}
