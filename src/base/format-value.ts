/** Values of profiles for people: the unit stands in the file. */
import { formatBytes, formatDuration, groupDigits } from './format-units'

/** "4.2 s", "10.5 MiB", "1 204": a value in its unit. */
export function formatValue(value: number, unit: string): string {
  switch (unit) {
    case 'nanoseconds':
      return formatDuration(value)
    case 'microseconds':
      return formatDuration(value * 1e3)
    case 'milliseconds':
      return formatDuration(value * 1e6)
    case 'seconds':
      return formatDuration(value * 1e9)
    case 'bytes':
      return value < 0 ? `−${formatBytes(-value)}` : formatBytes(value)
    case 'count':
    case '':
      return groupDigits(value)
    default:
      return `${groupDigits(value)} ${unit}`
  }
}
