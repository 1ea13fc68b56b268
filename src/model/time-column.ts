/**
 * Columns of times. Clocks of Go tick every 64 ns or so, and all times of a trace are whole ticks from its origin on: where
 * ticks are whole nanoseconds, four bytes hold any time of the first minutes.
 */
import type { ColumnSpace } from './column-space'
import { NONE, GoroutineFlag } from './states'

/** Times as they are stored: in units of some nanoseconds, four bytes each, or in nanoseconds. */
export type TimeUnits = Uint32Array | Float64Array

/** A time that the columns cannot hold, where nobody can make them wider. */
export class UnforeseenTimeError extends Error {
  override readonly name = 'UnforeseenTimeError'
}

/** @param unitNs undefined: times are any number of nanoseconds. */
export function timeUnits(space: ColumnSpace, length: number, unitNs: number | undefined): TimeUnits {
  return unitNs === undefined ? space.float64(length) : space.uint32(length)
}

/** Whether a number of units has a place in four bytes. The highest number stands for a time that is not known yet. */
export function isNarrowTime(units: number): boolean {
  return Number.isInteger(units) && units >= 0 && units < NONE
}

/** The same times in nanoseconds, in an array of its own. */
export function widenedTimes(units: TimeUnits, unitNs: number): Float64Array {
  return Float64Array.from(units, (value) => value * unitNs)
}

/** A column of times in nanoseconds, to be read. */
export class TimeColumn {
  constructor(
    readonly units: TimeUnits,
    readonly unitNs: number,
  ) {}

  get length(): number {
    return this.units.length
  }

  at(row: number): number {
    return this.units[row] * this.unitNs
  }
}

/** When the row of each goroutine begins: with its first span. NaN for one without a span. */
export class RowBegins {
  constructor(
    private readonly offset: Uint32Array,
    private readonly start: TimeColumn,
  ) {}

  get length(): number {
    return this.offset.length - 1
  }

  at(row: number): number {
    const first = this.offset[row]
    return first === this.offset[row + 1] ? NaN : this.start.at(first)
  }
}

/** Stored for a row that goes on to the end of the trace, and for one without a span. */
export function openEnd(units: TimeUnits): number {
  return units.BYTES_PER_ELEMENT === 4 ? NONE : Infinity
}

/** Where the last span of each row ends; 0 for a row without a span. */
export class RowEnds {
  private readonly open: number

  constructor(
    readonly units: TimeUnits,
    readonly unitNs: number,
    private readonly offset: Uint32Array,
    private readonly durationNs: number,
  ) {
    this.open = openEnd(units)
  }

  get length(): number {
    return this.units.length
  }

  at(row: number): number {
    const value = this.units[row]
    if (value !== this.open) return value * this.unitNs
    return this.isEmpty(row) ? 0 : this.durationNs
  }

  isEmpty(row: number): boolean {
    return this.offset[row] === this.offset[row + 1]
  }
}

/** When each goroutine ended; NaN for one that did not. */
export class RowDeaths {
  /** @param flags bits of GoroutineFlag */
  constructor(
    private readonly ends: RowEnds,
    private readonly flags: Uint8Array,
  ) {}

  get length(): number {
    return this.ends.length
  }

  at(row: number): number {
    const hasEnded = (this.flags[row] & GoroutineFlag.endedInTrace) !== 0 && !this.ends.isEmpty(row)
    return hasEnded ? this.ends.at(row) : NaN
  }
}
