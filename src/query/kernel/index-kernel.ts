/**
 * index-kernel.as over the columns of a trace: bound by name, run in short turns.
 */
import { base64 } from 'kernel:index-kernel'
import type { Cancellation } from '../../base/cancellation'
import { throwIfCancelled } from '../../base/cancellation'
import { instantiateKernel } from '../../base/instantiate-kernel'
import type { ColumnMemory } from '../../model/column-memory'
import { addressOf } from '../../model/column-memory'

type Column = Parameters<typeof addressOf>[0]

/** Goroutines, spans or positions in one call: V8 replaces its first code by better between calls. */
export const turn = 16_384

export class IndexKernel {
  private constructor(
    readonly memory: ColumnMemory,
    private readonly exports: Readonly<Record<string, unknown>>,
  ) {}

  /** Null where it cannot be had. */
  static create(memory: ColumnMemory): IndexKernel | null {
    const exports = instantiateKernel(base64, memory.memory)
    return exports === null ? null : new IndexKernel(memory, exports)
  }

  /** Tells where columns lie; those that lie elsewhere are copied into the memory. False: it is full. */
  bind(columns: Readonly<Record<string, Column>>): boolean {
    for (const [name, column] of Object.entries(columns)) {
      const address = this.addressOf(column)
      if (address < 0) return false
      this.set({ [name]: address })
    }
    return true
  }

  /** The address of a column, or of its copy; -1 when the memory is full. */
  addressOf(column: Column): number {
    const { memory } = this
    const address = addressOf(column)
    if (address >= 0) return address
    const copy = memory.space.uint8(column.byteLength)
    copy.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
    return addressOf(copy)
  }

  set(values: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(values)) {
      const global = this.exports[name]
      if (!(global instanceof WebAssembly.Global)) throw new Error(`the kernel has no ${name}`)
      global.value = value
    }
  }

  get(name: string): number {
    return (this.exports[name] as WebAssembly.Global).value as number
  }

  call(name: string, ...values: readonly number[]): number {
    return (this.exports[name] as (...values: readonly number[]) => number)(...values)
  }

  /** Calls a function for [from, to) in turns, each with the two ends of its part. @throws CancelledError */
  inTurns(
    from: number,
    to: number,
    cancellation: Cancellation,
    run: (first: number, end: number) => void,
  ): void {
    for (let first = from; first < to; first += turn) {
      throwIfCancelled(cancellation)
      run(first, Math.min(to, first + turn))
    }
  }
}
