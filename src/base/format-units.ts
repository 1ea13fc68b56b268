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
  return (value < 0 ? '−' : '') + text.replace(/\B(?=(\d{3})+(?!\d))/g, '\u2009')
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
