/**
 * How a stretch of a goroutine is drawn. One table for the whole program: timeline, tables, statistics, findings.
 *
 * | Go's state   | reason                                                            | drawn as        |
 * |--------------|-------------------------------------------------------------------|-----------------|
 * | Running      | (the goroutine runs runtime.gcBgMarkWorker)                       | gc-work         |
 * | Running      | inside a range 'GC mark assist'                                   | gc-assist (laid over running) |
 * | Running      | else                                                              | running         |
 * | Runnable     | any                                                               | runnable        |
 * | Syscall      | any                                                               | syscall         |
 * | Waiting      | sync, sync.(*Cond).Wait                                           | blocked-sync    |
 * | Waiting      | chan send, chan receive, select                                   | blocked-channel |
 * | Waiting      | network                                                           | network         |
 * | Waiting      | sleep, forever, synctest, system goroutine wait, GC background sweeper wait | sleep (idle by choice) |
 * | Waiting      | GC mark assist wait for work, wait until GC ends, GC weak to strong wait, preempted | gc-assist (waits for the collector) |
 * | Waiting      | '' (since before the trace, or a coroutine switch), unspecified, wait for debug call, any text not known here | unknown |
 * | Undetermined | any                                                               | unknown         |
 * | NotExist     | any                                                               | not drawn       |
 *
 * The reasons are the texts of Go 1.27 src/runtime/traceruntime.go (traceBlockReasonStrings). 'preempted' as a reason
 * to wait is suspendG's: the goroutine was stopped by the runtime, in practice to scan its stack.
 */
import { visualStateIndex } from '../contract/visual-states'
import type { VisualState } from '../contract/visual-states'
import { GoroutineState } from '../model/states'
import type { SpanTable } from '../model/trace'

const waitingStates: Readonly<Record<string, VisualState>> = {
  sync: 'blocked-sync',
  'sync.(*Cond).Wait': 'blocked-sync',
  'chan send': 'blocked-channel',
  'chan receive': 'blocked-channel',
  select: 'blocked-channel',
  network: 'network',
  sleep: 'sleep',
  forever: 'sleep',
  synctest: 'sleep',
  'system goroutine wait': 'sleep',
  'GC background sweeper wait': 'sleep',
  'GC mark assist wait for work': 'gc-assist',
  'wait until GC ends': 'gc-assist',
  'GC weak to strong wait': 'gc-assist',
  preempted: 'gc-assist',
}

/** Start function of the goroutines whose running time is the collector's own marking. */
export const gcWorkerFunction = 'runtime.gcBgMarkWorker'

/** The range that turns running into gc-assist. */
export const markAssistRange = 'GC mark assist'

/** A stretch in which there is nothing to draw. */
export const NOT_DRAWN = 255

export const visualStateCount = 12

export function visualStateOf(
  state: GoroutineState,
  reason: string,
  isGcWorker: boolean,
): VisualState | undefined {
  switch (state) {
    case GoroutineState.running:
      return isGcWorker ? 'gc-work' : 'running'
    case GoroutineState.runnable:
      return 'runnable'
    case GoroutineState.syscall:
      return 'syscall'
    case GoroutineState.waiting:
      return Object.hasOwn(waitingStates, reason) ? waitingStates[reason] : 'unknown'
    case GoroutineState.undetermined:
      return 'unknown'
    case GoroutineState.notExist:
      return undefined
  }
}

/** Index of the visual state by `state << 8 | reason`; NOT_DRAWN where there is nothing. */
export function visualStateTable(spans: SpanTable, isGcWorker: boolean): Uint8Array {
  const table = new Uint8Array(6 << 8).fill(NOT_DRAWN)
  for (let state = 0; state < 6; state++) {
    for (let reason = 0; reason < spans.reasons.length; reason++) {
      const visual = visualStateOf(state as GoroutineState, spans.reasons[reason], isGcWorker)
      if (visual !== undefined) table[(state << 8) | reason] = visualStateIndex[visual]
    }
  }
  return table
}

/** Whether a visual state is a wait for something that another part of the program or the runtime must do. */
export function isBlockedState(visual: number): boolean {
  return (
    visual === visualStateIndex['blocked-sync'] ||
    visual === visualStateIndex['blocked-channel'] ||
    visual === visualStateIndex.network ||
    visual === visualStateIndex['gc-assist']
  )
}
