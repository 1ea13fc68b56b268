/**
 * The rectangles of one answer, as growing columns with a hard ceiling, and the writer that stacks a bucket's states.
 */
import { NO_POSITION } from './pyramid'

/** Bits of `flags`, as the contract's TileFlag. */
export const RectangleFlag = {
  bucket: 1,
  clippedLeft: 2,
  clippedRight: 4,
  flagged: 8,
  mark: 16,
  lit: 32,
} as const

export class Rectangles {
  count = 0
  /** Set when one more would have passed the ceiling: the answer must be cut again, coarser. */
  isOverfull = false
  readonly row: Uint16Array
  readonly startNs: Float64Array
  readonly endNs: Float64Array
  readonly state: Uint8Array
  readonly y0: Uint8Array
  readonly y1: Uint8Array
  readonly flags: Uint8Array
  readonly stretchCount: Uint32Array
  /** Position in the row (longest of a bucket), NO_POSITION where it has none. */
  readonly position: Uint32Array
  /** Whose it is, as whoever writes the row sees fit (goroutine index); NO_POSITION when not set. */
  readonly owner: Uint32Array
  /** Index into the labels of the answer, 0 for none. */
  readonly label: Uint32Array

  constructor(readonly ceiling: number) {
    this.row = new Uint16Array(ceiling)
    this.startNs = new Float64Array(ceiling)
    this.endNs = new Float64Array(ceiling)
    this.state = new Uint8Array(ceiling)
    this.y0 = new Uint8Array(ceiling)
    this.y1 = new Uint8Array(ceiling)
    this.flags = new Uint8Array(ceiling)
    this.stretchCount = new Uint32Array(ceiling)
    this.position = new Uint32Array(ceiling)
    this.owner = new Uint32Array(ceiling)
    this.label = new Uint32Array(ceiling)
  }

  /** The index of the new rectangle, or -1 when there is no room. */
  add(
    row: number,
    startNs: number,
    endNs: number,
    state: number,
    y0: number,
    y1: number,
    flags: number,
    stretchCount: number,
    position: number,
  ): number {
    const index = this.count
    if (index >= this.ceiling) {
      this.isOverfull = true
      return -1
    }
    this.row[index] = row
    this.startNs[index] = startNs
    this.endNs[index] = endNs
    this.state[index] = state
    this.y0[index] = y0
    this.y1[index] = y1
    this.flags[index] = flags
    this.stretchCount[index] = stretchCount
    this.position[index] = position
    this.owner[index] = NO_POSITION
    this.label[index] = 0
    this.count = index + 1
    return index
  }

  /** Forgets everything from `count` on, to cut a row again. */
  rewind(count: number): void {
    this.count = count
    this.isOverfull = false
  }
}

/** States are numbered below this. */
export const stateLimit = 32

/**
 * Writes buckets as proportional stacks, in the order of the state numbers from the bottom. Every state that has time
 * in a bucket gets at least 1/255 of the height: what is there is hinted at. Neighbouring buckets with the same
 * stack become one; the rectangles of a stack follow each other and share begin, end and flags.
 */
export class StackWriter {
  /** Time per state of the bucket that is being filled; the writer clears it. */
  readonly timeNs = new Float64Array(stateLimit)
  /** States of which `timeNs` may hold anything, a bit each: most buckets have one or two of them. */
  present = 0
  private height = new Int32Array(stateLimit)
  /** Of the stack that was written last. */
  private lastHeight = new Int32Array(stateLimit)
  private lastStates = 0
  private lastFirst = -1
  private lastCount = 0
  private lastBits = 0
  private lastEndNs = NaN

  constructor(
    private readonly out: Rectangles,
    private readonly longer: (a: number, b: number) => number,
  ) {}

  add(state: number, timeNs: number): void {
    this.timeNs[state] += timeNs
    this.present |= 1 << state
  }

  clear(): void {
    const { timeNs } = this
    for (let rest = this.present; rest !== 0; rest &= rest - 1) timeNs[lowestState(rest)] = 0
    this.present = 0
  }

  /** Writes the bucket [fromNs, toNs) whose full height stands for `fullNs` of time; nothing when it has none. */
  write(
    row: number,
    fromNs: number,
    toNs: number,
    fullNs: number,
    stretchCount: number,
    longest: number,
    flags: number,
  ): void {
    const { timeNs, height, out } = this
    const joins = this.lastEndNs === fromNs
    this.lastEndNs = toNs
    const states = shareHeights(timeNs, this.present, fullNs, height)
    const bits = RectangleFlag.bucket | (flags !== 0 ? RectangleFlag.flagged : 0)
    this.clear()
    if (states === 0) {
      this.lastFirst = -1
      return
    }
    if (joins && this.isAsLast(states, bits)) {
      this.extendLast(toNs, stretchCount, longest)
      return
    }
    const first = out.count
    let edge = 0
    for (let rest = states; rest !== 0; rest &= rest - 1) {
      const state = lowestState(rest)
      const top = edge + height[state]
      out.add(row, fromNs, toNs, state, edge, top, bits, stretchCount, longest)
      edge = top
    }
    this.lastFirst = first
    this.lastCount = out.count - first
    this.lastBits = bits
    this.lastStates = states
    this.height = this.lastHeight
    this.lastHeight = height
  }

  private isAsLast(states: number, bits: number): boolean {
    if (this.lastFirst < 0 || this.lastBits !== bits || this.lastStates !== states) return false
    const { height, lastHeight } = this
    for (let rest = states; rest !== 0; rest &= rest - 1) {
      const state = lowestState(rest)
      if (height[state] !== lastHeight[state]) return false
    }
    return true
  }

  private extendLast(toNs: number, stretchCount: number, longest: number): void {
    const { out, lastFirst } = this
    for (let index = lastFirst; index < lastFirst + this.lastCount; index++) {
      out.endNs[index] = toNs
      out.stretchCount[index] += stretchCount
      if (longest === NO_POSITION) continue
      const other = out.position[index]
      out.position[index] = other === NO_POSITION ? longest : this.longer(other, longest)
    }
  }
}

/** Of the states that bits stand for, the one with the lowest number. */
function lowestState(bits: number): number {
  return 31 - Math.clz32(bits & -bits)
}

/**
 * Divides 255 steps of height by time: at least one step for whatever has time, the rest by share, the rounding to the
 * largest. Of the states whose bits are set in `present`; returns the bits of those that have any, and only their heights
 * are set.
 */
export function shareHeights(
  timeNs: Float64Array,
  present: number,
  fullNs: number,
  height: Int32Array,
): number {
  let states = 0
  let used = 0
  let totalNs = 0
  let largest = -1
  for (let rest = present; rest !== 0; rest &= rest - 1) {
    const state = lowestState(rest)
    const time = timeNs[state]
    if (time <= 0) continue
    states |= 1 << state
    used++
    totalNs += time
    if (largest < 0 || time > timeNs[largest]) largest = state
  }
  if (used === 0) return 0
  const perNs = 255 / Math.max(fullNs, totalNs)
  const target = Math.max(used, Math.min(255, Math.round(totalNs * perNs)))
  if (used === 1) {
    height[largest] = target
    return states
  }
  let sum = 0
  for (let rest = states; rest !== 0; rest &= rest - 1) {
    const state = lowestState(rest)
    height[state] = Math.max(1, Math.round(timeNs[state] * perNs))
    sum += height[state]
  }
  if (sum < target) height[largest] += target - sum
  // At most one step per state too many, so this is short; `target >= used` leaves each its step.
  for (; sum > target; sum--) {
    let tallest = largest
    for (let rest = states; rest !== 0; rest &= rest - 1) {
      const state = lowestState(rest)
      if (height[state] > height[tallest]) tallest = state
    }
    height[tallest]--
  }
  return states
}
