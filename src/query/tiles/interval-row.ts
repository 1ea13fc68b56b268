/**
 * Rows of intervals that are not spans of a goroutine: GC phases, stop-the-world, regions, tasks, mark assists.
 */
import { TimeColumn } from '../../model/time-column'
import type { CutRow } from '../lod/cut'
import { buildPyramid, rawRowStretches } from '../lod/pyramid'
import type { FlagRule } from '../lod/pyramid'
import { StretchRow } from '../lod/stretch-row'

const neverFlagged: FlagRule = {
  thresholdNs: new Float64Array(256).fill(Infinity),
  bits: new Uint8Array(256),
}

const alwaysFlagged: FlagRule = {
  thresholdNs: new Float64Array(256),
  bits: new Uint8Array(256).fill(1),
}

export interface Intervals {
  /** In order of their begin. */
  readonly startNs: Float64Array
  readonly endNs: Float64Array
}

/** A row with one state number; positions are indices into the intervals. What overlaps gives way to the next. */
export function intervalCut(intervals: Intervals, state: number, isFlagged: boolean): CutRow {
  const { startNs, endNs } = intervals
  const count = startNs.length
  const zero = new Uint8Array(count)
  const row = new StretchRow({
    columns: { startNs: new TimeColumn(startNs, 1), state: zero, reason: zero },
    codes: Uint8Array.of(state),
    first: 0,
    count,
    lastEndNs: 0,
    endOf: (position) =>
      Math.max(
        startNs[position],
        position + 1 < count ? Math.min(endNs[position], startNs[position + 1]) : endNs[position],
      ),
    readRun(position, wanted, chunk) {
      for (let index = 0; index < wanted; index++) {
        const fromNs = startNs[position + index]
        let toNs = endNs[position + index]
        if (position + index + 1 < count && startNs[position + index + 1] < toNs)
          toNs = startNs[position + index + 1]
        chunk.startNs[index] = fromNs
        chunk.endNs[index] = toNs < fromNs ? fromNs : toNs
      }
      chunk.code.fill(state, 0, wanted)
    },
  })
  const rule = isFlagged ? alwaysFlagged : neverFlagged
  return {
    row,
    pyramid: count > rawRowStretches ? buildPyramid(row, rule, Uint8Array.of(state)) : undefined,
    rule,
    isClippedLeft: false,
    isClippedRight: false,
  }
}
