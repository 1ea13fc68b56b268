/**
 * A goroutine's spans as a row of stretches.
 */
import { visualStateIndex } from '../../contract/visual-states'
import type { Trace } from '../../model/trace'
import { StretchRow } from '../lod/stretch-row'
import { visualStateCount } from '../visual-state'

/** Assist is laid over running and has no time of its own in the row; running may be all assist. */
export function statesWithTime(times: Float64Array): Uint8Array {
  const states: number[] = []
  for (let state = 0; state < visualStateCount; state++) {
    if (
      times[state] > 0 ||
      (state === visualStateIndex.running && times[visualStateIndex['gc-assist']] > 0)
    ) {
      states.push(state)
    }
  }
  return Uint8Array.from(states)
}

export function stretchRowOfGoroutine(trace: Trace, goroutine: number, codes: Uint8Array): StretchRow {
  const { goroutines, spans } = trace
  const first = goroutines.spanOffset[goroutine]
  return new StretchRow({
    columns: spans,
    codes,
    first,
    count: goroutines.spanOffset[goroutine + 1] - first,
    lastEndNs: goroutines.rowEndNs.at(goroutine),
  })
}
