/**
 * Cuts one row for a window: stretches at least as long as a bucket as they are, everything shorter gathered into
 * buckets of width 2^exponent. Two ways with one result (a property test holds them together): reading the
 * stretches, and, from a pyramid's base level up, reading its nodes.
 *
 * A bucket covers its own extent without the parts of long stretches that reach into it, and without what lies before
 * the row's begin or after its end. In rows with holes the hole stays in its bucket: the stack is then lower. At most
 * one long stretch begins in a bucket, as it reaches at least to the bucket's end; so a node, which knows its longest
 * stretch, suffices to take the long one out again.
 *
 * A bucket's count and times leave out the long stretch that begins in it; its `position` and flags do not.
 */
import { NO_POSITION, longerOf } from './pyramid'
import type { FlagRule, Pyramid } from './pyramid'
import { RectangleFlag, StackWriter } from './rectangles'
import type { Rectangles } from './rectangles'
import { chunkStretches, codeOfNothing, newStretchChunk } from './stretch-row'
import type { StretchRow } from './stretch-row'

const chunk = newStretchChunk()

export interface CutRow {
  readonly row: StretchRow
  /** Absent for rows that are read directly. */
  readonly pyramid: Pyramid | undefined
  readonly rule: FlagRule
  /** The row's first begin and last end are not in the file. */
  readonly isClippedLeft: boolean
  readonly isClippedRight: boolean
}

/** Writes the rectangles of `cut` for [fromNs, toNs) as row number `rowNumber`. */
export function cutRow(
  cut: CutRow,
  rowNumber: number,
  fromNs: number,
  toNs: number,
  exponent: number,
  out: Rectangles,
): void {
  const { row } = cut
  if (row.count === 0 || row.toNs <= fromNs || row.fromNs >= toNs) return
  const cutter = new Cutter(cut, rowNumber, exponent, out)
  const firstBucket = Math.floor(Math.max(fromNs, row.fromNs) / cutter.widthNs)
  const endBucket = Math.ceil(Math.min(toNs, row.toNs) / cutter.widthNs)
  if (cut.pyramid === undefined || exponent < cut.pyramid.baseExponent) {
    cutter.readStretches(firstBucket, endBucket)
  } else {
    cutter.readNodes(cut.pyramid, exponent, firstBucket, endBucket)
  }
}

class Cutter {
  readonly widthNs: number
  private readonly perNs: number
  private readonly row: StretchRow
  private readonly stack: StackWriter
  private readonly rowFromNs: number
  private readonly rowToNs: number
  /** Where the last long stretch ends. */
  private longEndNs = -Infinity
  /** The pending bucket's. */
  private count = 0
  private longest = NO_POSITION
  private flags = 0

  constructor(
    private readonly cut: CutRow,
    private readonly rowNumber: number,
    exponent: number,
    private readonly out: Rectangles,
  ) {
    this.row = cut.row
    this.widthNs = 2 ** exponent
    this.perNs = 1 / this.widthNs
    this.stack = new StackWriter(out, (a, b) => longerOf(cut.row, a, b))
    this.rowFromNs = cut.row.hasHoles ? -Infinity : cut.row.fromNs
    this.rowToNs = cut.row.hasHoles ? Infinity : cut.row.toNs
  }

  readStretches(firstBucket: number, endBucket: number): void {
    const { row, widthNs, stack, out } = this
    const firstNs = firstBucket * widthNs
    const endNs = endBucket * widthNs
    const endPosition = row.first + row.count
    let bucket = firstBucket
    let position = row.positionAt(firstNs)
    // Stretches of no length may share their begin with the one found.
    while (position > row.first && row.startAt(position - 1) >= firstNs) position--
    const { startNs: starts, endNs: ends, code: codes } = chunk
    let longestNs = -1
    for (let wanted = 64; position < endPosition; position += wanted) {
      if (row.startAt(position) >= endNs) break
      wanted = Math.min(chunkStretches, 2 * wanted)
      const length = Math.min(wanted, endPosition - position)
      row.read(position, length, chunk)
      for (let index = 0; index < length; index++) {
        const startNs = starts[index]
        if (startNs >= endNs) break
        const stretchEndNs = ends[index]
        const durationNs = stretchEndNs - startNs
        const code = codes[index]
        const own = Math.floor(startNs * this.perNs)
        if (own > bucket) {
          this.flush(bucket, Infinity)
          bucket = own
          longestNs = -1
        }
        if (own === bucket) {
          if (this.longest === NO_POSITION || durationNs > longestNs) {
            this.longest = position + index
            longestNs = durationNs
          }
          if (code !== codeOfNothing) this.flags |= this.bitsOf(code, durationNs)
        }
        if (durationNs >= widthNs) {
          if (stretchEndNs <= firstNs) continue
          this.flush(bucket, startNs)
          this.writeLong(position + index, startNs, stretchEndNs, code)
          bucket = Math.floor(stretchEndNs * this.perNs)
        } else if (code !== codeOfNothing) {
          if (own >= firstBucket) this.count++
          const edgeNs = (own + 1) * widthNs
          if (own >= firstBucket) stack.add(code, Math.min(stretchEndNs, edgeNs) - startNs)
          if (stretchEndNs > edgeNs) {
            if (own >= firstBucket) this.flush(bucket, Infinity)
            bucket = own + 1
            stack.add(code, stretchEndNs - edgeNs)
          }
        }
        if (out.isOverfull) return
      }
    }
    if (bucket < endBucket) this.flush(bucket, Infinity)
  }

  readNodes(pyramid: Pyramid, exponent: number, firstBucket: number, endBucket: number): void {
    const { row, widthNs, stack, out } = this
    const level = pyramid.levelFor(exponent)
    // Between two levels, and beyond the top one, a bucket is several nodes.
    const nodesPerBucket = 2 ** (exponent - pyramid.exponentOf(level))
    const { states, timeNs, levelOffset, levelFirst } = pyramid
    const stateCount = states.length
    const bucketNs = stack.timeNs
    const levelLength = pyramid.levelLength(level)
    let bucket = firstBucket
    let longCode = codeOfNothing
    const before = row.positionAt(firstBucket * widthNs)
    if (row.startAt(before) < firstBucket * widthNs) {
      const endNs = row.endAt(before)
      const startNs = row.startAt(before)
      if (endNs - startNs >= widthNs && endNs > firstBucket * widthNs) {
        longCode = row.codeAt(before)
        this.writeLong(before, startNs, endNs, longCode)
        bucket = Math.floor(endNs / widthNs)
      }
    }
    while (bucket < endBucket && !out.isOverfull) {
      const fromNs = bucket * widthNs
      const toNs = fromNs + widthNs
      const firstNode = Math.max(0, bucket * nodesPerBucket - levelFirst[level])
      const endNode = Math.min(levelLength, (bucket + 1) * nodesPerBucket - levelFirst[level])
      for (let index = firstNode; index < endNode; index++) {
        const node = levelOffset[level] + index
        for (let column = 0; column < stateCount; column++) {
          const columnNs = timeNs[node * stateCount + column]
          if (columnNs === 0) continue
          bucketNs[states[column]] += columnNs
          stack.present |= 1 << states[column]
        }
        this.count += pyramid.count[node]
        this.flags |= pyramid.flags[node]
        this.longest = longerOf(row, this.longest, pyramid.longest[node])
      }
      if (longCode !== codeOfNothing && this.longEndNs > fromNs) {
        stack.add(longCode, fromNs - Math.min(toNs, this.longEndNs))
      }
      const { longest } = this
      const startNs = longest === NO_POSITION ? NaN : row.startAt(longest)
      const endNs = longest === NO_POSITION ? NaN : row.endAt(longest)
      if (endNs - startNs >= widthNs) {
        longCode = row.codeAt(longest)
        if (longCode !== codeOfNothing) {
          stack.add(longCode, startNs - Math.min(toNs, endNs))
          this.count--
        }
        this.flush(bucket, startNs)
        this.writeLong(longest, startNs, endNs, longCode)
        bucket = Math.floor(endNs / widthNs)
      } else {
        this.flush(bucket, Infinity)
        bucket++
      }
    }
  }

  private bitsOf(code: number, durationNs: number): number {
    return durationNs >= this.cut.rule.thresholdNs[code] ? this.cut.rule.bits[code] : 0
  }

  private writeLong(position: number, startNs: number, endNs: number, code: number): void {
    this.longEndNs = endNs
    if (code === codeOfNothing) return
    const { cut, row } = this
    const bits =
      (this.bitsOf(code, endNs - startNs) !== 0 ? RectangleFlag.flagged : 0) |
      (cut.isClippedLeft && position === row.first ? RectangleFlag.clippedLeft : 0) |
      (cut.isClippedRight && position === row.first + row.count - 1 ? RectangleFlag.clippedRight : 0)
    this.out.add(this.rowNumber, startNs, endNs, code, 0, 255, bits, 1, position)
  }

  /** Writes the pending bucket; a long stretch begins in it at `longStartNs` (Infinity: none). */
  private flush(bucket: number, longStartNs: number): void {
    const fromNs = bucket * this.widthNs
    const lowNs = Math.max(fromNs, this.rowFromNs, this.longEndNs)
    const highNs = Math.min(fromNs + this.widthNs, this.rowToNs, longStartNs)
    if (highNs <= lowNs) this.stack.clear()
    this.stack.write(this.rowNumber, lowNs, highNs, highNs - lowNs, this.count, this.longest, this.flags)
    this.count = 0
    this.longest = NO_POSITION
    this.flags = 0
  }
}
