/** The columns of a sketch (contract/sketch-dto.ts) as typed views, checked once when they arrive. */
import type { SketchHead } from '../contract/sketch-dto'
import { sketchStates } from '../contract/sketch-dto'
import type { Frame } from '../contract/wire'
import { column } from './tile-columns'

export interface Sketch {
  readonly head: SketchHead
  readonly processorNs: Float32Array
  readonly groupNs: Float32Array
  readonly gc: SketchRanges
  readonly stops: SketchRanges
  readonly unread: SketchRanges
}

/** Equal lengths. */
export interface SketchRanges {
  readonly fromNs: Float64Array
  readonly toNs: Float64Array
}

/** @throws TypeError when a column is missing, of another type or length: the two sides are of different builds. */
export function sketchOfFrame(frame: Frame<SketchHead>): Sketch {
  const { head } = frame
  const rows = (name: string, count: number): Float32Array => {
    const values = column(frame, name, Float32Array)
    if (values.length !== count * sketchStates.length * head.bucketCount)
      throw new TypeError(`sketch column ${name} has ${values.length} elements for ${count} rows`)
    return values
  }
  const ranges = (name: string): SketchRanges => {
    const fromNs = column(frame, `${name}FromNs`, Float64Array)
    const toNs = column(frame, `${name}ToNs`, Float64Array)
    if (fromNs.length !== toNs.length) throw new TypeError(`sketch ranges ${name} have no equal lengths`)
    return { fromNs, toNs }
  }
  return {
    head,
    processorNs: rows('processorNs', head.processors.length),
    groupNs: rows('groupNs', head.groups.length + (head.otherGroups > 0 ? 1 : 0)),
    gc: ranges('gc'),
    stops: ranges('stop'),
    unread: ranges('unread'),
  }
}
