/**
 * The growable tables behind one trace: every text, frame and stack once.
 */
import { GrowableIdTable, grownFloat64 } from './id-table'
import type { FrameTable, StackTable, StringTable, TraceTables } from './tables'

const emptySlot = 0xffffffff
/** A Map throws at 2^24 entries; texts beyond are kept without looking for equal ones. */
const mostIndexedTexts = 16_000_000

class GrowableStringTable implements StringTable {
  private readonly texts: string[] = ['']
  private readonly indexByText = new Map<string, number>([['', 0]])

  get count(): number {
    return this.texts.length
  }

  get(index: number): string {
    return this.texts[index]
  }

  intern(text: string): number {
    const known = this.indexByText.get(text)
    if (known !== undefined) return known
    const index = this.texts.length
    this.texts.push(text)
    if (this.indexByText.size < mostIndexedTexts) this.indexByText.set(text, index)
    return index
  }
}

class GrowableFrameTable implements FrameTable {
  count = 0
  pc: Float64Array = new Float64Array(256)
  functionName: Uint32Array = new Uint32Array(256)
  file: Uint32Array = new Uint32Array(256)
  line: Uint32Array = new Uint32Array(256)
  private buckets = new Uint32Array(1024).fill(emptySlot)

  /** The index of a frame, added if new. `functionName` and `file` are string indices. */
  intern(pc: number, functionName: number, file: number, line: number): number {
    let mask = this.buckets.length - 1
    let at = this.hash(pc, functionName, file, line) & mask
    for (; this.buckets[at] !== emptySlot; at = (at + 1) & mask) {
      const known = this.buckets[at]
      if (
        this.pc[known] === pc &&
        this.functionName[known] === functionName &&
        this.file[known] === file &&
        this.line[known] === line >>> 0
      )
        return known
    }
    const index = this.count++
    if (index === this.pc.length) this.widen()
    this.pc[index] = pc
    this.functionName[index] = functionName
    this.file[index] = file
    this.line[index] = line
    this.buckets[at] = index
    if (2 * this.count > this.buckets.length) {
      this.buckets = new Uint32Array(4 * this.buckets.length).fill(emptySlot)
      mask = this.buckets.length - 1
      for (let frame = 0; frame < this.count; frame++) {
        let slot =
          this.hash(this.pc[frame], this.functionName[frame], this.file[frame], this.line[frame]) & mask
        while (this.buckets[slot] !== emptySlot) slot = (slot + 1) & mask
        this.buckets[slot] = frame
      }
    }
    return index
  }

  private hash(pc: number, functionName: number, file: number, line: number): number {
    let hash = Math.imul((pc % 4294967296) | 0, 0x9e3779b1)
    hash = Math.imul(hash ^ functionName, 0x85ebca6b)
    hash = Math.imul(hash ^ file, 0xc2b2ae35)
    hash = Math.imul(hash ^ line, 0x27d4eb2f)
    return (hash ^ (hash >>> 15)) >>> 0
  }

  private widen(): void {
    this.pc = grownFloat64(this.pc)
    this.functionName = grownUint32(this.functionName)
    this.file = grownUint32(this.file)
    this.line = grownUint32(this.line)
  }
}

class GrowableStackTable implements StackTable {
  count = 0
  offset: Uint32Array = new Uint32Array(256)
  frame: Uint32Array = new Uint32Array(1024)
  private buckets = new Uint32Array(1024).fill(emptySlot)

  /** The index of the stack of `frames[0..length)`, innermost first; added if new. */
  intern(frames: ArrayLike<number>, length: number): number {
    let mask = this.buckets.length - 1
    let hash = length
    for (let i = 0; i < length; i++) hash = mixed(hash, frames[i])
    let at = finished(hash) & mask
    for (; this.buckets[at] !== emptySlot; at = (at + 1) & mask)
      if (this.equals(this.buckets[at], frames, length)) return this.buckets[at]
    const index = this.count++
    const from = this.offset[index]
    if (index + 2 > this.offset.length) this.offset = grownUint32(this.offset)
    while (from + length > this.frame.length) this.frame = grownUint32(this.frame)
    for (let i = 0; i < length; i++) this.frame[from + i] = frames[i]
    this.offset[index + 1] = from + length
    this.buckets[at] = index
    if (2 * this.count > this.buckets.length) {
      this.buckets = new Uint32Array(4 * this.buckets.length).fill(emptySlot)
      mask = this.buckets.length - 1
      for (let stack = 0; stack < this.count; stack++) {
        hash = this.offset[stack + 1] - this.offset[stack]
        for (let i = this.offset[stack]; i < this.offset[stack + 1]; i++) hash = mixed(hash, this.frame[i])
        let slot = finished(hash) & mask
        while (this.buckets[slot] !== emptySlot) slot = (slot + 1) & mask
        this.buckets[slot] = stack
      }
    }
    return index
  }

  private equals(stack: number, frames: ArrayLike<number>, length: number): boolean {
    const from = this.offset[stack]
    if (this.offset[stack + 1] - from !== length) return false
    for (let i = 0; i < length; i++) if (this.frame[from + i] !== frames[i]) return false
    return true
  }
}

/** The tables of a trace while it is read. */
export interface GrowableTables extends TraceTables {
  readonly strings: GrowableStringTable
  readonly frames: GrowableFrameTable
  readonly stacks: GrowableStackTable
  readonly goroutines: GrowableIdTable
  readonly threads: GrowableIdTable
}

/** @param goroutines ids that are known beforehand keep their indices. */
export function createTables(goroutines = new GrowableIdTable()): GrowableTables {
  return {
    strings: new GrowableStringTable(),
    frames: new GrowableFrameTable(),
    stacks: new GrowableStackTable(),
    goroutines,
    threads: new GrowableIdTable(),
  }
}

function mixed(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x9e3779b1) ^ (hash >>> 13)
}

function finished(hash: number): number {
  return (hash ^ (hash >>> 15)) >>> 0
}

export function grownUint32(column: Uint32Array): Uint32Array {
  const wider = new Uint32Array(2 * column.length)
  wider.set(column)
  return wider
}
