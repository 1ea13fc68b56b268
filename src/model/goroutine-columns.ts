import type { ColumnSpace } from './column-space'
import type { IndexValues } from './index-column'
import { isNarrow } from './index-column'
import { grownFloat64 } from './id-table'
import type { TimeUnits } from './time-column'
import { timeUnits } from './time-column'
import { grownUint32 } from './trace-tables'

/** One row per span (trace.ts, SpanTable). */
export interface SpanColumns {
  /** In units of `unitNs`, as all times here. */
  startUnits: TimeUnits
  state: Uint8Array
  reason: Uint8Array
  /** NONE as it falls. */
  stack: IndexValues
  link: Uint32Array
}

/** One row per goroutine (trace.ts, GoroutineTable). */
export interface GoroutineColumns {
  functionName: Uint32Array
  createdBy: Uint32Array
  creationStack: Uint32Array
  /** Where the last span ends, once that is known. */
  endUnits: TimeUnits
  flags: Uint8Array
}

/**
 * @param stackCount of the trace, or Infinity while it is not known.
 * @param unitNs what all times are multiples of, as far as four bytes reach; undefined where they are not.
 */
export function spanColumns(
  space: ColumnSpace,
  length: number,
  stackCount: number,
  unitNs: number | undefined,
): SpanColumns {
  return {
    startUnits: timeUnits(space, length, unitNs),
    state: space.uint8(length),
    reason: space.uint8(length),
    stack: isNarrow(stackCount) ? space.uint16(length) : space.uint32(length),
    link: space.uint32(length),
  }
}

export function goroutineColumns(
  space: ColumnSpace,
  length: number,
  unitNs: number | undefined,
): GoroutineColumns {
  return {
    functionName: space.uint32(length),
    createdBy: space.uint32(length),
    creationStack: space.uint32(length),
    endUnits: timeUnits(space, length, unitNs),
    flags: space.uint8(length),
  }
}

export function widenSpans(columns: SpanColumns): void {
  columns.startUnits = grownTimes(columns.startUnits)
  columns.state = grownUint8(columns.state)
  columns.reason = grownUint8(columns.reason)
  columns.stack = grownIndices(columns.stack)
  columns.link = grownUint32(columns.link)
}

export function widenGoroutines(columns: GoroutineColumns): void {
  columns.functionName = grownUint32(columns.functionName)
  columns.createdBy = grownUint32(columns.createdBy)
  columns.creationStack = grownUint32(columns.creationStack)
  columns.endUnits = grownTimes(columns.endUnits)
  columns.flags = grownUint8(columns.flags)
}

function grownTimes(column: TimeUnits): TimeUnits {
  return column instanceof Uint32Array ? grownUint32(column) : grownFloat64(column)
}

function grownIndices(column: IndexValues): IndexValues {
  if (column instanceof Uint32Array) return grownUint32(column)
  const wider = new Uint16Array(2 * column.length)
  wider.set(column)
  return wider
}

export function grownUint8(column: Uint8Array): Uint8Array {
  const wider = new Uint8Array(2 * column.length)
  wider.set(column)
  return wider
}
