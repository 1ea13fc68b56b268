/**
 * Turns a good trace of format 1 (Go 1.11 to 1.21) into a bad one, event by event. Written apart from the reader on
 * purpose. Wire format: Go 1.21 src/runtime/trace.go: a byte with the type in its low six bits and the number of
 * arguments less one in the high two; 3 there means that the arguments' length in bytes follows.
 */
import type { Mutant } from './mutate-bytes'
import { changeVarint, splice } from './mutate-bytes'
import type { Random } from './random'
import { readVarint, skipVarints } from './trace-parts'

interface Piece {
  readonly type: number
  /** The whole event, its head included. */
  readonly bytes: Uint8Array
  /** Where the first argument begins in `bytes`. */
  readonly argumentsAt: number
}

const headerBytes = 16
const batchType = 1
const stringType = 37
/** Its text follows its arguments: length, bytes. */
const logType = 48

export interface PiecesV1 {
  readonly header: Uint8Array
  readonly pieces: readonly Piece[]
  /** What no event could be made of. */
  readonly rest: Uint8Array
}

const known = new WeakMap<Uint8Array, PiecesV1>()

/** Takes a good trace apart, once. */
export function takeApartV1(bytes: Uint8Array): PiecesV1 {
  let parts = known.get(bytes)
  if (parts === undefined) known.set(bytes, (parts = piecesOf(bytes)))
  return parts
}

function piecesOf(bytes: Uint8Array): PiecesV1 {
  const pieces: Piece[] = []
  let at = headerBytes
  while (at < bytes.length) {
    const head = bytes[at] as number
    const type = head & 0x3f
    let cursor = at + 1
    let argumentsAt = cursor
    if (type === stringType) {
      const length = skipVarints(bytes, cursor, 1)
      const varint = length === undefined ? undefined : readVarint(bytes, length)
      if (varint === undefined) break
      cursor = varint.next + Number(varint.value)
    } else if (head >> 6 === 3) {
      const varint = readVarint(bytes, cursor)
      if (varint === undefined) break
      argumentsAt = varint.next
      cursor = varint.next + Number(varint.value)
    } else {
      const end = skipVarints(bytes, cursor, (head >> 6) + 1)
      if (end === undefined) break
      cursor = end
    }
    if (type === logType) {
      const varint = readVarint(bytes, cursor)
      if (varint === undefined) break
      cursor = varint.next + Number(varint.value)
    }
    if (cursor > bytes.length) break
    pieces.push({ type, bytes: bytes.slice(at, cursor), argumentsAt: argumentsAt - at })
    at = cursor
  }
  return { header: bytes.slice(0, headerBytes), pieces, rest: bytes.slice(at) }
}

export function putTogetherV1({ header, pieces, rest }: PiecesV1): Uint8Array {
  const all = [header, ...pieces.map((piece) => piece.bytes), rest]
  const bytes = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of all) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

type PiecesMutation = (pieces: readonly Piece[], random: Random) => readonly Piece[]

/** [from, to) of a batch: its head up to the next one. */
function batchRange(pieces: readonly Piece[], random: Random): { from: number; to: number } | undefined {
  const heads = pieces.flatMap((piece, index) => (piece.type === batchType ? [index] : []))
  if (heads.length === 0) return undefined
  const chosen = random.below(heads.length)
  return { from: heads[chosen] as number, to: heads[chosen + 1] ?? pieces.length }
}

const withPiece = (
  pieces: readonly Piece[],
  index: number,
  change: (piece: Piece) => readonly Piece[],
): readonly Piece[] => pieces.flatMap((piece, at) => (at === index ? change(piece) : [piece]))

function changeArgumentOf(piece: Piece, random: Random): Piece {
  let at = piece.argumentsAt
  for (let skip = random.below(5); skip > 0; skip--) {
    const varint = readVarint(piece.bytes, at)
    if (varint === undefined || varint.next >= piece.bytes.length) break
    at = varint.next
  }
  return { ...piece, bytes: changeVarint(piece.bytes, at, random) }
}

/** An event of the batch heads, tables and frequency, which every other depends on. */
function tableIndex(pieces: readonly Piece[], random: Random): number | undefined {
  const tables = pieces.flatMap((piece, index) =>
    [batchType, 2, 3, stringType].includes(piece.type) ? [index] : [],
  )
  return tables.length === 0 ? undefined : random.pick(tables)
}

const mutations: Readonly<Record<string, PiecesMutation>> = {
  dropEvent: (pieces, random) => withPiece(pieces, random.below(pieces.length), () => []),
  repeatEvent: (pieces, random) => withPiece(pieces, random.below(pieces.length), (piece) => [piece, piece]),
  changeEventType: (pieces, random) =>
    withPiece(pieces, random.below(pieces.length), (piece) => {
      const type = 1 + random.below(random.chance(0.9) ? 49 : 63)
      const head = ((piece.bytes[0] as number) & 0xc0) | type
      return [{ ...piece, type, bytes: splice(piece.bytes, 0, 1, [head]) }]
    }),
  changeArgument: (pieces, random) =>
    withPiece(pieces, random.below(pieces.length), (piece) => [changeArgumentOf(piece, random)]),
  changeTable: (pieces, random) => {
    const index = tableIndex(pieces, random)
    return index === undefined
      ? pieces
      : withPiece(pieces, index, (piece) => [changeArgumentOf(piece, random)])
  },
  dropTable: (pieces, random) => {
    const index = tableIndex(pieces, random)
    return index === undefined ? pieces : withPiece(pieces, index, () => [])
  },
  dropBatch: (pieces, random) => {
    const range = batchRange(pieces, random)
    return range === undefined ? pieces : [...pieces.slice(0, range.from), ...pieces.slice(range.to)]
  },
  repeatBatch: (pieces, random) => {
    const range = batchRange(pieces, random)
    return range === undefined
      ? pieces
      : [...pieces.slice(0, range.to), ...pieces.slice(range.from, range.to), ...pieces.slice(range.to)]
  },
  moveBatch: (pieces, random) => {
    const range = batchRange(pieces, random)
    if (range === undefined) return pieces
    const moved = pieces.slice(range.from, range.to)
    const others = [...pieces.slice(0, range.from), ...pieces.slice(range.to)]
    const target = random.below(others.length + 1)
    return [...others.slice(0, target), ...moved, ...others.slice(target)]
  },
  swapEvents: (pieces, random) => {
    const first = random.below(pieces.length - 1)
    const copy = [...pieces]
    copy[first] = pieces[first + 1] as Piece
    copy[first + 1] = pieces[first] as Piece
    return copy
  },
  changeNumberOfArguments: (pieces, random) =>
    withPiece(pieces, random.below(pieces.length), (piece) => {
      const head = (random.below(4) << 6) | piece.type
      return [{ ...piece, bytes: splice(piece.bytes, 0, 1, [head]) }]
    }),
}

/** One to six mutations of a good trace of format 1. */
export function mutateTraceV1(original: Uint8Array, random: Random): Mutant {
  const steps: string[] = []
  const parts = takeApartV1(original)
  let { pieces } = parts
  for (let count = 1 + random.below(6); count > 0; count--) {
    if (pieces.length < 2) break
    const name = random.pick(Object.keys(mutations))
    pieces = mutations[name]?.(pieces, random) ?? pieces
    steps.push(name)
  }
  return { bytes: putTogetherV1({ ...parts, pieces }), steps }
}
