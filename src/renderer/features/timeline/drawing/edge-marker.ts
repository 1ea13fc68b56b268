import type { Box } from '../../../../picture/draw-list'

/** A place to click: a marker at the edge for what is out of sight. */
export interface EdgeMarker {
  readonly box: Box
  /** Undefined: several, to choose from. */
  readonly goroutine: number | undefined
  readonly atNs: number
}
