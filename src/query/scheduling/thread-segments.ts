/**
 * Which executions of the Ps' rows make the row of a thread (M): pieces of them, for a thread runs what its P has while it
 * holds it. Pieces cost a few bytes for each change of hands, a list would cost as much as the Ps' own.
 */
import { threadOfPlace } from '../../model/trace'
import type { Trace } from '../../model/trace'

/** Executions by number in their row: those from number[i] to number[i + 1] lie at position[i] and behind. */
export interface Segments {
  /** One more than there are pieces; the last is the length of the row. */
  readonly number: Uint32Array
  readonly position: Uint32Array
}

export function segmentedCount({ number }: Segments): number {
  return number[number.length - 1]
}

/** The piece that holds a number. */
export function segmentOf({ number }: Segments, wanted: number): number {
  let low = 0
  let high = number.length - 1
  while (low + 1 < high) {
    const middle = (low + high) >>> 1
    if (number[middle] <= wanted) low = middle
    else high = middle
  }
  return low
}

/** Where an execution lies among those of the Ps. Who asks for one mostly asks for its neighbours: the piece is kept. */
export function positionsOf(segments: Segments): (wanted: number) => number {
  const { number, position } = segments
  let segment = 0
  let first = 0
  let end = 0
  return (wanted) => {
    if (wanted < first || wanted >= end) {
      segment = segmentOf(segments, wanted)
      first = number[segment]
      end = number[segment + 1]
    }
    return position[segment] + wanted - first
  }
}

/** A stretch of one P's row in which one thread held the P. */
export interface Piece {
  readonly thread: number
  readonly first: number
  readonly end: number
}

/** The pieces of all Ps, in order of their rows. `span`: of every execution. */
export function piecesOfThreads({ processors, spans }: Trace, span: Uint32Array): readonly Piece[] {
  const pieces: Piece[] = []
  for (let processor = 0; processor < processors.count; processor++) {
    const end = processors.spanOffset[processor + 1]
    for (let first = processors.spanOffset[processor]; first < end;) {
      const thread = threadOfPlace(spans.link[span[first]])
      let next = first + 1
      while (next < end && threadOfPlace(spans.link[span[next]]) === thread) next++
      pieces.push({ thread, first, end: next })
      first = next
    }
  }
  return pieces
}

/** By thread, in order of time; of executions that begin at once the one of the lower P first. */
export function segmentsOfThreads(
  { threads, spans }: Trace,
  span: Uint32Array,
  pieces: readonly Piece[],
): readonly Segments[] {
  const startNs = (position: number): number => spans.startNs.at(span[position])
  const byThread = Array.from({ length: threads.count }, (): Piece[] => [])
  for (const piece of pieces) if (piece.thread >= 0) byThread[piece.thread]?.push(piece)
  return byThread.map((own) => {
    own.sort((a, b) => startNs(a.first) - startNs(b.first) || a.first - b.first)
    const isApart = own.every((piece, at) => {
      if (at === 0) return true
      const lastNs = startNs(own[at - 1].end - 1)
      const firstNs = startNs(piece.first)
      return lastNs < firstNs || (lastNs === firstNs && own[at - 1].first < piece.first)
    })
    return segmentsOf(isApart ? own : inOrder(own, startNs))
  })
}

/** A thread that seems to hold two Ps at once (clocks disagree, or the file is damaged): its executions one by one. */
function inOrder(pieces: readonly Piece[], startNs: (position: number) => number): Piece[] {
  const positions = pieces.flatMap(({ first, end }) =>
    Array.from({ length: end - first }, (_, at) => first + at),
  )
  positions.sort((a, b) => startNs(a) - startNs(b) || a - b)
  return positions.map((first) => ({ thread: pieces[0].thread, first, end: first + 1 }))
}

function segmentsOf(pieces: readonly Piece[]): Segments {
  const number = new Uint32Array(pieces.length + 1)
  const position = new Uint32Array(pieces.length)
  pieces.forEach(({ first, end }, at) => {
    number[at + 1] = number[at] + end - first
    position[at] = first
  })
  return { number, position }
}
