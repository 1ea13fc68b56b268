/**
 * A trace of Go 1.22 or later taken apart into the pieces that a mutation works on, and put together again. Written
 * apart from the reader on purpose: it must not share the reader's mistakes.
 * Wire format: Go 1.27 src/internal/trace/batch.go, src/internal/trace/tracev2/events.go.
 */
export interface Batch {
  /** 1 events, 49 experimental, 52 end of generation. */
  readonly kind: number
  readonly experiment: number
  readonly generation: number
  readonly thread: bigint
  readonly time: number
  readonly payload: Uint8Array
}

export interface TraceParts {
  readonly header: Uint8Array
  readonly batches: readonly Batch[]
  /** Bytes after the last whole batch. */
  readonly rest: Uint8Array
}

/** Where a varint begins, its value, and where the next one begins; undefined at the end or beyond 10 bytes. */
export function readVarint(bytes: Uint8Array, at: number): { value: bigint; next: number } | undefined {
  let value = 0n
  for (let index = 0; index < 10; index++) {
    const byte = bytes[at + index]
    if (byte === undefined) return undefined
    value |= BigInt(byte & 0x7f) << BigInt(7 * index)
    if (byte < 0x80) return { value, next: at + index + 1 }
  }
  return undefined
}

/** Where `count` varints from `at` on end; undefined when the bytes end first. Values do not matter here. */
export function skipVarints(bytes: Uint8Array, at: number, count: number): number | undefined {
  let cursor = at
  for (let index = 0; index < count; index++) {
    const limit = cursor + 10
    while ((bytes[cursor] ?? 0) >= 0x80 && cursor < limit) cursor++
    if (cursor >= bytes.length || cursor === limit) return undefined
    cursor++
  }
  return cursor
}

export function varintBytes(value: bigint): number[] {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  for (;;) {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    if (rest === 0n) return [...bytes, low]
    bytes.push(low | 0x80)
  }
}

const known = new WeakMap<Uint8Array, TraceParts>()

/** Takes a good trace apart, once; what does not parse stays in `rest`. */
export function takeApart(bytes: Uint8Array): TraceParts {
  let parts = known.get(bytes)
  if (parts === undefined) known.set(bytes, (parts = partsOf(bytes)))
  return parts
}

function partsOf(bytes: Uint8Array): TraceParts {
  const batches: Batch[] = []
  let at = 16
  while (at < bytes.length) {
    const kind = bytes[at] as number
    if (kind === 52) {
      batches.push({ kind, experiment: 0, generation: 0, thread: 0n, time: 0, payload: new Uint8Array(0) })
      at++
      continue
    }
    if (kind !== 1 && kind !== 49) break
    let cursor = at + 1
    const experiment = kind === 49 ? (bytes[cursor++] as number) : 0
    const fields: bigint[] = []
    for (let index = 0; index < 4; index++) {
      const varint = readVarint(bytes, cursor)
      if (varint === undefined) break
      fields.push(varint.value)
      cursor = varint.next
    }
    const [generation, thread, time, size] = fields
    if (generation === undefined || thread === undefined || time === undefined || size === undefined) break
    if (cursor + Number(size) > bytes.length) break
    batches.push({
      kind,
      experiment,
      generation: Number(generation),
      thread,
      time: Number(time),
      payload: bytes.slice(cursor, cursor + Number(size)),
    })
    at = cursor + Number(size)
  }
  return { header: bytes.slice(0, 16), batches, rest: bytes.slice(at) }
}

/**
 * @param claimedSize what to write as size of a batch, when it is to lie.
 */
export function putTogether(parts: TraceParts, claimedSize?: { batch: number; size: bigint }): Uint8Array {
  const chunks: Uint8Array[] = [parts.header]
  parts.batches.forEach((batch, index) => {
    if (batch.kind === 52) {
      chunks.push(Uint8Array.of(52))
      return
    }
    const size = claimedSize?.batch === index ? claimedSize.size : BigInt(batch.payload.length)
    chunks.push(
      Uint8Array.from([
        batch.kind,
        ...(batch.kind === 49 ? [batch.experiment] : []),
        ...varintBytes(BigInt(batch.generation)),
        ...varintBytes(batch.thread),
        ...varintBytes(BigInt(batch.time)),
        ...varintBytes(size),
      ]),
      batch.payload,
    )
  })
  chunks.push(parts.rest)
  const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const bytes = new Uint8Array(total)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** Number of varints after the type byte (time delta included), for the events that have no length of their own. */
const argumentCounts: Readonly<Record<number, number>> = {
  9: 3,
  10: 3,
  11: 1,
  12: 4,
  13: 3,
  14: 4,
  15: 2,
  16: 3,
  17: 1,
  18: 1,
  19: 3,
  20: 3,
  21: 4,
  22: 3,
  23: 1,
  24: 1,
  25: 4,
  26: 3,
  27: 1,
  28: 2,
  29: 3,
  30: 2,
  31: 2,
  32: 2,
  33: 3,
  34: 2,
  35: 2,
  36: 1,
  37: 2,
  38: 2,
  39: 2,
  40: 5,
  41: 3,
  42: 4,
  43: 4,
  44: 5,
  45: 3,
  46: 3,
  47: 4,
  48: 5,
  128: 4,
  129: 4,
  130: 2,
  131: 3,
  132: 3,
  133: 2,
  134: 3,
  135: 3,
  136: 2,
}

/** Byte ranges of the events of an events batch: [from, to) each. */
export function eventRanges(payload: Uint8Array): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = []
  let at = 0
  while (at < payload.length) {
    const count = argumentCounts[payload[at] as number]
    if (count === undefined) break
    const cursor = skipVarints(payload, at + 1, count)
    if (cursor === undefined) return ranges
    ranges.push({ from: at, to: cursor })
    at = cursor
  }
  return ranges
}
