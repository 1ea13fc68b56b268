/** System calls and calls into C that threads made in a range of time, and those that lost their P over it. */
import type { ThreadCallsDto } from '../../contract/stretch-dto'
import { visualStateIndex } from '../../contract/visual-states'
import { isCallIntoC } from '../analysis-tables/cgo'
import { indexOfSorted } from '../scheduling/execution-rows'
import type { TraceIndex } from '../trace-index'
import type { ExecutionRow } from './range-rows'
import { LongestParts, spanPlace } from './span-tally'

const mostCalls = 12

/** @param rows of threads, whose system calls reach to their return */
export function threadCalls(
  index: TraceIndex,
  rows: readonly ExecutionRow[],
  fromNs: number,
  toNs: number,
): ThreadCallsDto {
  const { trace } = index
  const { stack, syscallLostProcessor } = trace.spans
  const longest = new LongestParts(mostCalls)
  const isIntoC = new Map<number, boolean>()
  const intoC = (stackIndex: number): boolean => {
    let known = isIntoC.get(stackIndex)
    if (known === undefined) isIntoC.set(stackIndex, (known = isCallIntoC(trace, stackIndex)))
    return known
  }
  const code = visualStateIndex.syscall
  let count = 0
  let totalNs = 0
  let intoCCount = 0
  let intoCNs = 0
  let lostProcessorCount = 0
  let withoutProcessorNs = 0
  for (const { row, goroutineAt } of rows) {
    const end = row.first + row.count
    for (let at = row.count === 0 ? end : row.positionAt(fromNs); at < end && row.startAt(at) < toNs; at++) {
      if (row.codeAt(at) !== code) continue
      const endNs = Math.min(row.endAt(at), toNs)
      const insideNs = endNs - Math.max(row.startAt(at), fromNs)
      if (insideNs <= 0) continue
      const span = row.elementAt(at)
      count++
      totalNs += insideNs
      longest.offer(goroutineAt(at), span, insideNs, code)
      if (intoC(stack.at(span))) {
        intoCCount++
        intoCNs += insideNs
      }
      const lost = indexOfSorted(syscallLostProcessor.span, span)
      const withoutNs = lost < 0 ? 0 : endNs - Math.max(syscallLostProcessor.atNs[lost], fromNs)
      if (withoutNs <= 0) continue
      lostProcessorCount++
      withoutProcessorNs += withoutNs
    }
  }
  return {
    count,
    totalNs,
    intoCCount,
    intoCNs,
    lostProcessorCount,
    withoutProcessorNs,
    longest: longest.parts.map((part) => spanPlace(index, part)),
    areOnlyLost: trace.header.format === 1,
  }
}
