/** Where the pointer is, as all input of the timeline sees it. */
import type { PlacedRow } from '../scene/row-model'

export interface PointerPlace {
  /** px from the upper left corner of the timeline. */
  readonly x: number
  readonly y: number
  readonly zone: 'overview' | 'axis' | 'gutter' | 'plot'
  /** The row under the pointer. */
  readonly placed: PlacedRow | undefined
}
