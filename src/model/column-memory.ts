/**
 * One shared WebAssembly memory, lent out as columns: kernels work on them in place, and so can other threads, which
 * get the memory itself and addresses in it. Columns never move; pages that nothing is written to take no real memory.
 */
import type { ColumnSpace } from './column-space'
import { ownArrays } from './column-space'

const pageBytes = 65536
/** WebAssembly addresses 4 GiB; a little is left so that no sum of address and offset wraps. */
const mostBytes = 2 ** 32 - 2 ** 24
/** What every kernel declares as the maximum of the memory it imports (scripts/compile-kernels.mjs). */
const mostPages = 65536
const alignment = 8

type Column = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array | Int8Array

/** Address of a column's first element in the shared memory of a trace, -1 for an array of its own. */
export function addressOf(column: Column): number {
  return column.buffer instanceof SharedArrayBuffer ? column.byteOffset : -1
}

/** Makes the first values of a column of a memory zero again, all unless told otherwise. */
export function clearColumn(column: Column, length = column.length): void {
  clear(column.buffer, column.byteOffset, alignedUp(length * column.BYTES_PER_ELEMENT))
}

export class ColumnMemory {
  /** Columns that stay. Arrays of their own once the memory is full. */
  readonly space: ColumnSpace
  private end = alignment
  /** Stretches that were given back: address and length. */
  private free: { address: number; bytes: number }[] = []

  private constructor(readonly memory: WebAssembly.Memory) {
    this.space = spaceOf(memory, (bytes) => this.take(bytes))
  }

  /** Null where there is no WebAssembly, no shared memory, or no room for that much. It grows beyond `bytes`. */
  static create(bytes: number): ColumnMemory | null {
    if (typeof WebAssembly === 'undefined' || bytes > mostBytes) return null
    const initial = Math.ceil(bytes / pageBytes) + 1
    try {
      return new ColumnMemory(new WebAssembly.Memory({ initial, maximum: mostPages, shared: true }))
    } catch {
      return null // No address space, or forbidden by a policy: the columns are arrays of their own.
    }
  }

  /** As the function of that name: columns of this memory are the only shared ones. */
  addressOf(column: Column): number {
    return addressOf(column)
  }

  /** Whether so many bytes more may be had. */
  canHold(bytes: number): boolean {
    return this.end + bytes <= mostBytes
  }

  /** A stretch that is used over and over; null when the memory is full. */
  arena(bytes: number): ColumnArena | null {
    const address = this.take(alignedUp(bytes))
    return address < 0 ? null : new ColumnArena(this.memory, address, alignedUp(bytes))
  }

  /** Address of fresh bytes, all zero; -1 when the memory is full. */
  take(bytes: number): number {
    const reused = this.free.findIndex((stretch) => stretch.bytes >= bytes)
    if (reused >= 0) return this.takeFrom(reused, bytes)
    const address = this.end
    const end = alignedUp(address + bytes)
    if (end > mostBytes || !this.reach(end)) return -1
    this.end = end
    return address
  }

  private takeFrom(index: number, bytes: number): number {
    const { address, bytes: length } = this.free[index]
    const taken = alignedUp(bytes)
    if (taken >= length) this.free.splice(index, 1)
    else this.free[index] = { address: address + taken, bytes: length - taken }
    clear(this.memory.buffer, address, taken)
    return address
  }

  /** Nobody uses a stretch any more, such as an arena's: it can be taken again. */
  giveBack({ address, bytes }: { readonly address: number; readonly bytes: number }): void {
    this.free.push({ address, bytes })
  }

  /** As `giveBack`, of what was taken last and is all zero again: as if it had never been taken. */
  giveBackLast(address: number): void {
    this.end = address
  }

  /** Nobody uses any column any more: all of it can be taken again. */
  clear(): void {
    clear(this.memory.buffer, 0, this.end)
    this.free = []
    this.end = alignment
  }

  private reach(end: number): boolean {
    const { memory } = this
    const missing = end - memory.buffer.byteLength
    if (missing <= 0) return true
    try {
      memory.grow(Math.ceil(missing / pageBytes))
    } catch {
      return false
    }
    return true
  }
}

/** A stretch of a memory for columns that are done with all at once. Any thread that has the memory can make one. */
export class ColumnArena {
  /** Columns until the next `reset`; all zero. Arrays of their own once the arena is full. */
  readonly space: ColumnSpace
  private used = 0

  constructor(
    readonly memory: WebAssembly.Memory,
    readonly address: number,
    readonly bytes: number,
  ) {
    this.space = spaceOf(memory, (wanted) => this.take(wanted))
  }

  /** Gives every column back. */
  reset(): void {
    clear(this.memory.buffer, this.address, this.used)
    this.used = 0
  }

  private take(bytes: number): number {
    const at = this.used
    if (alignedUp(at + bytes) > this.bytes) return -1
    this.used = alignedUp(at + bytes)
    return this.address + at
  }
}

/** A stretch of a memory from which several threads take columns that stay, each thread through an object of its own. */
export class CommonArena {
  /** Columns; all zero. Arrays of their own once the arena is full. */
  readonly space: ColumnSpace
  private readonly taken: Int32Array

  /**
   * @param address of fresh bytes
   * @param cursor of `CommonArena.cursor`, the same in all threads
   */
  constructor(
    memory: WebAssembly.Memory,
    readonly address: number,
    readonly bytes: number,
    cursor: SharedArrayBuffer,
  ) {
    this.taken = new Int32Array(cursor)
    this.space = spaceOf(memory, (wanted) => this.take(wanted))
  }

  static cursor(): SharedArrayBuffer {
    return new SharedArrayBuffer(4)
  }

  /** What nobody has taken, when nobody will take any more. */
  get rest(): { readonly address: number; readonly bytes: number } {
    const used = Math.min(this.bytes, (Atomics.load(this.taken, 0) >>> 0) * alignment)
    return { address: this.address + used, bytes: this.bytes - used }
  }

  private take(bytes: number): number {
    const units = alignedUp(bytes) / alignment
    const at = (Atomics.add(this.taken, 0, units) >>> 0) * alignment
    return at + bytes > this.bytes ? -1 : this.address + at
  }
}

/** Makes bytes zero. Eight at a time: V8 fills shared memory element by element. Both numbers are multiples of `alignment`. */
function clear(buffer: ArrayBufferLike, address: number, bytes: number): void {
  new Float64Array(buffer, address, bytes / alignment).fill(0)
}

function spaceOf(memory: WebAssembly.Memory, take: (bytes: number) => number): ColumnSpace {
  return {
    uint8: (length) => {
      const address = take(length)
      return address < 0 ? ownArrays.uint8(length) : new Uint8Array(memory.buffer, address, length)
    },
    uint16: (length) => {
      const address = take(2 * length)
      return address < 0 ? ownArrays.uint16(length) : new Uint16Array(memory.buffer, address, length)
    },
    int32: (length) => {
      const address = take(4 * length)
      return address < 0 ? ownArrays.int32(length) : new Int32Array(memory.buffer, address, length)
    },
    uint32: (length) => {
      const address = take(4 * length)
      return address < 0 ? ownArrays.uint32(length) : new Uint32Array(memory.buffer, address, length)
    },
    float64: (length) => {
      const address = take(8 * length)
      return address < 0 ? ownArrays.float64(length) : new Float64Array(memory.buffer, address, length)
    },
  }
}

function alignedUp(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment
}
