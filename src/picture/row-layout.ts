/** Heights of rows and what of a row a state fills. All in CSS pixels. */
import type { RowKind } from '../contract/rows-dto'
import type { HeightCue } from './palette'

export const densities = ['normal', 'compact', 'dense'] as const
export type Density = (typeof densities)[number]

/** Height of the coloured part of a row. */
export const rowHeightPx: Readonly<Record<Density, number>> = { normal: 18, compact: 8, dense: 3 }
/** Free space between two rows. */
const rowGapPx: Readonly<Record<Density, number>> = { normal: 3, compact: 2, dense: 1 }
/** Plots need room for a curve and keep it at every density. */
const plotHeightPx = 38

/** From here on buckets are proportional stacks; thinner rows show the state with most time. */
export const stackMinimumHeightPx = 12

/** Distance from a row's top to the next row's top. */
export function rowPitchPx(kind: RowKind, density: Density): number {
  if (kind === 'heap' || kind === 'goroutine-counts') return plotHeightPx + 3
  // The GC lane and section headers carry words: they do not shrink.
  if (kind === 'gc' || kind === 'section') return rowHeightPx.normal + rowGapPx.normal
  return rowHeightPx[density] + rowGapPx[density]
}

/** The coloured part of a row of this kind. */
export function rowBodyPx(kind: RowKind, density: Density): number {
  if (kind === 'heap' || kind === 'goroutine-counts') return plotHeightPx
  if (kind === 'gc' || kind === 'section') return rowHeightPx.normal
  return rowHeightPx[density]
}

/** Height of a state within a row body, from its bottom, at least one pixel. */
export function cuedHeightPx(cue: HeightCue, bodyPx: number): number {
  switch (cue) {
    case 'full':
      return bodyPx
    case 'half':
      return Math.max(1, Math.round(bodyPx / 2))
    case 'third':
      return Math.max(1, Math.round(bodyPx / 3))
  }
}
