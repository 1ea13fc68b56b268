/**
 * Time per visual state of one goroutine, and its waits.
 */
import { visualStateIndex } from '../../contract/visual-states'
import { GoroutineState } from '../../model/states'
import type { Trace } from '../../model/trace'
import { piecesOf } from '../assist-pieces'
import type { AssistPieces } from '../assist-pieces'
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
export function addFigures(
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
