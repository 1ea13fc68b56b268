/**
 * Colours as numbers: parsing, mixing, contrast, and the distances that a palette must keep for people with
 * colour-blindness. Everything works on 8-bit sRGB.
 */

/** Red, green, blue in 0..255 and opacity in 0..1. */
export interface Rgba {
  readonly red: number
  readonly green: number
  readonly blue: number
  readonly alpha: number
}

/** `#RRGGBB` as a colour. @throws RangeError for any other text. */
export function parseHex(hex: string, alpha = 1): Rgba {
  if (!/^#[0-9a-fA-F]{6}$/.test(hex)) throw new RangeError(`not a colour: ${hex}`)
  const value = Number.parseInt(hex.slice(1), 16)
  return { red: (value >> 16) & 255, green: (value >> 8) & 255, blue: value & 255, alpha }
}

/** CSS text: `#rrggbb` when opaque, `rgba(...)` otherwise. */
export function toCss(color: Rgba): string {
  let css = known.get(color)
  if (css === undefined) {
    css = printCss(color)
    known.set(color, css)
  }
  return css
}

/** A frame asks for a few colours hundreds of times. */
const known = new WeakMap<Rgba, string>()

function printCss(color: Rgba): string {
  if (color.alpha < 1) return `rgba(${color.red}, ${color.green}, ${color.blue}, ${color.alpha})`
  const value = (color.red << 16) | (color.green << 8) | color.blue
  return `#${value.toString(16).padStart(6, '0')}`
}

/** The opaque colour `share` of the way from `base` to `target`. */
export function mix(base: Rgba, target: Rgba, share: number): Rgba {
  const blend = (from: number, to: number): number => Math.round(from + (to - from) * share)
  return {
    red: blend(base.red, target.red),
    green: blend(base.green, target.green),
    blue: blend(base.blue, target.blue),
    alpha: 1,
  }
}

type Triple = readonly [number, number, number]

function linear(channel: number): number {
  const share = channel / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

function encoded(share: number): number {
  const clipped = Math.min(1, Math.max(0, share))
  return 255 * (clipped <= 0.0031308 ? clipped * 12.92 : 1.055 * clipped ** (1 / 2.4) - 0.055)
}

const luminance = (color: Rgba): number =>
  0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)

/** Contrast ratio by WCAG 2.2, 1..21. */
export function contrastRatio(first: Rgba, second: Rgba): number {
  const one = luminance(first)
  const two = luminance(second)
  return (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05)
}

export const colorVisions = ['normal', 'protan', 'deutan', 'tritan'] as const
export type ColorVision = (typeof colorVisions)[number]

/**
 * Matrices on linear RGB for a complete lack of one cone kind: Machado, Oliveira, Fernandes 2009, "A
 * Physiologically-based Model for Simulation of Color Vision Deficiency", severity 1.0.
 */
const visionMatrices: Readonly<Record<Exclude<ColorVision, 'normal'>, readonly [Triple, Triple, Triple]>> = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

/** The colour as a person with `vision` sees it, channels not rounded. */
export function simulate(color: Rgba, vision: ColorVision): Rgba {
  if (vision === 'normal') return color
  const [first, second, third] = visionMatrices[vision]
  const source: Triple = [linear(color.red), linear(color.green), linear(color.blue)]
  const dot = (row: Triple): number => row[0] * source[0] + row[1] * source[1] + row[2] * source[2]
  return {
    red: encoded(dot(first)),
    green: encoded(dot(second)),
    blue: encoded(dot(third)),
    alpha: color.alpha,
  }
}

/** CIE L*a*b* under D65. */
function toLab(color: Rgba): Triple {
  const red = linear(color.red)
  const green = linear(color.green)
  const blue = linear(color.blue)
  const curve = (share: number): number =>
    share > 216 / 24389 ? Math.cbrt(share) : ((24389 / 27) * share + 16) / 116
  const x = curve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
  const y = curve(0.2126729 * red + 0.7151522 * green + 0.072175 * blue)
  const z = curve((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180
const degreesOf = (b: number, a: number): number => {
  if (a === 0 && b === 0) return 0
  const angle = (Math.atan2(b, a) * 180) / Math.PI
  return angle < 0 ? angle + 360 : angle
}

/** Colour difference by CIEDE2000 (Sharma, Wu, Dalal 2005), all weights 1. */
export function colorDistance(first: Rgba, second: Rgba): number {
  return labDistance(toLab(first), toLab(second))
}

/** CIEDE2000 of two L*a*b* triples; apart so that the published test data can check it. */
export function labDistance(one: Triple, two: Triple): number {
  const meanChroma = (Math.hypot(one[1], one[2]) + Math.hypot(two[1], two[2])) / 2
  const stretch = 1 + 0.5 * (1 - Math.sqrt(meanChroma ** 7 / (meanChroma ** 7 + 25 ** 7)))
  const a1 = one[1] * stretch
  const a2 = two[1] * stretch
  const chroma1 = Math.hypot(a1, one[2])
  const chroma2 = Math.hypot(a2, two[2])
  const hue1 = degreesOf(one[2], a1)
  const hue2 = degreesOf(two[2], a2)

  const deltaLight = two[0] - one[0]
  const deltaChroma = chroma2 - chroma1
  let hueStep = hue2 - hue1
  if (chroma1 * chroma2 === 0) hueStep = 0
  else if (hueStep > 180) hueStep -= 360
  else if (hueStep < -180) hueStep += 360
  const deltaHue = 2 * Math.sqrt(chroma1 * chroma2) * Math.sin(radians(hueStep / 2))

  const light = (one[0] + two[0]) / 2
  const chroma = (chroma1 + chroma2) / 2
  let hue = hue1 + hue2
  if (chroma1 * chroma2 !== 0) {
    if (Math.abs(hue1 - hue2) > 180) hue += hue < 360 ? 360 : -360
    hue /= 2
  }
  const weight =
    1 -
    0.17 * Math.cos(radians(hue - 30)) +
    0.24 * Math.cos(radians(2 * hue)) +
    0.32 * Math.cos(radians(3 * hue + 6)) -
    0.2 * Math.cos(radians(4 * hue - 63))
  const scaleLight = 1 + (0.015 * (light - 50) ** 2) / Math.sqrt(20 + (light - 50) ** 2)
  const scaleChroma = 1 + 0.045 * chroma
  const scaleHue = 1 + 0.015 * chroma * weight
  const rotation =
    -2 *
    Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7)) *
    Math.sin(radians(60 * Math.exp(-(((hue - 275) / 25) ** 2))))
  return Math.sqrt(
    (deltaLight / scaleLight) ** 2 +
      (deltaChroma / scaleChroma) ** 2 +
      (deltaHue / scaleHue) ** 2 +
      rotation * (deltaChroma / scaleChroma) * (deltaHue / scaleHue),
  )
}
