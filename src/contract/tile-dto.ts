/**
 * What is drawn on rows in a stretch of time. Times are integer nanoseconds since the trace's start.
 */
import type { RowKey } from './rows-dto'

/**
 * POST /api/tile answers a frame: this head, and columns of equal length, one element a rectangle:
 * - row u16: index into the request's `rows`
 * - startNs, endNs f64: relative to `fromNs`, may reach outside the request
 * - state u8: index into drawnKinds
 * - y0, y1 u8: lower and upper edge within the row in 1/255, 0 at the bottom (proportional stacks; 0..255 otherwise)
 * - flags u8: TileFlag bits
 * - count u32: spans in the bucket (1 for an exact span)
 * - span u32: span index (longest of a bucket), NONE where it has none
 * - goroutine f64: goroutine id, -1 where it has none
 * - label u32: index into `labels`, 0 = ''
 */
export interface TileHead {
  readonly fromNs: number
  readonly toNs: number
  readonly widthPx: number
  readonly rows: readonly RowKey[]
  readonly labels: readonly string[]
  /** False while the trace is still being read: some stretches may be missing. */
  readonly isFinal: boolean
  /** The request's `highlight` was read: `TileFlag.lit` tells what fits. */
  readonly isLit?: boolean
}

export const TileFlag = {
  bucket: 1,
  clippedLeft: 2,
  clippedRight: 4,
  /** Something in the bucket must not vanish: STW, a long wait, a user event, a sample. */
  flagged: 8,
  /** A point in time (log, sample, network wake-up), drawn as a mark. */
  mark: 16,
  /** On rows of goroutines, groups, Ps and Ms: fits what is highlighted, or has something in it that does. */
  lit: 32,
} as const

export interface TileRequest {
  readonly fromNs: number
  readonly toNs: number
  readonly widthPx: number
  readonly rows: readonly RowKey[]
  /** An expression of the filter language, read span by span. One that cannot be read lights nothing. */
  readonly highlight?: string
}
