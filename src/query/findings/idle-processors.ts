/**
 * Goroutines that could run while a P had no thread: the scheduler had room, and yet they waited. It takes a thread
 * that the operating system does not run, or a goroutine locked to such a thread; which of them, the trace does not say.
 */
import { formatDuration } from '../../base/format-units'
import { atSeconds, nameOfGoroutine } from './finding-context'
import type { Finder } from './finding-context'
import { longWaits, waitsInAll } from './long-waits'

/**
 * A thread that is woken waits for a turn of the operating system's own: some milliseconds, and now and then some tens where
 * there is more to run than processors. So it must have happened several times, or for long.
 */
const notableNs = 20e6
const fewestWaits = 3
const notableAloneNs = 100e6
const severeNs = 100e6

export const findIdleProcessors: Finder = (index) => {
  const waits = longWaits(index).filter((wait) => wait.kind === 'idle')
  const longest = waits[0]
  if (longest === undefined || longest.durationNs < notableNs) return []
  if (waits.length < fewestWaits && longest.durationNs < notableAloneNs) return []
  const { trace } = index
  const waitedNs = waits.reduce((sum, wait) => sum + wait.durationNs, 0)
  const { goroutine, startNs, durationNs, idleNs } = longest
  const name = trace.tables.strings.get(trace.goroutines.functionName[goroutine])
  return [
    {
      lostNs: waitedNs,
      finding: {
        code: 'idle-processors',
        severity: waitedNs >= severeNs ? 'high' : 'medium',
        text: `${nameOfGoroutine(index, goroutine)} could run for ${formatDuration(durationNs)} at ${atSeconds(startNs)} while a P was idle (${formatDuration(idleNs)} of it); ${waits.length === 1 ? 'it is the only such wait' : waitsInAll(index, waits.length, waitedNs)}. Either the thread that was to run it got no CPU, or it is locked to one; the trace does not say which.`,
        certainty: 'proved',
        formula:
          'runnable stretches of at least 5 ms in which one P had no thread for at least half of the time, stop-the-world apart; their length, not the idle time',
        figures: { waitedNs, longestNs: durationNs, idleNs, count: waits.length, function: name },
        at: { fromNs: startNs, toNs: startNs + durationNs, goroutine: trace.goroutines.id[goroutine] },
      },
    },
  ]
}
