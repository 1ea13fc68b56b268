/**
 * Which pixels of a pattern are inked, in whole pattern pixels anchored to the picture (not to the rectangle), so
 * that neighbours of one state join and a pan moves the pattern with the data. The shader in
 * renderer/gpu/rectangle-shader.ts states the same rules in GLSL; a pixel test compares them.
 */
import type { Pattern } from './palette'

/** Every pattern repeats after this many pixels, in both directions. */
export const patternPeriodPx = 8

/** From this size on a rectangle shows its pattern; smaller ones keep colour and height. */
export const patternMinimumWidthPx = 8
export const patternMinimumHeightPx = 6

/** x and y may be any integers. `notch` and `double-top` depend on the rectangle and are drawn apart. */
export function isInked(pattern: Pattern, x: number, y: number): boolean {
  const column = modulo(x, patternPeriodPx)
  const row = modulo(y, patternPeriodPx)
  switch (pattern) {
    case 'hairlines':
      return column % 4 === 0
    case 'dots':
      return (column % 4 === 0 && row % 4 === 0) || (column % 4 === 2 && row % 4 === 2)
    case 'diagonal-up':
      return (column + row) % 8 === 0
    case 'diagonal-down':
      return modulo(column - row, 8) === 0
    case 'hatch':
      return (column + row) % 8 < 2
    case 'none':
    case 'notch':
    case 'double-top':
      return false
  }
}

/** 0 … period. Both are whole numbers; `value` may be far below zero or above 2^32, where `%` is slow. */
export function modulo(value: number, period: number): number {
  const rest = value - Math.floor(value / period) * period
  // The quotient of a large value may have been rounded to the next whole number.
  return rest < 0 ? rest + period : rest >= period ? rest - period : rest
}
