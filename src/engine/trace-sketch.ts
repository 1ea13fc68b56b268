/** The sketch of a file as it goes to the page. */
import type { SketchHead } from '../contract/sketch-dto'
import type { Frame } from '../contract/wire'
import type { SketchRange, TraceSketch } from '../formats/go-trace/sketch/trace-sketch'

const beginOf = ({ fromNs }: SketchRange): number => fromNs
const endOf = ({ toNs }: SketchRange): number => toNs

/** Null where nothing ran that could be drawn. */
export function sketchFrame(sketch: TraceSketch): Frame<SketchHead> | null {
  const { durationNs, bucketNs, bucketCount, processorIds, groups, otherGroups, gc, stops, unread } = sketch
  if (processorIds.length === 0) return null
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
