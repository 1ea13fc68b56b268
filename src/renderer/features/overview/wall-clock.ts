/** The wall-clock time at which a trace begins, for people in their own zone. */
export interface WallClockText {
  /** `14:03:07.125` */
  readonly short: string
  /** With date and zone. */
  readonly long: string
}

/** @param unixNs decimal nanoseconds; undefined where the file has no wall clock. */
export function wallClockText(unixNs: string | undefined): WallClockText | undefined {
  if (unixNs === undefined || !/^\d{1,20}$/.test(unixNs)) return undefined
  const date = new Date(Number(BigInt(unixNs) / 1_000_000n))
  if (Number.isNaN(date.getTime())) return undefined
  const two = (value: number): string => String(value).padStart(2, '0')
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return { short: `${day} ${time.slice(0, 8)}`, long: `${day} ${time} local time, ${date.toISOString()}` }
}
