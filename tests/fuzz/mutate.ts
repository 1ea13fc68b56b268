/**
 * Turns a good trace into a bad one: mutations that know the format (batches, events, strings, stacks, sequence
 * numbers, sizes) mixed with plain damage of bytes.
 */
import type { Random } from './random'
import type { Batch, TraceParts } from './trace-parts'
import { eventRanges, putTogether, readVarint, takeApart, varintBytes } from './trace-parts'

const telling = [
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

function withBatch(parts: TraceParts, index: number, change: (batch: Batch) => Batch): TraceParts {
  return { ...parts, batches: parts.batches.map((batch, at) => (at === index ? change(batch) : batch)) }
}

function splice(payload: Uint8Array, from: number, to: number, insert: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(payload.length - (to - from) + insert.length)
  bytes.set(payload.subarray(0, from), 0)
  bytes.set(Uint8Array.from(insert), from)
  bytes.set(payload.subarray(to), from + insert.length)
  return bytes
}

function changeVarint(payload: Uint8Array, at: number, random: Random): Uint8Array {
  const varint = readVarint(payload, at)
  if (varint === undefined) return payload
  const value = random.chance(0.6)
    ? varint.value + BigInt(random.below(5) - 2)
    : random.chance(0.5)
      ? random.pick(telling)
      : BigInt(random.below(200))
  return splice(payload, at, varint.next, varintBytes(value))
}

type PartsMutation = (parts: TraceParts, random: Random) => TraceParts

const onBatch =
  (change: (batch: Batch, random: Random) => Batch): PartsMutation =>
  (parts, random) =>
    parts.batches.length === 0
      ? parts
      : withBatch(parts, random.below(parts.batches.length), (batch) => change(batch, random))

/** Mutations that keep the frames of batches whole. */
export const partsMutations: Readonly<Record<string, PartsMutation>> = {
  dropBatch: (parts, random) => {
    const index = random.below(parts.batches.length)
    return { ...parts, batches: parts.batches.filter((_, at) => at !== index) }
  },
  repeatBatch: (parts, random) => {
    const index = random.below(parts.batches.length)
    return {
      ...parts,
      batches: parts.batches.flatMap((batch, at) => (at === index ? [batch, batch] : [batch])),
    }
  },
  swapBatches: (parts, random) => {
    const [a, b] = [random.below(parts.batches.length), random.below(parts.batches.length)]
    const batches = [...parts.batches]
    const first = batches[a]
    const second = batches[b]
    if (first === undefined || second === undefined) return parts
    batches[a] = second
    batches[b] = first
    return { ...parts, batches }
  },
  changeThread: onBatch((batch, random) => ({
    ...batch,
    thread: random.chance(0.7) ? batch.thread + BigInt(random.below(3)) : random.pick(telling),
  })),
  changeGeneration: onBatch((batch, random) => ({ ...batch, generation: random.below(4) })),
  changeTime: onBatch((batch, random) => ({
    ...batch,
    time: Math.max(0, batch.time + (random.below(2_000_001) - 1_000_000) * (random.chance(0.2) ? 1000 : 1)),
  })),
  changeArgument: onBatch((batch, random) => {
    const ranges = eventRanges(batch.payload)
    const range = ranges[random.below(ranges.length)]
    if (range === undefined) return batch
    // Skip to the k-th varint of the event: the first is the time delta.
    let at = range.from + 1
    for (let skip = random.below(4); skip > 0; skip--) {
      const varint = readVarint(batch.payload, at)
      if (varint === undefined || varint.next >= range.to) break
      at = varint.next
    }
    return { ...batch, payload: changeVarint(batch.payload, at, random) }
  }),
  changeEventType: onBatch((batch, random) => {
    const ranges = eventRanges(batch.payload)
    const range = ranges[random.below(ranges.length)]
    if (range === undefined) return batch
    const type = random.chance(0.9) ? 1 + random.below(52) : random.below(256)
    return { ...batch, payload: splice(batch.payload, range.from, range.from + 1, [type]) }
  }),
  dropEvent: onBatch((batch, random) => {
    const ranges = eventRanges(batch.payload)
    const range = ranges[random.below(ranges.length)]
    return range === undefined
      ? batch
      : { ...batch, payload: splice(batch.payload, range.from, range.to, []) }
  }),
  repeatEvent: onBatch((batch, random) => {
    const ranges = eventRanges(batch.payload)
    const range = ranges[random.below(ranges.length)]
    if (range === undefined) return batch
    const event = batch.payload.slice(range.from, range.to)
    return { ...batch, payload: splice(batch.payload, range.to, range.to, event) }
  }),
  changeTableRecord: (parts, random) => {
    const tables = parts.batches.flatMap((batch, index) =>
      [2, 4, 6, 8, 50].includes(batch.payload[0] ?? 0) ? [index] : [],
    )
    if (tables.length === 0) return parts
    return withBatch(parts, random.pick(tables), (batch) => ({
      ...batch,
      payload: changeVarint(batch.payload, 1 + random.below(batch.payload.length), random),
    }))
  },
  cutPayload: onBatch((batch, random) => ({
    ...batch,
    payload: batch.payload.slice(0, random.below(batch.payload.length)),
  })),
  flipPayloadByte: onBatch((batch, random) => {
    if (batch.payload.length === 0) return batch
    const at = random.below(batch.payload.length)
    return { ...batch, payload: splice(batch.payload, at, at + 1, [random.below(256)]) }
  }),
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
    const at = 16 + random.below(bytes.length - 16)
    return splice(bytes, at, Math.min(bytes.length, at + random.below(5000)), [])
  },
}

export interface Mutant {
  readonly bytes: Uint8Array
  /** Names of what was done, for the report. */
  readonly steps: readonly string[]
}

/** One to six mutations of a good trace, three times out of four such that know the format. */
export function mutate(original: Uint8Array, random: Random): Mutant {
  const steps: string[] = []
  if (random.chance(0.25)) {
    const name = random.pick(Object.keys(byteMutations))
    return { bytes: byteMutations[name]?.(original, random) ?? original, steps: [name] }
  }
  let parts = takeApart(original)
  for (let count = 1 + random.below(6); count > 0; count--) {
    const name = random.pick(Object.keys(partsMutations))
    parts = partsMutations[name]?.(parts, random) ?? parts
    steps.push(name)
  }
  if (random.chance(0.05) && parts.batches.length > 0) {
    steps.push('lieAboutSize')
    return {
      bytes: putTogether(parts, { batch: random.below(parts.batches.length), size: random.pick(telling) }),
      steps,
    }
  }
  return { bytes: putTogether(parts), steps }
}
