import { insideOf } from '../analysis-scope'
import { Durations } from '../durations'
import { lostSyscalls } from '../scheduling/lost-syscalls'
import { stackDto } from '../stack-dto'
import type { AnalysisTable } from './table'
import { counted, cut, ns, placeInTime, placeName, text } from './table'

/** System calls that cost their P, by place: how long the calls took, and how long their goroutines then had none. */
export const syscallsTable: AnalysisTable = (index, { scope }) => {
  const { trace } = index
  const places = new Map<
    string,
    {
      place: string
      stack: number
      goroutine: number
      callNs: number
      withoutNs: number
      longestWithoutNs: number
      waits: Durations
    }
  >()
  for (const call of lostSyscalls(index)) {
    if (!scope.hasGoroutine(call.goroutine)) continue
    // A call belongs to where it lost its P: its parts before and after tell nothing by themselves.
    if (!scope.isWhole && insideOf(scope, call.goroutine, call.lostNs, call.lostNs + 1) === undefined)
      continue
    const place = placeName(trace, call.stack)
    let one = places.get(place)
    if (one === undefined) {
      one = {
        place,
        stack: call.stack,
        goroutine: call.goroutine,
        callNs: 0,
        withoutNs: 0,
        longestWithoutNs: 0,
        waits: new Durations(),
      }
      places.set(place, one)
    }
    one.callNs += call.endNs - call.startNs
    const withoutNs = call.endNs + call.waitNs - call.lostNs
    one.withoutNs += withoutNs
    one.longestWithoutNs = Math.max(one.longestWithoutNs, withoutNs)
    if (call.waitNs > one.waits.longestNs) {
      one.stack = call.stack
      one.goroutine = call.goroutine
    }
    one.waits.add(call.waitNs, call.endNs)
  }
  const found = [...places.values()].sort((a, b) => b.waits.totalNs - a.waits.totalNs)
  return {
    formula:
      'System calls whose P was taken before they returned: time in the call, time from losing the P until the goroutine ran again with one, and of that the time from its return.',
    limits:
      trace.header.format === 1
        ? 'This format of trace tells only of system calls that lost their P, not of short ones. Calls into C are among them.'
        : 'Calls into C are among them (a _Cfunc_ stub on top of the stack).',
    columns: [
      text('place', 'Place'),
      counted('count', 'Calls'),
      ns('call', 'In the call'),
      ns('without', 'Without a P', 'From losing its P until it ran again with one, in all'),
      ns('withoutLongest', 'At most', 'The longest from losing its P until it ran again with one'),
      ns('total', 'Then waited', 'Runnable after the call, in all'),
      ns('p50', 'p50'),
      ns('p99', 'p99'),
      ns('longest', 'Longest', 'Of these waits; a click leads there'),
    ],
    sortedBy: 'total',
    ...cut(found, ({ place, stack, goroutine, callNs, withoutNs, longestWithoutNs, waits }) => {
      const { count, totalNs, p50Ns, p99Ns, longestNs, longestStartNs } = waits.dto()
      return {
        cells: [
          place === '' ? '(no stack)' : place,
          count,
          callNs,
          withoutNs,
          longestWithoutNs,
          totalNs,
          p50Ns,
          p99Ns,
          longestNs,
        ],
        ...placeInTime(trace, longestStartNs, longestNs, goroutine),
        stacks: [{ label: 'Stack', frames: stackDto(trace, stack) }],
      }
    }),
  }
}
