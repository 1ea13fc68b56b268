/** Columns of tables of functions, in the unit of the profile. */
import type { FigureColumn, FigureUnit } from '../../widgets/figure-table'

const nsPer: Readonly<Record<string, number>> = {
  nanoseconds: 1,
  microseconds: 1e3,
  milliseconds: 1e6,
  seconds: 1e9,
}

/** How values of a profile's unit are shown, and what one is worth in that. */
export function figureUnit(unit: string): { readonly unit: FigureUnit; readonly factor: number } {
  const factor = nsPer[unit]
  if (factor !== undefined) return { unit: 'ns', factor }
  return { unit: unit === 'bytes' ? 'bytes' : 'count', factor: 1 }
}

export function weightColumns(unit: FigureUnit): readonly FigureColumn[] {
  const track = '88px'
  return [
    { key: 'flat', label: 'Flat', unit, track, hint: 'Spent in the function itself' },
    { key: 'flatShare', label: 'Flat share', unit: 'share', track },
    {
      key: 'cum',
      label: 'Cum',
      unit,
      track,
      hint: 'Spent in the function and in all that it called; a function that calls itself counts once a sample',
    },
    { key: 'cumShare', label: 'Cum share', unit: 'share', track },
  ]
}

/** A share of nothing is nothing. */
export const shareOf = (value: number, total: number): number | null => (total === 0 ? null : value / total)
