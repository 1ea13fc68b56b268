/**
 * One row as level of detail sees it: stretches in order of time, each with begin, end and a state number. Nothing
 * here knows what a goroutine is: the states are indices below 32, `codeOfNothing` stands for a gap.
 *
 * A class and not an interface, so that every hot loop sees one shape: the columns stay where they are and a row is
 * a window into them.
 */
import type { TimeColumn, TimeUnits } from '../../model/time-column'

export const codeOfNothing = 255

export interface StretchColumns {
  /** By element. */
  readonly startNs: TimeColumn
  readonly state: Uint8Array
  readonly reason: Uint8Array
}

/** Stretches of a row read in one go, for loops that must be fast. */
export interface StretchChunk {
  readonly startNs: Float64Array
  readonly endNs: Float64Array
  readonly code: Uint8Array
}

/** Most stretches in one chunk. */
export const chunkStretches = 1_024

export function newStretchChunk(): StretchChunk {
  return {
    startNs: new Float64Array(chunkStretches),
    endNs: new Float64Array(chunkStretches),
    code: new Uint8Array(chunkStretches),
  }
}

export interface StretchRowParts {
  readonly columns: StretchColumns
  /** State number by `state << 8 | reason` of an element. */
  readonly codes: Uint8Array
  /** First position of the row, and how many. */
  readonly first: number
  readonly count: number
  /** Where the last stretch ends, when `endOf` is absent. */
  readonly lastEndNs: number
  /** Element of a position; absent when they are the same. */
  readonly order?: Uint32Array
  /** The same where it has to be worked out. */
  readonly elementOf?: (position: number) => number
  /** Rows with holes: when the stretch at a position ends. Absent: where the next begins. */
  readonly endOf?: (position: number) => number
  /** Positions whose stretch takes its state number from `otherCodes`. */
  readonly usesOtherCodes?: (position: number) => boolean
  readonly otherCodes?: Uint8Array
  /** A faster way to read a run of stretches than one by one; must give the same. */
  readonly readRun?: (position: number, count: number, chunk: StretchChunk) => void
}

export class StretchRow {
  readonly first: number
  readonly count: number
  /** Whether time may pass in which the row has no stretch. */
  readonly hasHoles: boolean
  private readonly startUnits: TimeUnits
  private readonly unitNs: number
  private readonly state: Uint8Array
  private readonly reason: Uint8Array
  private readonly codes: Uint8Array
  private readonly order: Uint32Array | null
  private readonly elementOf: ((position: number) => number) | null
  private readonly lastEndNs: number
  private readonly endOf: ((position: number) => number) | null
  private readonly readRun: StretchRowParts['readRun']
  private readonly usesOtherCodes: ((position: number) => boolean) | null
  private readonly otherCodes: Uint8Array

  constructor(parts: StretchRowParts) {
    this.first = parts.first
    this.count = parts.count
    this.startUnits = parts.columns.startNs.units
    this.unitNs = parts.columns.startNs.unitNs
    this.state = parts.columns.state
    this.reason = parts.columns.reason
    this.codes = parts.codes
    this.order = parts.order ?? null
    this.elementOf = parts.elementOf ?? null
    this.lastEndNs = parts.lastEndNs
    this.endOf = parts.endOf ?? null
    this.hasHoles = parts.endOf !== undefined
    this.readRun = parts.readRun
    this.usesOtherCodes = parts.usesOtherCodes ?? null
    this.otherCodes = parts.otherCodes ?? parts.codes
  }

  /** The element (span index) at a position. */
  elementAt(position: number): number {
    if (this.order !== null) return this.order[position]
    return this.elementOf === null ? position : this.elementOf(position)
  }

  startAt(position: number): number {
    return this.startUnits[this.elementAt(position)] * this.unitNs
  }

  endAt(position: number): number {
    if (this.endOf !== null) return this.endOf(position)
    return position + 1 < this.first + this.count ? this.startAt(position + 1) : this.lastEndNs
  }

  codeAt(position: number): number {
    const element = this.elementAt(position)
    const key = (this.state[element] << 8) | this.reason[element]
    if (this.usesOtherCodes !== null && this.usesOtherCodes(position)) return this.otherCodes[key]
    return this.codes[key]
  }

  /** The first position that begins after `timeNs`; first + count when none does. */
  positionAfter(timeNs: number): number {
    let low = this.first
    let high = this.first + this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.startAt(middle) <= timeNs) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The position of the last stretch that begins at or before `timeNs`, or the first of the row. */
  positionAt(timeNs: number): number {
    return Math.max(this.first, this.positionAfter(timeNs) - 1)
  }

  /** Reads `count` stretches from `position` on into a chunk. */
  read(position: number, count: number, chunk: StretchChunk): void {
    if (this.readRun !== undefined) {
      this.readRun(position, count, chunk)
      return
    }
    if (this.order !== null || this.endOf !== null) {
      this.readOneByOne(position, count, chunk)
      return
    }
    const { startUnits, unitNs, state, reason, codes } = this
    const { startNs: start, endNs: end, code } = chunk
    if (count === 0) return
    let nextNs = startUnits[position] * unitNs
    for (let index = 0; index < count; index++) {
      const element = position + index
      start[index] = nextNs
      nextNs = startUnits[element + 1] * unitNs
      end[index] = nextNs
      code[index] = codes[(state[element] << 8) | reason[element]]
    }
    if (position + count === this.first + this.count) end[count - 1] = this.lastEndNs
  }

  private readOneByOne(position: number, count: number, chunk: StretchChunk): void {
    for (let index = 0; index < count; index++) {
      chunk.startNs[index] = this.startAt(position + index)
      chunk.endNs[index] = this.endAt(position + index)
      chunk.code[index] = this.codeAt(position + index)
    }
  }

  get fromNs(): number {
    return this.count === 0 ? 0 : this.startAt(this.first)
  }

  get toNs(): number {
    return this.count === 0 ? 0 : this.endAt(this.first + this.count - 1)
  }
}
