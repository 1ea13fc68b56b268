/**
 * Memory that is written to for the first time costs the system a fault a page: a fifth of the ordering of a large trace.
 * While one thread alone puts together what all have counted, the others would have nothing to do. They touch the pages that
 * the rows of the trace will lie on, as far as they get; nothing is changed.
 */
import { Claims } from '../../../base/claims'

/** Less than any system's pages, which are as large or larger. */
const pageBytes = 4096
/** Claimed at once: a thread that is wanted elsewhere is there within a millisecond. */
export const stretchBytes = 2 ** 20

export interface TouchTask {
  readonly kind: 'touch'
  /** Of stretches of the memory, from `address` on. */
  readonly claims: SharedArrayBuffer
  readonly slot: number
  readonly sourceBytes: number
  readonly memory: WebAssembly.Memory
  /** A multiple of four. */
  readonly address: number
  readonly bytes: number
}

export interface TouchResult {
  readonly kind: 'touch'
}

export function runTouchTask({ claims: buffer, slot, memory, address, bytes }: TouchTask): TouchResult {
  const stretches = Math.ceil(bytes / stretchBytes)
  const claims = new Claims(buffer, stretches)
  claims.begin(slot)
  const words = new Int32Array(memory.buffer)
  const end = Math.min(address + bytes, memory.buffer.byteLength)
  for (let stretch = claims.take(); stretch >= 0; stretch = claims.take()) {
    const from = address + stretch * stretchBytes
    // Others may be writing there by now: in one step, zero for zero loses nothing of theirs. (`Atomics.add` reads first, and
    // a page that is read first costs a second fault when it is written.)
    for (let at = from; at < Math.min(from + stretchBytes, end); at += pageBytes)
      Atomics.compareExchange(words, at >> 2, 0, 0)
  }
  return { kind: 'touch' }
}
