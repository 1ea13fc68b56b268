/**
 * The place at which goroutines waited longest for a lock or to send on a channel. Waiting to receive and
 * WaitGroup.Wait are left out: they are how idle workers and joins look. Notable when at least half a goroutine, on
 * average over the run, stood there, in at least ten waits.
 */
import { formatDuration, groupDigits } from '../../base/format-units'
import type { Trace } from '../../model/trace'
import { frameDto, placeFrame } from '../stack-dto'
import type { TraceIndex } from '../trace-index'
import { atSeconds } from './finding-context'
import type { Finder } from './finding-context'

const notableShare = 0.5
const severeShare = 4
const fewestWaits = 10

interface Place {
  totalNs: number
  count: number
  readonly stacks: Set<number>
  readonly operation: string
}

export const findBlockingPlace: Finder = (index) => {
  const { trace, contended } = index
  const places = new Map<string, Place & { readonly frame: number }>()
  for (let stack = 0; stack < contended.count.length; stack++) {
    if (contended.count[stack] === 0) continue
    const operation = operationOf(trace, stack)
    const frame = placeFrame(trace, stack)
    if (operation === undefined || frame === undefined) continue
    const key = `${operation} ${frame}`
    let place = places.get(key)
    if (place === undefined) {
      place = { totalNs: 0, count: 0, stacks: new Set(), operation, frame }
      places.set(key, place)
    }
    place.totalNs += contended.totalNs[stack]
    place.count += contended.count[stack]
    place.stacks.add(stack)
  }
  const worst = [...places.values()]
    .filter((place) => place.count >= fewestWaits)
    .sort((a, b) => b.totalNs - a.totalNs)[0]
  if (worst === undefined || worst.totalNs < notableShare * trace.durationNs || trace.durationNs === 0)
    return []
  const longest = longestWaitAt(index, worst.stacks)
  if (longest === undefined) return []
  const { functionName, file, line } = frameDto(trace, worst.frame)
  const mean = worst.totalNs / trace.durationNs
  return [
    {
      lostNs: worst.totalNs,
      finding: {
        code: 'blocking-place',
        severity: mean >= severeShare ? 'high' : 'medium',
        text: `Goroutines waited ${formatDuration(worst.totalNs)} in ${worst.operation} at ${functionName} (${file.slice(file.lastIndexOf('/') + 1)}:${line}), in ${groupDigits(worst.count)} waits; the longest took ${formatDuration(longest.durationNs)} at ${atSeconds(longest.startNs)}.`,
        certainty: 'proved',
        formula:
          'sum of the waits whose stack passes through this place, over all goroutines but the runtime’s own',
        figures: {
          totalNs: worst.totalNs,
          count: worst.count,
          meanWaiting: Number(mean.toFixed(2)),
          longestNs: longest.durationNs,
          function: functionName,
          file,
          line,
          operation: worst.operation,
        },
        at: {
          fromNs: longest.startNs,
          toNs: longest.startNs + longest.durationNs,
          goroutine: trace.goroutines.id[longest.goroutine],
        },
      },
    },
  ]
}

/** The operation a stack waits in, or undefined where it is a join or the runtime's own semaphore. */
function operationOf(trace: Trace, stack: number): string | undefined {
  const { stacks, frames, strings } = trace.tables
  for (let at = stacks.offset[stack]; at < stacks.offset[stack + 1]; at++) {
    const name = strings.get(frames.functionName[stacks.frame[at]])
    if (name === 'sync.(*WaitGroup).Wait') return undefined
    if (name.startsWith('sync.(*')) return name
    if (name === 'runtime.chansend1' || name === 'runtime.chansend') return 'a channel send'
    if (!name.startsWith('runtime.') && !name.startsWith('internal/')) return undefined
  }
  return undefined
}

function longestWaitAt(
  { trace, contended }: TraceIndex,
  stacks: ReadonlySet<number>,
): { goroutine: number; startNs: number; durationNs: number } | undefined {
  let best: { goroutine: number; startNs: number; durationNs: number } | undefined
  for (const stack of stacks) {
    const durationNs = contended.longestNs[stack]
    if (durationNs <= (best?.durationNs ?? -1)) continue
    const startNs = trace.spans.startNs[contended.longestSpan[stack]]
    best = { goroutine: contended.longestGoroutine[stack], startNs, durationNs }
  }
  return best
}
