/** Rows without a pyramid: many, of a few spans each. */
import { groupOf } from './goroutine-kinds'
import { addF64, u8At } from './load-store'
import { addToCounters, addToDensity, counterWidthNs, densityFrom } from './time-grids'
import { notDrawn, stateCount, system } from './states'
import {
  codesOf,
  firstSpanOf,
  flagsOf,
  rawSpans,
  reasonOf,
  rowEndOf,
  spanStartNs,
  stateOf,
} from './trace-columns'
import { addWait } from './waits'

/** Time by group and visual state. */
export let groupTimes: usize = 0 // f64

/**
 * All goroutines from `from` on that have no pyramid, until one has, or `to`, or so many spans have been looked at. Returns
 * the first that was not.
 */
export function walkLight(from: u32, to: u32, mostSpans: u32): u32 {
  const perNs = 1 / counterWidthNs
  let left = <i32>mostSpans
  for (let goroutine = from; goroutine < to; goroutine++) {
    const first = firstSpanOf(goroutine)
    const end = firstSpanOf(goroutine + 1)
    const length = end - first
    if (length > rawSpans) return goroutine
    left -= <i32>length
    if (left < 0) return goroutine
    if (length === 0) continue
    const isSystem = (flagsOf(goroutine) & system) !== 0
    const table = codesOf(goroutine)
    const group = groupOf(goroutine)
    const times = groupTimes + (<usize>(group * stateCount) << 3)
    const dense = densityFrom(goroutine, group, first, end)
    const lastNs = rowEndOf(goroutine)
    let begin = spanStartNs(first)
    for (let span = first; span < end; span++) {
      const next = span + 1 < end ? spanStartNs(span + 1) : lastNs
      const spanState = stateOf(span)
      const spanReason = reasonOf(span)
      const code = u8At(table, (spanState << 8) | spanReason)
      const durationNs = next - begin
      if (code !== notDrawn) {
        addF64(times, code, durationNs)
        if (span >= dense) addToDensity(group, code, begin, next)
      }
      addToCounters(spanState, begin, next, perNs)
      addWait(goroutine, span, spanState, spanReason, isSystem, durationNs)
      begin = next
    }
  }
  return to
}
