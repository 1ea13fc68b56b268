/** Curves of a stretch of time as the host answers them (contract/counters-dto.ts, CountersRequest). */
import type { CountersHead } from '../contract/counters-dto'
import type { Frame } from '../contract/wire'
import { column } from './tile-columns'

export interface Counters {
  readonly head: CountersHead
  readonly heapLive: Float64Array
  readonly heapGoal: Float64Array
  readonly running: Float64Array
  readonly runnable: Float64Array
  readonly waiting: Float64Array
  readonly syscall: Float64Array
  readonly occupancy: Float64Array
  readonly stw: Float64Array
  readonly gc: Float64Array
}

/** @throws TypeError when a column is missing: the two sides are of different builds. */
export function countersOfFrame(frame: Frame<CountersHead>): Counters {
  const read = (name: string): Float64Array => column(frame, name, Float64Array)
  return {
    head: frame.head,
    heapLive: read('heapLive'),
    heapGoal: read('heapGoal'),
    running: read('running'),
    runnable: read('runnable'),
    waiting: read('waiting'),
    syscall: read('syscall'),
    occupancy: read('occupancy'),
    stw: read('stw'),
    gc: read('gc'),
  }
}
