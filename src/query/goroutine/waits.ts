/**
 * What one goroutine waited for, by place and reason: blocked stretches and system calls where they began, stretches
 * without a P by how they began.
 */
import { visualStates } from '../../contract/visual-states'
import type { GoroutineWaitsDto, WaitGroupDto } from '../../contract/goroutine-dto'
import { GoroutineState, NONE, goroutineStateNames } from '../../model/states'
import { Durations } from '../durations'
import { reasonReader } from './network-wake'
import { endOfSpan } from './span-details'
import { frameDto, placeFrame, stackDto } from '../stack-dto'
import type { TraceIndex } from '../trace-index'
import { NOT_DRAWN } from '../visual-state'

const mostGroups = 500

interface Gathering {
  readonly state: number
  readonly reason: number
  readonly code: number
  readonly frame: number | undefined
  /** A stack of the group: that of its longest wait. */
  stack: number
  readonly durations: Durations
}

export function goroutineWaits(index: TraceIndex, goroutine: number): GoroutineWaitsDto {
  const { trace } = index
  const { spans, goroutines } = trace
  const codes = index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes
  const groups = new Map<string, Gathering>()
  /** Stack to group, by state and reason: stacks repeat, texts are slow. */
  const known = new Map<number, Map<number, Gathering>>()
  const reasonAt = reasonReader(trace)
  const first = goroutines.spanOffset[goroutine]
  for (let span = first; span < goroutines.spanOffset[goroutine + 1]; span++) {
    const state = spans.state[span]
    if (
      state !== GoroutineState.waiting &&
      state !== GoroutineState.runnable &&
      state !== GoroutineState.syscall
    )
      continue
    const reason = reasonAt(first, span)
    const kind = (state << 8) | reason
    if (codes[kind] === NOT_DRAWN) continue
    // The stack of a runnable span is its waker's: not where this goroutine stood.
    const stack = state === GoroutineState.runnable ? NONE : spans.stack.at(span)
    let byStack = known.get(kind)
    if (byStack === undefined) known.set(kind, (byStack = new Map<number, Gathering>()))
    let group = byStack.get(stack)
    if (group === undefined) {
      const frame = stack === NONE ? undefined : placeFrame(trace, stack)
      const key = `${kind} ${frame}`
      group = groups.get(key) ?? {
        state,
        reason,
        code: codes[kind],
        frame,
        stack,
        durations: new Durations(),
      }
      groups.set(key, group)
      byStack.set(stack, group)
    }
    const durationNs = endOfSpan(trace, goroutine, span) - spans.startNs.at(span)
    if (durationNs > group.durations.longestNs) group.stack = stack
    group.durations.add(durationNs, spans.startNs.at(span))
  }
  return {
    total: groups.size,
    groups: [...groups.values()]
      .sort((a, b) => b.durations.totalNs - a.durations.totalNs)
      .slice(0, mostGroups)
      .map((group): WaitGroupDto => ({
        state: goroutineStateNames[group.state],
        visualState: visualStates[group.code],
        reason: spans.reasons[group.reason],
        ...(group.frame === undefined ? {} : { place: frameDto(trace, group.frame) }),
        stack: stackDto(trace, group.stack),
        ...group.durations.dto(),
      })),
  }
}
