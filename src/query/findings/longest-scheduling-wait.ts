/**
 * Goroutines that could run and waited long for a processor while others had them all. Notable from 10 ms, the time
 * slice after which the scheduler preempts (Go 1.26 src/runtime/proc.go, forcePreemptNS). Waits after a system call
 * that lost its P, and waits beside an idle P, are findings of their own.
 */
import { formatDuration, formatShare, groupDigits } from '../../base/format-units'
import { whoRan } from '../scheduling/who-ran'
import type { WhoRan } from '../scheduling/who-ran'
import { shortFunctionName } from '../../base/function-names'
import type { TraceIndex } from '../trace-index'
import { atSeconds, nameOfGoroutine } from './finding-context'
import type { Finder } from './finding-context'
import { longWaits, waitsInAll } from './long-waits'

const notableNs = 10e6
const severeNs = 100e6
/** A start function is named when it had at least this share of the Ps' time. */
const namedShare = 0.2
const mostNamed = 2

export const findLongestSchedulingWait: Finder = (index) => {
  const { trace } = index
  const waits = longWaits(index).filter((wait) => wait.kind === 'busy')
  const longest = waits[0]
  if (longest === undefined || longest.durationNs < notableNs) return []
  const { goroutine, startNs, durationNs } = longest
  const totalNs = waits.reduce((sum, wait) => sum + wait.durationNs, 0)
  const ran = whoRan(index, startNs, startNs + durationNs)
  const holders = holdersOf(index, ran)
  const inAll = waits.length === 1 ? '' : `; ${waitsInAll(index, waits.length, totalNs)}`
  return [
    {
      lostNs: totalNs,
      finding: {
        code: 'long-scheduling-wait',
        severity: durationNs >= severeNs ? 'high' : 'medium',
        text: `${nameOfGoroutine(index, goroutine)} could run and waited ${formatDuration(durationNs)} for a processor at ${atSeconds(startNs)}${holders.length === 0 ? '' : `, while ${holders.map((holder) => holder.text).join(' and ')} of the Ps’ time`}${inAll}.`,
        certainty: 'proved',
        formula:
          'length of the longest runnable stretch without an idle P; the total is the sum of those of at least 5 ms, without waits after a system call. Who had the Ps: time of each start function on a P in that stretch, divided by the time of all Ps; a system call that keeps its P counts',
        figures: {
          longestNs: durationNs,
          totalNs,
          count: waits.length,
          ...(holders.length === 0 ? {} : { holder: holders[0].functionName, holderShare: holders[0].share }),
        },
        at: { fromNs: startNs, toNs: startNs + durationNs, goroutine: trace.goroutines.id[goroutine] },
      },
    },
  ]
}

interface HolderText {
  readonly functionName: string
  readonly share: number
  readonly text: string
}

/** The start functions that had most of the Ps' time, at most two, each with its goroutine when it was one. */
function holdersOf(index: TraceIndex, ran: WhoRan): readonly HolderText[] {
  const { goroutines, tables } = index.trace
  const { held } = ran
  /** `goroutine`: the one that had most of it. */
  const byFunction = new Map<number, { timeNs: number; count: number; goroutine: number }>()
  /** Most time first, of as much the lower index. */
  const compare = (a: number, b: number): number => held.timeOf(b) - held.timeOf(a) || a - b
  for (const goroutine of held.goroutines) {
    const timeNs = held.timeOf(goroutine)
    const name = goroutines.functionName[goroutine]
    const known = byFunction.get(name)
    if (known === undefined) byFunction.set(name, { timeNs, count: 1, goroutine })
    else {
      known.timeNs += timeNs
      known.count++
      if (compare(goroutine, known.goroutine) < 0) known.goroutine = goroutine
    }
  }
  const allNs = ran.takenNs + ran.freeNs
  if (allNs <= 0) return []
  return [...byFunction]
    .filter(([name, { timeNs }]) => timeNs >= namedShare * allNs && tables.strings.get(name) !== '')
    .sort((a, b) => b[1].timeNs - a[1].timeNs || compare(a[1].goroutine, b[1].goroutine))
    .slice(0, mostNamed)
    .map(([name, { timeNs, count, goroutine }], at): HolderText => {
      const functionName = tables.strings.get(name)
      const who =
        count === 1
          ? nameOfGoroutine(index, goroutine)
          : `${groupDigits(count)} goroutines of ${shortFunctionName(functionName)}`
      const share = timeNs / allNs
      return {
        functionName,
        share: Number(share.toFixed(4)),
        text: `${who}${at === 0 ? ' had' : ''} ${formatShare(share)}`,
      }
    })
}
