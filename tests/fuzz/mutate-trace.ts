/**
 * Turns a good trace of format 2 into a bad one, with its frames in mind: batches, events, strings, stacks, sequence
 * numbers, sizes.
 */
import type { Mutant } from './mutate-bytes'
import { changeVarint, splice, telling } from './mutate-bytes'
import type { Random } from './random'
import type { Batch, TraceParts } from './trace-parts'
import { eventRanges, putTogether, readVarint, takeApart } from './trace-parts'

function withBatch(parts: TraceParts, index: number, change: (batch: Batch) => Batch): TraceParts {
  return { ...parts, batches: parts.batches.map((batch, at) => (at === index ? change(batch) : batch)) }
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

/** One to six mutations of a good trace of Go 1.22 or later; now and then a batch that lies about its size. */
export function mutateTrace(original: Uint8Array, random: Random): Mutant {
  const steps: string[] = []
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
