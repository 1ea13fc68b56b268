/**
 * Waits of all goroutines by the place they began at: one table of every reason, and the four that `go tool trace` calls
 * blocking profiles (Go 1.27 src/cmd/trace/pprof.go).
 */
import type { BlockingKind } from '../../contract/goroutine-dto'
import { GoroutineState, NONE } from '../../model/states'
import { GoroutineFlag } from '../../model/trace'
import type { Trace } from '../../model/trace'
import { insideOf } from '../analysis-scope'
import type { Scope } from '../analysis-scope'
import { isBlockingStretch } from '../blocking-stretches'
import { Durations } from '../durations'
import { reasonReader } from '../goroutine/network-wake'
import { frameDto, placeFrame, stackDto } from '../stack-dto'
import type { TraceIndex } from '../trace-index'
import type { AnalysisTable } from './table'
import { cut, durationCells, durationColumns, frameName, placeInTime, text } from './table'

interface Gathering {
  readonly reason: number
  readonly state: number
  readonly frame: number | undefined
  /** Stack and goroutine of the longest. */
  stack: number
  goroutine: number
  readonly durations: Durations
}

/** Spans that `isWanted` accepts by `state << 8 | reason`, gathered by reason and place. */
export function gather(
  { trace }: TraceIndex,
  scope: Scope,
  isWanted: (state: GoroutineState, reason: string) => boolean,
  skipsOpen: boolean,
  skipsSystem = false,
): readonly Gathering[] {
  const { spans, goroutines, tables } = trace
  const { startNs, state, stack } = spans
  const reasonAt = reasonReader(trace)
  const wanted = new Uint8Array(6 << 8)
  for (let one = 0; one < 6; one++) {
    spans.reasons.forEach(
      (name, at) => (wanted[(one << 8) | at] = isWanted(one as GoroutineState, name) ? 1 : 0),
    )
  }
  const groups = new Map<number, Gathering>()
  /** By kind and stack, so that places are looked up once. */
  const known = new Map<number, Gathering>()
  const stackCount = tables.stacks.count + 1
  const frameCount = tables.frames.count + 1
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    if (skipsSystem && (goroutines.flags[goroutine] & GoroutineFlag.system) !== 0) continue
    if (!scope.hasGoroutine(goroutine)) continue
    const first = goroutines.spanOffset[goroutine]
    const end = goroutines.spanOffset[goroutine + 1]
    for (let span = first; span < end; span++) {
      const reason = reasonAt(first, span)
      const kind = (state[span] << 8) | reason
      if (wanted[kind] === 0 || (skipsOpen && span + 1 === end)) continue
      const endNs = span + 1 < end ? startNs[span + 1] : goroutines.rowEndNs[goroutine]
      const inside = scope.isWhole ? undefined : insideOf(scope, goroutine, startNs[span], endNs)
      if (!scope.isWhole && inside === undefined) continue
      const durationNs = inside?.durationNs ?? endNs - startNs[span]
      const at = stack[span]
      const key = kind * stackCount + (at === NONE ? stackCount - 1 : at)
      let group = known.get(key)
      if (group === undefined) {
        const frame = at === NONE ? undefined : placeFrame(trace, at)
        const placeKey = kind * frameCount + (frame ?? frameCount - 1)
        group = groups.get(placeKey)
        if (group === undefined) {
          group = {
            state: state[span],
            reason,
            frame,
            stack: at,
            goroutine,
            durations: new Durations(),
          }
          groups.set(placeKey, group)
        }
        known.set(key, group)
      }
      if (skipsOpen && durationNs <= 0) continue
      if (durationNs > group.durations.longestNs) {
        group.stack = at
        group.goroutine = goroutine
      }
      group.durations.add(durationNs, inside?.startNs ?? startNs[span])
    }
  }
  return [...groups.values()]
    .filter((group) => group.durations.count > 0)
    .sort((a, b) => b.durations.totalNs - a.durations.totalNs)
}

export const placeRow =
  (trace: Trace, stackLabel: string) =>
  (group: Gathering): ReturnType<typeof cut>['rows'][number] => ({
    cells: [
      group.frame === undefined ? '(no stack)' : frameName(frameDto(trace, group.frame)),
      reasonOf(trace, group),
      ...durationCells(group.durations),
    ],
    ...placeInTime(trace, group.durations.longestStartNs, group.durations.longestNs, group.goroutine),
    stacks: group.stack === NONE ? [] : [{ label: stackLabel, frames: stackDto(trace, group.stack) }],
  })

function reasonOf({ spans }: Trace, { state, reason }: Gathering): string {
  const name = spans.reasons[reason]
  if (state === GoroutineState.syscall) return 'system call'
  if (state === GoroutineState.waiting && name === 'preempted') return 'suspended by the runtime'
  return name === '' ? 'since before the trace' : name
}

export const placeColumns = [text('place', 'Place'), text('reason', 'Reason'), ...durationColumns]

export const waitsTable: AnalysisTable = (index, { scope }) => ({
  formula:
    'Length of every blocked stretch of all goroutines but the runtime’s own, by reason and by the first frame outside the runtime; waits that are still open count as far as the trace shows them.',
  limits:
    'An idle worker waits at its place for hours and nothing is wrong. Which lock, channel or connection it was is not in the data.',
  columns: placeColumns,
  sortedBy: 'total',
  ...cut(
    gather(index, scope, (state) => state === GoroutineState.waiting, false, true),
    placeRow(index.trace, 'Stack of the longest wait'),
  ),
})

const profileText = {
  sync: 'blocked on channels, select, locks and the like',
  net: 'blocked on the network',
  syscall: 'in system calls',
  sched: 'waiting for a P',
} as const satisfies Readonly<Record<BlockingKind, string>>

export const profileTable =
  (kind: BlockingKind): AnalysisTable =>
  (index, { scope }) => {
    return {
      formula: `Time that goroutines spent ${profileText[kind]}, by the stack at its begin${kind === 'sched' ? ' (that of who woke, created or preempted the goroutine)' : ''}; stretches still open at the end are left out, as in go tool trace.`,
      limits:
        kind === 'net'
          ? 'A wait ends when the runtime noticed, not when the data came.'
          : kind === 'sync'
            ? 'Waits that were open when the trace began have no reason and are left out.'
            : '',
      columns: placeColumns,
      sortedBy: 'total',
      ...cut(
        gather(index, scope, (state, reason) => isBlockingStretch(kind, state, reason), true),
        placeRow(index.trace, kind === 'sched' ? 'Stack of the cause' : 'Stack'),
      ),
    }
  }
