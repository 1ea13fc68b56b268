/**
 * Time per visual state of one goroutine, and its waits.
 */
import { visualStateIndex } from '../../contract/visual-states'
import { GoroutineState } from '../../model/states'
import type { Trace } from '../../model/trace'
import { piecesOf } from '../assist-pieces'
import { rawRowStretches } from '../lod/pyramid'
import type { AssistPieces } from '../assist-pieces'
import type { TraceIndex } from '../trace-index'
import { isBlockedState, NOT_DRAWN, visualStateCount } from '../visual-state'

export interface GoroutineFigures {
  /** Time per visual state. Assist time is taken out of running. */
  readonly times: Float64Array
  /** The longest blocked stretch, and how many there are. */
  longestWaitNs: number
  waitCount: number
}

export function newFigures(): GoroutineFigures {
  return { times: new Float64Array(visualStateCount), longestWaitNs: 0, waitCount: 0 }
}

/** isBlockedState by code. */
export const isBlocked = Uint8Array.from({ length: 256 }, (_, code) =>
  code < visualStateCount && isBlockedState(code) ? 1 : 0,
)

/** Overwrites `figures` with those of a goroutine. */
function addFigures(
  trace: Trace,
  goroutine: number,
  codes: Uint8Array,
  assists: AssistPieces,
  figures: GoroutineFigures,
): void {
  const { spans, goroutines } = trace
  const { startNs, state, reason } = spans
  const { times } = figures
  const end = goroutines.spanOffset[goroutine + 1]
  let longestWaitNs = 0
  let waits = 0
  // A loop: `fill` costs more than it for twelve numbers, and there may be millions of goroutines.
  for (let state = 0; state < visualStateCount; state++) times[state] = 0
  for (let span = goroutines.spanOffset[goroutine]; span < end; span++) {
    const code = codes[(state[span] << 8) | reason[span]]
    if (code === NOT_DRAWN) continue
    const durationNs =
      (span + 1 < end ? startNs.at(span + 1) : goroutines.rowEndNs.at(goroutine)) - startNs.at(span)
    times[code] += durationNs
    if (isBlocked[code] === 0 || state[span] !== GoroutineState.waiting) continue
    waits++
    if (durationNs > longestWaitNs) longestWaitNs = durationNs
  }
  figures.longestWaitNs = longestWaitNs
  figures.waitCount = waits
  if (assists.count > 0) moveAssists(assists, goroutine, times)
}

/** Takes a goroutine's assists out of running. */
export function moveAssists(assists: AssistPieces, goroutine: number, times: Float64Array): void {
  const pieces = piecesOf(assists, goroutine)
  for (let piece = pieces.first; piece < pieces.end; piece++) {
    const durationNs = assists.endNs[piece] - assists.startNs[piece]
    times[visualStateIndex.running] -= durationNs
    times[visualStateIndex['gc-assist']] += durationNs
  }
}

/** Time in the wanted visual states: one figure of millions. */
export class TimesIn {
  private readonly isWanted: Uint8Array
  /** By `state << 8 | reason`. */
  private readonly usual: Uint8Array
  private readonly ofWorkers: Uint8Array

  constructor(
    private readonly index: TraceIndex,
    wanted: (visualState: number) => boolean,
  ) {
    const isWanted = Uint8Array.from({ length: 256 }, (_, code) =>
      code < visualStateCount && wanted(code) ? 1 : 0,
    )
    this.isWanted = isWanted
    this.usual = index.codes.map((code) => isWanted[code])
    this.ofWorkers = index.workerCodes.map((code) => isWanted[code])
  }

  /** Of the goroutines at [from, to) of `goroutines`, or those of these numbers, each to its place. */
  add(from: number, to: number, sums: Float64Array, goroutines?: Uint32Array): void {
    const { isWanted, usual, ofWorkers } = this
    const { trace, assists, isGcWorker, heavyFigures } = this.index
    const { startNs, state, reason } = trace.spans
    const { spanOffset, rowEndNs } = trace.goroutines
    const running = isWanted[visualStateIndex.running]
    const assisting = isWanted[visualStateIndex['gc-assist']]
    const movesAssists = running !== assisting && assists.count > 0
    for (let at = from; at < to; at++) {
      const goroutine = goroutines === undefined ? at : goroutines[at]
      const first = spanOffset[goroutine]
      const end = spanOffset[goroutine + 1]
      let sumNs = 0
      const heavy = end - first > rawRowStretches ? heavyFigures.get(goroutine) : undefined
      if (heavy !== undefined) {
        for (let code = 0; code < visualStateCount; code++)
          if (isWanted[code] === 1) sumNs += heavy.times[code]
      } else if (first < end) {
        const table = isGcWorker[goroutine] === 1 ? ofWorkers : usual
        let endNs = startNs.at(first)
        for (let span = first; span < end; span++) {
          const beginNs = endNs
          endNs = span + 1 < end ? startNs.at(span + 1) : rowEndNs.at(goroutine)
          if (table[(state[span] << 8) | reason[span]] === 1) sumNs += endNs - beginNs
        }
        if (movesAssists) {
          const pieces = piecesOf(assists, goroutine)
          for (let piece = pieces.first; piece < pieces.end; piece++)
            sumNs += (assisting - running) * (assists.endNs[piece] - assists.startNs[piece])
        }
      }
      sums[at] = sumNs
    }
  }
}

/** The same, by place in `goroutines`, at once. */
export function timesIn(
  index: TraceIndex,
  goroutines: Uint32Array,
  wanted: (visualState: number) => boolean,
): Float64Array {
  const sums = new Float64Array(goroutines.length)
  new TimesIn(index, wanted).add(0, goroutines.length, sums, goroutines)
  return sums
}

/** Figures of a goroutine; the object may be reused by the next call with the same `scratch`. */
export function figuresOf(index: TraceIndex, goroutine: number, scratch: GoroutineFigures): GoroutineFigures {
  const heavy = index.heavyFigures.get(goroutine)
  if (heavy !== undefined) return heavy
  const codes = index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes
  addFigures(index.trace, goroutine, codes, index.assists, scratch)
  return scratch
}
