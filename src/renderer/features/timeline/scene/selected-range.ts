import type { TimeWindow } from '../../../state/viewport-math'

/** A stretch of time over all rows, or of some. */
export interface SelectedRange extends TimeWindow {
  readonly rows?: readonly string[]
}
