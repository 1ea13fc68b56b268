import { GoroutineState } from '../../model/states'
import type { Trace } from '../../model/trace'
import { insideOf } from '../analysis-scope'
import { Durations } from '../durations'
import { stackDto } from '../stack-dto'
import { indexOfSorted } from '../scheduling/execution-rows'
import type { AnalysisTable } from './table'
import { counted, cut, durationCells, durationColumns, placeInTime, placeName, text } from './table'

/** Calls into C by place: the trace has them as system calls that a stub of cgo makes. */
export const cgoTable: AnalysisTable = (index, { scope }) => {
  const { trace } = index
  const { spans, goroutines, tables } = trace
  const isCgo = new Uint8Array(tables.stacks.count)
  for (let stack = 0; stack < isCgo.length; stack++) isCgo[stack] = isCallIntoC(trace, stack) ? 1 : 0
  const places = new Map<
    string,
    { place: string; stack: number; goroutine: number; lost: number; durations: Durations }
  >()
  // Most programs call no C: then no span need be looked at.
  const goroutineCount = isCgo.includes(1) ? goroutines.count : 0
  for (let goroutine = 0; goroutine < goroutineCount; goroutine++) {
    if (!scope.hasGoroutine(goroutine)) continue
    const end = goroutines.spanOffset[goroutine + 1]
    for (let span = goroutines.spanOffset[goroutine]; span < end; span++) {
      const stack = spans.stack.at(span)
      if (spans.state[span] !== GoroutineState.syscall || isCgo[stack] !== 1) continue
      const startNs = spans.startNs.at(span)
      const endNs = span + 1 < end ? spans.startNs.at(span + 1) : goroutines.rowEndNs.at(goroutine)
      const inside = insideOf(scope, goroutine, startNs, endNs)
      if (inside === undefined) continue
      const place = placeName(trace, stack)
      let one = places.get(place)
      if (one === undefined)
        places.set(place, (one = { place, stack, goroutine, lost: 0, durations: new Durations() }))
      if (indexOfSorted(spans.syscallLostProcessor.span, span) >= 0) one.lost++
      if (inside.durationNs > one.durations.longestNs) {
        one.stack = stack
        one.goroutine = goroutine
      }
      one.durations.add(inside.durationNs, inside.startNs)
    }
  }
  const found = [...places.values()].sort((a, b) => b.durations.totalNs - a.durations.totalNs)
  return {
    formula:
      'Begin to end of every call into C (in the trace a system call made by one of cgo’s _Cfunc_ stubs), by that stub; calls that were open at either end count as far as the trace shows them.',
    limits:
      'What C did is not in the data, nor are threads that C made. A call from C back into Go ends the stretch, and what follows it is another. No event tells of runtime.LockOSThread.',
    columns: [
      text('place', 'Place'),
      ...durationColumns,
      counted('lost', 'Lost P', 'Calls that cost their P'),
    ],
    sortedBy: 'total',
    ...cut(found, ({ place, stack, goroutine, lost, durations }) => ({
      cells: [place, ...durationCells(durations), lost],
      ...placeInTime(trace, durations.longestStartNs, durations.longestNs, goroutine),
      stacks: [{ label: 'Stack of the longest', frames: stackDto(trace, stack) }],
    })),
  }
}

/**
 * The tool cgo names its stubs `_Cfunc_f`, or `_C2func_f` where the error is asked for (Go 1.27 src/cmd/cgo/out.go). The
 * event of the call leaves runtime.cgocall itself out of the stack, though not in every release.
 */
export function isCallIntoC({ tables }: Trace, stack: number): boolean {
  const { stacks, frames, strings } = tables
  if (stacks.offset[stack] === stacks.offset[stack + 1]) return false
  const name = strings.get(frames.functionName[stacks.frame[stacks.offset[stack]]])
  return name === 'runtime.cgocall' || /\._C2?func_/.test(name)
}
