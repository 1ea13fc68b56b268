/** What the free fields of a filter may be about in this trace: start functions, packages, reasons. */
import type { FilterWordsDto } from '../../contract/search-dto'
import { packageOf } from '../../base/function-names'
import type { TraceIndex } from '../trace-index'

const mostWords = 400

export function filterWords(index: TraceIndex): FilterWordsDto {
  const groups = index.groups
    .filter(({ functionName, isRuntime }) => functionName !== '' && !isRuntime)
    .sort((a, b) => b.goroutines.length - a.goroutines.length)
  const functions = groups.map(({ functionName }) => functionName)
  return {
    functions: functions.slice(0, mostWords),
    packages: [...new Set(functions.map(packageOf))].slice(0, mostWords),
    reasons: reasonsOf(index),
  }
}

/** Reasons of spans that there are, the most frequent first. */
function reasonsOf({ trace }: TraceIndex): readonly string[] {
  const { reasons, reason, count } = trace.spans
  const counts = new Float64Array(reasons.length)
  for (let span = 0; span < count; span++) counts[reason[span]]++
  return reasons
    .map((text, at) => ({ text, count: counts[at] }))
    .filter((one) => one.text !== '' && one.count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ text }) => text)
}
