/**
 * One WebAssembly memory, lent out as columns. It never grows, so that no column ever moves; pages that nothing is
 * written to take no real memory.
 */
import type { ColumnSpace } from '../../../model/column-space'
import { ownArrays } from '../../../model/column-space'

const pageBytes = 65536
/** WebAssembly addresses 4 GiB; a little is left so that no sum of address and offset wraps. */
const mostBytes = 2 ** 32 - 2 ** 24
const alignment = 8

type Column = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array | Int8Array

export class KernelMemory {
  readonly memory: WebAssembly.Memory
  /** Columns that stay. Own arrays once the memory is full. */
  readonly space: ColumnSpace
  /** Columns that are done with at `releasePassing`; from the other end. */
  readonly passingSpace: ColumnSpace
  private low = alignment
  private high: number
  /** Everything from here to the end may have been written to. */
  private lowestHigh: number

  private constructor(memory: WebAssembly.Memory) {
    this.memory = memory
    this.high = memory.buffer.byteLength
    this.lowestHigh = this.high
    this.space = this.spaceOf((bytes) => this.takeLow(bytes))
    this.passingSpace = this.spaceOf((bytes) => this.takeHigh(bytes))
  }

  /** Null where there is no WebAssembly, or no room for that much. */
  static create(bytes: number): KernelMemory | null {
    if (typeof WebAssembly === 'undefined' || bytes > mostBytes) return null
    const pages = Math.ceil(bytes / pageBytes) + 1
    try {
      return new KernelMemory(new WebAssembly.Memory({ initial: pages, maximum: pages }))
    } catch {
      return null // No address space: the columns are arrays of their own.
    }
  }

  /** Address of a column's first element, -1 when it does not lie here. */
  addressOf(column: Column): number {
    return column.buffer === this.memory.buffer ? column.byteOffset : -1
  }

  releasePassing(): void {
    this.high = this.memory.buffer.byteLength
  }

  private takeLow(bytes: number): number {
    const address = this.low
    if (address + bytes > this.lowestHigh) return -1
    this.low = alignedUp(address + bytes)
    return address
  }

  private takeHigh(bytes: number): number {
    const address = this.high - alignedUp(bytes)
    if (address < this.low) return -1
    // What lies above the lowest place so far may be left over from before.
    if (address + bytes > this.lowestHigh) new Uint8Array(this.memory.buffer, address, bytes).fill(0)
    this.high = address
    this.lowestHigh = Math.min(this.lowestHigh, address)
    return address
  }

  private spaceOf(take: (bytes: number) => number): ColumnSpace {
    const { buffer } = this.memory
    return {
      uint8: (length) => {
        const address = take(length)
        return address < 0 ? ownArrays.uint8(length) : new Uint8Array(buffer, address, length)
      },
      uint16: (length) => {
        const address = take(2 * length)
        return address < 0 ? ownArrays.uint16(length) : new Uint16Array(buffer, address, length)
      },
      int32: (length) => {
        const address = take(4 * length)
        return address < 0 ? ownArrays.int32(length) : new Int32Array(buffer, address, length)
      },
      uint32: (length) => {
        const address = take(4 * length)
        return address < 0 ? ownArrays.uint32(length) : new Uint32Array(buffer, address, length)
      },
      float64: (length) => {
        const address = take(8 * length)
        return address < 0 ? ownArrays.float64(length) : new Float64Array(buffer, address, length)
      },
    }
  }
}

function alignedUp(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment
}
