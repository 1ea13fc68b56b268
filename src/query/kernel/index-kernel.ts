/**
 * index-kernel.as over the columns of a trace: bound by name, run in short turns.
 */
import { base64 } from 'kernel:index-kernel'
import type { Cancellation } from '../../base/cancellation'
import { throwIfCancelled } from '../../base/cancellation'
import { instantiateKernel } from '../../base/instantiate-kernel'
import { addressOf } from '../../model/column-memory'
import type { ColumnSpace } from '../../model/column-space'

type Column = Parameters<typeof addressOf>[0]

/** Goroutines, spans or positions in one call: V8 replaces its first code by better between calls. */
export const turn = 16_384

/** Every number that a kernel has been told, by name: another kernel over the same memory works on with them. */
export type KernelNumbers = Readonly<Record<string, number>>

export class IndexKernel {
  private constructor(
    readonly memory: WebAssembly.Memory,
    private readonly exports: Readonly<Record<string, unknown>>,
  ) {}

  /** Null where it cannot be had. @param code another kernel that is bound to a trace in the same way */
  static create(memory: WebAssembly.Memory, code = base64): IndexKernel | null {
    const exports = instantiateKernel(code, memory)
    return exports === null ? null : new IndexKernel(memory, exports)
  }

  /**
   * Tells where columns lie; those that lie elsewhere are copied. False: there is no room for a copy.
   * @param space for copies
   */
  bind(columns: Readonly<Record<string, Column>>, space: ColumnSpace): boolean {
    for (const [name, column] of Object.entries(columns)) {
      const address = addressIn(column, space)
      if (address < 0) return false
      this.set({ [name]: address })
    }
    return true
  }

  set(values: KernelNumbers): void {
    for (const [name, value] of Object.entries(values)) this.global(name).value = value
  }

  get(name: string): number {
    return this.global(name).value
  }

  /** Where a column lies that was bound: WebAssembly hands out addresses from 2 GiB on as negative numbers. */
  addressOf(name: string): number {
    return this.get(name) >>> 0
  }

  numbers(): KernelNumbers {
    const found: Record<string, number> = {}
    for (const [name, global] of Object.entries(this.exports))
      if (global instanceof WebAssembly.Global) found[name] = global.value as number
    return found
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

  private global(name: string): WebAssembly.Global & { value: number } {
    const global = this.exports[name]
    if (!(global instanceof WebAssembly.Global)) throw new Error(`the kernel has no ${name}`)
    return global as WebAssembly.Global & { value: number }
  }
}

/** The address of a column in the memory, or of its copy there; -1 when the memory is full. */
export function addressIn(column: Column, space: ColumnSpace): number {
  const address = addressOf(column)
  if (address >= 0) return address
  const copy = space.uint8(column.byteLength)
  copy.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  return addressOf(copy)
}
