/** The sketch of a file as it goes to the page. */
import type { ByteSource } from '../base/byte-source'
import type { Cancellation } from '../base/cancellation'
import type { SketchHead } from '../contract/sketch-dto'
import type { Frame } from '../contract/wire'
import { sketchTrace } from '../formats/go-trace/sketch/sketch-trace'
import type { SketchRange } from '../formats/go-trace/sketch/trace-sketch'

const beginOf = ({ fromNs }: SketchRange): number => fromNs
const endOf = ({ toNs }: SketchRange): number => toNs

/** Null for a file that has no sketch: a packed one, or one that is no trace. @throws CancelledError, SourceReadError */
export function sketchFrame(source: ByteSource, cancellation: Cancellation): Frame<SketchHead> | null {
  const sketch = sketchTrace(source, { cancellation })
  if (sketch === null || sketch.processorIds.length === 0) return null
  const { durationNs, bucketNs, bucketCount, processorIds, groups, otherGroups, gc, stops, unread } = sketch
  return {
    head: { durationNs, bucketNs, bucketCount, processors: [...processorIds], groups, otherGroups },
    columns: {
      processorNs: sketch.processorNs,
      groupNs: sketch.groupNs,
      gcFromNs: Float64Array.from(gc, beginOf),
      gcToNs: Float64Array.from(gc, endOf),
      stopFromNs: Float64Array.from(stops, beginOf),
      stopToNs: Float64Array.from(stops, endOf),
      unreadFromNs: Float64Array.from(unread, beginOf),
      unreadToNs: Float64Array.from(unread, endOf),
    },
  }
}
