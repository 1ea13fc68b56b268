/**
 * All goroutines at one instant, grouped like a dump.
 *
 * Stacks are of the moment a goroutine stopped. Waiting, in a system call, or runnable after a wait, it still stands
 * there. Running, or runnable after it ran, it stands elsewhere now: then its last stack is shown and marked.
 */
import { visualStates } from '../contract/visual-states'
import type { SnapshotDto, SnapshotGroupDto } from '../contract/snapshot-dto'
import { GoroutineState, NONE, goroutineStateNames } from '../model/states'
import type { Trace } from '../model/trace'
import { spanAt } from './assist-pieces'
import { reasonReader } from './goroutine/network-wake'
import { placeOf, stackDto } from './stack-dto'
import type { TraceIndex } from './trace-index'
import { NOT_DRAWN } from './visual-state'

const mostIdsOfGroup = 1_000

interface Gathering {
  readonly state: number
  readonly reason: number
  readonly code: number
  readonly stack: number
  readonly isLastKnown: boolean
  readonly members: { readonly goroutine: number; readonly sinceNs: number }[]
}

export function snapshot(index: TraceIndex, atNs: number): SnapshotDto {
  const { trace } = index
  const { goroutines, spans } = trace
  const groups = new Map<string, Gathering>()
  const reasonAt = reasonReader(trace)
  let total = 0
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    if (goroutines.createdNs.at(goroutine) > atNs || goroutines.rowEndNs.at(goroutine) < atNs) continue
    if (goroutines.endedNs.at(goroutine) <= atNs) continue
    const first = goroutines.spanOffset[goroutine]
    if (first === goroutines.spanOffset[goroutine + 1]) continue
    const span = spanAt(trace, goroutine, atNs)
    const state = spans.state[span]
    const reason = reasonAt(first, span)
    const codes = index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes
    const code = codes[(state << 8) | reason]
    if (code === NOT_DRAWN) continue
    total++
    const { stack, isLastKnown } = stackAt(trace, first, span)
    const key = `${state} ${reason} ${code} ${stack} ${isLastKnown}`
    let group = groups.get(key)
    if (group === undefined) {
      group = { state, reason, code, stack, isLastKnown, members: [] }
      groups.set(key, group)
    }
    group.members.push({ goroutine, sinceNs: spans.startNs.at(span) })
  }
  return {
    atNs,
    total,
    groups: [...groups.values()]
      .map((group) => groupDto(trace, group, atNs))
      .sort((a, b) => b.count - a.count),
  }
}

/** The goroutine's own last stack at a span. The stack of a runnable span is its waker's or creator's. */
function stackAt({ spans }: Trace, first: number, span: number): { stack: number; isLastKnown: boolean } {
  let hasRunSince = false
  for (let at = span; at >= first; at--) {
    const state = spans.state[at]
    if (state === GoroutineState.running) hasRunSince = true
    const isOwn = state === GoroutineState.waiting || state === GoroutineState.syscall
    if (isOwn && spans.stack.at(at) !== NONE) return { stack: spans.stack.at(at), isLastKnown: hasRunSince }
    // A wait without a stack says that it stands somewhere else than before.
    if (isOwn) return { stack: NONE, isLastKnown: false }
  }
  return { stack: NONE, isLastKnown: false }
}

function groupDto(trace: Trace, group: Gathering, atNs: number): SnapshotGroupDto {
  const { goroutines, spans, tables } = trace
  const members = group.members.sort((a, b) => a.sinceNs - b.sinceNs)
  const names = new Set(members.map(({ goroutine }) => goroutines.functionName[goroutine]))
  const [name] = names
  return {
    count: members.length,
    state: goroutineStateNames[group.state],
    visualState: visualStates[group.code],
    reason: spans.reasons[group.reason],
    place: placeOf(trace, group.stack),
    stack: stackDto(trace, group.stack),
    isLastKnownStack: group.isLastKnown,
    shortestNs: atNs - members[members.length - 1].sinceNs,
    longestNs: atNs - members[0].sinceNs,
    functionName: names.size === 1 ? tables.strings.get(name) : '',
    goroutines: members.slice(0, mostIdsOfGroup).map(({ goroutine }) => goroutines.id[goroutine]),
  }
}
