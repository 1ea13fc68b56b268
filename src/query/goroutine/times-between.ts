/** How one goroutine spent a stretch of time: time per visual state, mark assist apart from the running it was part of. */
import { visualStateIndex } from '../../contract/visual-states'
import { piecesOf } from '../assist-pieces'
import { visitSpans } from '../stretch/span-tally'
import type { TraceIndex } from '../trace-index'
import { visualStateCount } from '../visual-state'

export function timesBetween(
  index: TraceIndex,
  goroutine: number,
  fromNs: number,
  toNs: number,
): Float64Array {
  const times = new Float64Array(visualStateCount)
  visitSpans(index, goroutine, fromNs, toNs, (_goroutine, _span, insideNs, code) => {
    times[code] += insideNs
  })
  const { assists } = index
  const { first, end } = piecesOf(assists, goroutine)
  for (let piece = first; piece < end; piece++) {
    const insideNs = Math.min(assists.endNs[piece], toNs) - Math.max(assists.startNs[piece], fromNs)
    if (insideNs <= 0) continue
    times[visualStateIndex.running] -= insideNs
    times[visualStateIndex['gc-assist']] += insideNs
  }
  return times
}
