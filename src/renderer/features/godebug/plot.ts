/** What a plot is: curves over the shared time axis, with a legend and a scale of its own. */
import type { ReactNode } from 'react'

export interface PlotScale {
  readonly x: (timeNs: number) => number
  readonly y: (value: number) => number
  readonly widthPx: number
  readonly heightPx: number
}

export interface Plot {
  readonly key: string
  /** Which things are found under the pointer. */
  readonly about: 'gc' | 'scheduler'
  readonly title: string
  /** What is drawn, in words; for the tooltip of the title. */
  readonly hint: string
  /** At least; more where there is room, unless `isFixed`. */
  readonly heightPx: number
  readonly isFixed?: boolean
  /** The value at the upper edge. */
  readonly maximum: number
  readonly maximumText: string
  readonly legend: readonly { readonly name: string; readonly className: string }[]
  readonly draw: (scale: PlotScale) => ReactNode
}
