/**
 * How long goroutines had Ps in a stretch of time, and adding that up from rows of executions.
 */
import { chunkStretches, newStretchChunk } from '../lod/stretch-row'
import type { StretchRow } from '../lod/stretch-row'
import { Largest, orderBy } from '../order-by'

export interface Holder {
  /** Goroutine index. */
  readonly goroutine: number
  readonly timeNs: number
}

/** How long goroutines had Ps. */
export class HeldTimes {
  /**
   * @param goroutines that had any, in no order
   * @param timeNs of each of them
   * @param sumNs of all together
   * @param longestRunNs the longest stretch without a break
   */
  constructor(
    readonly goroutines: Uint32Array,
    readonly timeNs: Float64Array,
    readonly sumNs: number,
    readonly longestRunNs: number,
  ) {}

  /** Those that had most, most time first, of equal ones the lower index. */
  most(limit: number): readonly Holder[] {
    const { goroutines, timeNs } = this
    const places = Uint32Array.from(goroutines, (_, at) => at)
    const largest = new Largest<Holder>(limit)
    for (const at of orderBy(places, Float64Array.from(goroutines)))
      largest.offer({ goroutine: goroutines[at], timeNs: timeNs[at] }, timeNs[at])
    return largest.items
  }
}

const chunk = newStretchChunk()

/** Times on Ps being added up. A column, not a map: a stretch may have seen a million goroutines. */
export class HeldSums {
  private readonly timeNs: Float64Array
  private readonly seen: number[] = []
  private allNs = 0
  private longestRunNs = 0

  constructor(goroutineCount: number) {
    this.timeNs = new Float64Array(goroutineCount)
  }

  /** Adds what lies in [fromNs, toNs) of a row of executions; returns how much. */
  addRow(row: StretchRow, owner: Uint32Array, fromNs: number, toNs: number): number {
    const { timeNs, seen } = this
    const end = row.first + row.count
    let sumNs = 0
    let position = row.count === 0 ? end : row.positionAt(fromNs)
    for (let length = 0; position < end && row.startAt(position) < toNs; position += length) {
      length = Math.min(chunkStretches, end - position)
      row.read(position, length, chunk)
      for (let at = 0; at < length && chunk.startNs[at] < toNs; at++) {
        const insideNs = Math.min(toNs, chunk.endNs[at]) - Math.max(fromNs, chunk.startNs[at])
        if (insideNs <= 0) continue
        const goroutine = owner[position + at]
        if (timeNs[goroutine] === 0) seen.push(goroutine)
        timeNs[goroutine] += insideNs
        sumNs += insideNs
        if (insideNs > this.longestRunNs) this.longestRunNs = insideNs
      }
    }
    this.allNs += sumNs
    return sumNs
  }

  times(): HeldTimes {
    const goroutines = Uint32Array.from(this.seen)
    const timeNs = new Float64Array(goroutines.length)
    for (let at = 0; at < timeNs.length; at++) timeNs[at] = this.timeNs[goroutines[at]]
    return new HeldTimes(goroutines, timeNs, this.allNs, this.longestRunNs)
  }
}
