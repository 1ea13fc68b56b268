/**
 * Ticks of a time axis: steps of 1, 2 or 5 times a power of ten, never closer than asked, labelled exactly. Where
 * neighbouring labels would differ only far behind the point, a base is printed once and the ticks count from it.
 */
import { formatExactTime, groupDigits } from '../base/format-units'

export interface Tick {
  readonly timeNs: number
  readonly isMajor: boolean
  /** '' for minor ticks. */
  readonly label: string
}

export interface Axis {
  readonly ticks: readonly Tick[]
  /** Distance between major ticks. */
  readonly stepNs: number
  /** When present the labels are relative to this instant: `1.234 567 000 s`. */
  readonly base?: { readonly timeNs: number; readonly label: string }
}

/** The smallest of 1, 2, 5 × 10^k ns (k >= 0) that is at least `minimumNs`. */
export function niceStep(minimumNs: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, minimumNs)))
  for (const factor of [1, 2, 5]) if (power * factor >= minimumNs) return power * factor
  return power * 10
}

const unitsOfAxis = [
  { divisor: 1e9, name: 's' },
  { divisor: 1e6, name: 'ms' },
  { divisor: 1e3, name: 'µs' },
  { divisor: 1, name: 'ns' },
] as const

/** More digits than this before the point of a label, and a base is used. */
const maximumDigits = 5

/**
 * Ticks of [fromNs, toNs].
 * @param minimumPx least distance between two labels.
 * @param originNs instant called zero.
 */
export function layOutAxis(
  fromNs: number,
  toNs: number,
  widthPx: number,
  minimumPx = 96,
  originNs = 0,
): Axis {
  if (!(toNs > fromNs) || !(widthPx > 0)) return { ticks: [], stepNs: 0 }
  const nsPerPx = (toNs - fromNs) / widthPx
  const stepNs = niceStep(nsPerPx * minimumPx)
  const leading = stepNs / 10 ** Math.floor(Math.log10(stepNs) + 1e-9)
  const minorNs = stepNs < 2 ? stepNs : leading < 1.5 || leading > 4 ? stepNs / 5 : stepNs / 4
  const unit = unitsOfAxis.find((candidate) => stepNs >= candidate.divisor) ?? unitsOfAxis[3]
  const farthest = Math.max(Math.abs(fromNs - originNs), Math.abs(toNs - originNs))
  const isRelative = farthest / unit.divisor >= 10 ** maximumDigits
  const firstMajor = Math.ceil((fromNs - originNs) / stepNs) * stepNs + originNs
  const base = isRelative ? firstMajor : originNs
  const ticks: Tick[] = []
  const first = Math.ceil((fromNs - originNs) / minorNs)
  const last = Math.floor((toNs - originNs) / minorNs)
  const perMajor = Math.round(stepNs / minorNs)
  for (let index = first; index <= last; index++) {
    const isMajor = index % perMajor === 0
    const timeNs = originNs + index * minorNs
    const label = isMajor ? tickLabel(timeNs - base, unit, stepNs, isRelative) : ''
    ticks.push({ timeNs, isMajor, label })
  }
  return isRelative
    ? { ticks, stepNs, base: { timeNs: base, label: formatExactTime(base - originNs) } }
    : { ticks, stepNs }
}

function tickLabel(
  offsetNs: number,
  unit: (typeof unitsOfAxis)[number],
  stepNs: number,
  isRelative: boolean,
): string {
  // Steps are 1, 2 or 5 times a power of ten and at least one unit: labels are whole numbers of the unit.
  const whole = Math.round(offsetNs / unit.divisor)
  const sign = isRelative && whole > 0 ? '+' : ''
  if (whole === 0 && !isRelative) return '0'
  return `${sign}${groupDigits(Math.abs(stepNs) > 0 ? whole : 0)}\u2009${unit.name}`
}
