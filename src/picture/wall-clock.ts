/** A time axis in clock time: ticks at whole hours, minutes, seconds and parts of them, and times typed as on a clock. */
import { niceStep } from './axis'
import type { Axis, Tick } from './axis'

/** When the trace's time 0 was. */
export interface WallClock {
  /** Nanoseconds since 1970 at time 0 of the trace. */
  readonly startUnixNs: bigint
  /** What is added to UTC to read the clock on the wall. */
  readonly utcOffsetMinutes: number
}

const dayNs = 86_400e9
const secondNs = 1e9
/** Steps above a second that fit a clock. */
const longStepsNs = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400,
].map((seconds) => seconds * secondNs)
/** A label to the nanosecond: `14:03:05.123 456 789`. */
const widestLabelPx = 148

/** Nanoseconds since midnight at a time of the trace; above a day when midnight has passed since its start. */
export function clockNs({ startUnixNs, utcOffsetMinutes }: WallClock, timeNs: number): number {
  const local = startUnixNs + BigInt(utcOffsetMinutes) * 60_000_000_000n
  const day = BigInt(dayNs)
  return Number(((local % day) + day) % day) + timeNs
}

export function layOutWallAxis(clock: WallClock, fromNs: number, toNs: number, widthPx: number): Axis {
  if (!(toNs > fromNs) || !(widthPx > 0)) return { ticks: [], stepNs: 0 }
  const wantedNs = ((toNs - fromNs) / widthPx) * widestLabelPx
  const stepNs =
    wantedNs > secondNs ? (longStepsNs.find((step) => step >= wantedNs) ?? dayNs) : niceStep(wantedNs)
  const perMajor = stepNs < 5 ? 1 : 5
  const minorNs = stepNs / perMajor
  const midnightNs = -clockNs(clock, 0)
  const ticks: Tick[] = []
  const first = Math.ceil((fromNs - midnightNs) / minorNs)
  const last = Math.floor((toNs - midnightNs) / minorNs)
  for (let index = first; index <= last; index++) {
    const isMajor = index % perMajor === 0
    const sinceMidnightNs = index * minorNs
    ticks.push({
      timeNs: midnightNs + sinceMidnightNs,
      isMajor,
      label: isMajor ? printClock(sinceMidnightNs, digitsOf(stepNs)) : '',
    })
  }
  return { ticks, stepNs }
}

/** Digits behind the second that tell ticks apart, in threes. */
function digitsOf(stepNs: number): number {
  if (stepNs >= secondNs) return 0
  if (stepNs >= 1e6) return 3
  return stepNs >= 1e3 ? 6 : 9
}

/** `14:03:05.123`. */
export function printClock(sinceMidnightNs: number, digits: number): string {
  const inDay = ((Math.round(sinceMidnightNs) % dayNs) + dayNs) % dayNs
  const seconds = Math.floor(inDay / secondNs)
  const two = (value: number): string => String(value).padStart(2, '0')
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  if (digits === 0) return clock
  const fraction = String(inDay % secondNs)
    .padStart(9, '0')
    .slice(0, digits)
  return `${clock}.${fraction.replace(/(\d{3})(?=\d)/g, '$1\u2009')}`
}

/** `UTC+02:00`. */
export function printUtcOffset(minutes: number): string {
  if (minutes === 0) return 'UTC'
  const size = Math.abs(minutes)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** The trace's time at `14:03`, `14:03:05` or `14:03:05.25`, the first from its start on; undefined for other texts. */
export function parseClock(text: string, clock: WallClock): number | undefined {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$/.exec(text.trim())
  if (match === null) return undefined
  const [hours, minutes, seconds] = [match[1], match[2], match[3] ?? '0'].map(Number)
  if (hours === undefined || minutes === undefined || seconds === undefined) return undefined
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  const fractionNs = Number((match[4] ?? '').padEnd(9, '0'))
  const wantedNs = (hours * 3600 + minutes * 60 + seconds) * secondNs + fractionNs
  const startNs = clockNs(clock, 0)
  const fromStartNs = wantedNs - startNs
  // A stall at 00:03 in a trace that began at 23:59; a minute before the start is just outside, not tomorrow.
  return fromStartNs < -dayNs / 2 ? fromStartNs + dayNs : fromStartNs
}
