/** Rows without a pyramid: many, of a few spans each. */
import { groupOf, kindKeyOf } from './goroutine-kinds'
import { addF64, addU32, f64At, timeAt, u32At, u8At } from './load-store'
import {
  addToGrid,
  counterBuckets,
  counterSteps,
  counterTimeNs,
  counterWidthNs,
  densityBuckets,
  densityCount,
  densityFirst,
  densitySteps,
  densityTimeNs,
  densityWidthNs,
  spansBefore,
} from './time-grids'
import { NONE, notDrawn, runnable, stateCount, system, waiting } from './states'
import {
  codesOf,
  flagsOf,
  isContended,
  kindOfState,
  longWaitNs,
  rawSpans,
  reason,
  rowEndOf,
  spanAt,
  spanOffset,
  startUnits,
  state,
  timeBytes,
  unitNs,
} from './trace-columns'
import { addWait, networkWait } from './waits'

/** Time by group and visual state. */
export let groupTimes: usize = 0 // f64

/**
 * All goroutines from `from` on that have no pyramid, until one has, or `to`, or so many spans have been looked at. Returns
 * the first that was not. Globals are read once, for V8 keeps none in registers, and what is known of a group once for
 * members that come one behind the other.
 */
export function walkLight(from: u32, to: u32, mostSpans: u32): u32 {
  const isNarrow = timeBytes === 4
  const starts = startUnits
  const unit = unitNs
  const states = state
  const reasons = reason
  const offsets = spanOffset
  const contended = isContended
  const longNs = longWaitNs
  const network = networkWait
  // Counters.
  const kinds = kindOfState
  const timeNs = counterTimeNs
  const buckets = counterBuckets
  const widthNs = counterWidthNs
  const perNs = 1 / widthNs
  let bucket: u32 = 0
  let inBucket: f64 = 0
  // The group at hand.
  let lastKey = NONE
  let isSystem = false
  let table: usize = 0
  let times: usize = 0
  let gridTimeNs: usize = 0
  let gridSteps: usize = 0
  let gridCount: usize = 0
  let gridBuckets: u32 = 0
  let gridFirst: f64 = 0
  let gridWidthNs: f64 = 0
  let gridPerNs: f64 = 0
  let left = <i32>mostSpans
  let first = u32At(offsets, from)
  let goroutine = from
  for (; goroutine < to; goroutine++) {
    const end = u32At(offsets, goroutine + 1)
    const length = end - first
    if (length > rawSpans) break
    left -= <i32>length
    if (left < 0) break
    if (length === 0) continue
    const key = kindKeyOf(goroutine)
    if (key !== lastKey) {
      lastKey = key
      isSystem = (flagsOf(goroutine) & system) !== 0
      table = codesOf(goroutine)
      const group = groupOf(goroutine)
      times = groupTimes + (<usize>(group * stateCount) << 3)
      gridTimeNs = u32At(densityTimeNs, group)
      gridSteps = u32At(densitySteps, group)
      gridCount = u32At(densityCount, group)
      gridBuckets = u32At(densityBuckets, group)
      gridFirst = f64At(densityFirst, group)
      gridWidthNs = f64At(densityWidthNs, group)
      gridPerNs = 1 / gridWidthNs
    }
    const lastNs = rowEndOf(goroutine)
    let begin = timeAt(isNarrow, starts, unit, first)
    // From here on they add to the density.
    let dense = end
    const fromNs = gridFirst * gridWidthNs
    if (lastNs > fromNs && begin < fromNs + <f64>gridBuckets * gridWidthNs)
      dense = begin >= fromNs ? first : spanAt(first, end, fromNs)
    let lastReason = first > 0 ? u8At(reasons, first - 1) : NONE
    for (let span = first; span < end; span++) {
      const next = span + 1 < end ? timeAt(isNarrow, starts, unit, span + 1) : lastNs
      const spanState = u8At(states, span)
      const spanReason = u8At(reasons, span)
      const code = u8At(table, (spanState << 8) | spanReason)
      const durationNs = next - begin
      if (code !== notDrawn) {
        addF64(times, code, durationNs)
        if (span >= dense) {
          const place = Math.floor(begin * gridPerNs) - gridFirst
          const isOnGrid = place >= 0 && place < <f64>gridBuckets
          if (isOnGrid && next <= (place + gridFirst + 1) * gridWidthNs)
            addF64(gridTimeNs, code * gridBuckets + <u32>place, durationNs)
          else addToGrid(gridTimeNs, gridSteps, gridBuckets, gridFirst, gridWidthNs, code, begin, next)
          if (isOnGrid) addU32(gridCount, <u32>place, 1)
        }
      }
      const place = Math.floor(begin * perNs)
      if (place >= 0 && place < <f64>buckets) {
        const at = <u32>place
        if (at !== bucket) {
          addF64(spansBefore, bucket + 1, inBucket)
          bucket = at
          inBucket = 0
        }
        inBucket++
        const kind = <i32>load<i8>(kinds + <usize>spanState)
        if (kind >= 0) {
          if (next <= (place + 1) * widthNs) addF64(timeNs, <u32>kind * buckets + at, durationNs)
          else addToGrid(timeNs, counterSteps, buckets, 0, widthNs, <u32>kind, begin, next)
        }
      }
      const isWorthALook =
        spanState === runnable
          ? durationNs >= longNs || lastReason === network
          : spanState === waiting && u8At(contended, spanReason) !== 0
      if (isWorthALook) addWait(goroutine, span, spanState, spanReason, isSystem, durationNs)
      lastReason = spanReason
      begin = next
    }
    first = end
  }
  addF64(spansBefore, bucket + 1, inBucket)
  return goroutine
}
