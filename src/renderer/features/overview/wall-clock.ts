/** The wall-clock time at which a trace begins, for people in their own zone. */
import { localTime } from '../../data/local-time'

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
  const { day, time } = localTime(date)
  return { short: `${day} ${time.slice(0, 8)}`, long: `${day} ${time} local time, ${date.toISOString()}` }
}
