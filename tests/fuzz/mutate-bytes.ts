/**
 * Damage that knows no format, and what the mutations that know one share.
 */
import type { Random } from './random'
import { readVarint, varintBytes } from './trace-parts'

export interface Mutant {
  readonly bytes: Uint8Array
  /** Names of what was done, for the report. */
  readonly steps: readonly string[]
}

/** Numbers at which readers tend to break. */
export const telling = [
  0n,
  1n,
  2n,
  127n,
  128n,
  255n,
  65536n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
]

/** `bytes` with what lies in [from, to) replaced. */
export function splice(bytes: Uint8Array, from: number, to: number, insert: ArrayLike<number>): Uint8Array {
  const result = new Uint8Array(bytes.length - (to - from) + insert.length)
  result.set(bytes.subarray(0, from), 0)
  result.set(Uint8Array.from(insert), from)
  result.set(bytes.subarray(to), from + insert.length)
  return result
}

/** Replaces the varint at `at` by a near one, a telling one, or a small one. */
export function changeVarint(bytes: Uint8Array, at: number, random: Random): Uint8Array {
  const varint = readVarint(bytes, at)
  if (varint === undefined) return bytes
  const value = random.chance(0.6)
    ? varint.value + BigInt(random.below(5) - 2)
    : random.chance(0.5)
      ? random.pick(telling)
      : BigInt(random.below(200))
  return splice(bytes, at, varint.next, varintBytes(value))
}

const byteMutations: Readonly<Record<string, (bytes: Uint8Array, random: Random) => Uint8Array>> = {
  cut: (bytes, random) => bytes.slice(0, random.below(bytes.length)),
  flip: (bytes, random) => {
    const copy = bytes.slice()
    for (let count = 1 + random.below(4); count > 0; count--)
      copy[random.below(copy.length)] = random.below(256)
    return copy
  },
  zeros: (bytes, random) => {
    const copy = bytes.slice()
    const at = random.below(copy.length)
    copy.fill(0, at, at + random.below(4096))
    return copy
  },
  append: (bytes, random) => {
    const tail = new Uint8Array(random.below(300)).map(() => random.below(256))
    return splice(bytes, bytes.length, bytes.length, tail)
  },
  removeMiddle: (bytes, random) => {
    const at = random.below(bytes.length)
    return splice(bytes, at, Math.min(bytes.length, at + random.below(5000)), [])
  },
}

/** One blow to the bytes, whatever they are. */
export function mutateBytes(original: Uint8Array, random: Random): Mutant {
  const name = random.pick(Object.keys(byteMutations))
  return { bytes: byteMutations[name]?.(original, random) ?? original, steps: [name] }
}
