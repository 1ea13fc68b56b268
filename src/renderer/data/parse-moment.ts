/**
 * A moment as people write it: `14:03`, `14:03:05.123 456 789`, `2026-11-21 14:03:05`, with `Z` or `+02:00` where it is of
 * another zone than the reader's.
 */
const pattern =
  /^(?:(\d{4})-(\d{1,2})-(\d{1,2})[T ]+)?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+\u2212-]\d{2}:?\d{2})?$/i

/**
 * Nanoseconds since 1970; undefined for a text that is no moment.
 * @param day whose date holds where the text has none, in the reader's own zone.
 */
export function parseMoment(text: string, day: Date): bigint | undefined {
  // Thin spaces stand between groups of digits where Marey writes a time.
  const match = pattern.exec(text.replace(/\u2009/g, '').trim())
  if (match === null) return undefined
  const [, year, month, date, hours, minutes, seconds, fraction, zone] = match
  const clock = { hours: Number(hours), minutes: Number(minutes), seconds: Number(seconds ?? '0') }
  if (clock.hours > 23 || clock.minutes > 59 || clock.seconds > 59) return undefined
  const calendar =
    year === undefined
      ? { year: day.getFullYear(), month: day.getMonth() + 1, date: day.getDate() }
      : { year: Number(year), month: Number(month), date: Number(date) }
  // Years before have no clock in nanoseconds, and the 31st of June is no day.
  const lastDate = new Date(Date.UTC(calendar.year, calendar.month, 0)).getUTCDate()
  if (calendar.year < 1970 || calendar.year > 2261) return undefined
  if (calendar.month < 1 || calendar.month > 12 || calendar.date < 1 || calendar.date > lastDate)
    return undefined
  const parts = [calendar.year, calendar.month - 1, calendar.date, ...Object.values(clock)] as const
  const unixMs =
    zone === undefined ? new Date(...asDate(parts)).getTime() : Date.UTC(...asDate(parts)) - zoneMs(zone)
  return BigInt(unixMs) * 1_000_000n + BigInt((fraction ?? '').padEnd(9, '0'))
}

type DateParts = [number, number, number, number, number, number]

const asDate = ([year, month, date, hours, minutes, seconds]: readonly number[]): DateParts => [
  year ?? 0,
  month ?? 0,
  date ?? 0,
  hours ?? 0,
  minutes ?? 0,
  seconds ?? 0,
]

function zoneMs(zone: string): number {
  const match = /^([+\u2212-])(\d{2}):?(\d{2})$/.exec(zone)
  if (match === null) return 0
  return (match[1] === '+' ? 1 : -1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000
}
