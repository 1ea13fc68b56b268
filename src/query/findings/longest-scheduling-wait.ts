/**
 * Goroutines that could run and waited long for a processor while others had them all. What a saturated machine does by
 * itself is no finding: the scheduler preempts after 10 ms, and its watcher looks every 10 ms (Go 1.26 src/runtime/proc.go,
 * forcePreemptNS and sysmon), so that a CPU-bound goroutine ahead explains up to 20 ms, two of them 40. Notable is a wait
 * of 50 ms that began with a wake-up. A goroutine that was itself preempted only waits for its next turn, and those created
 * together of one function for their first: theirs count when one goroutine then ran for most of the wait, and for 50 ms,
 * without a break, for then no turns were taken. Waits after a system call that lost its P, and waits beside an idle P, are
 * findings of their own; so are the first turns of a burst of creations.
 */
import { formatDuration, formatShare, groupDigits } from '../../base/format-units'
import { whoRan } from '../scheduling/who-ran'
import type { WhoRan } from '../scheduling/who-ran'
import { shortFunctionName } from '../../base/function-names'
import { NONE } from '../../model/states'
import type { TraceIndex } from '../trace-index'
import { atSeconds, nameOfGoroutine } from './finding-context'
import type { Finder } from './finding-context'
import { longWaits, waitsInAll } from './long-waits'
import type { LongWait } from './long-waits'
import { silencesWithoutCpu } from './no-cpu'

const notableNs = 50e6
const stallShare = 0.5
const severeNs = 100e6
/** Of more waits the longest are looked at for one that counts. */
const mostLookedAt = 64
/** A start function is named when it had at least this share of the Ps' time. */
const namedShare = 0.2
const mostNamed = 2

export const findLongestSchedulingWait: Finder = (index) => {
  const { trace } = index
  const busy = longWaits(index).filter((wait) => wait.kind === 'busy')
  const worst = worstOf(index, busy)
  if (worst === undefined) return []
  const { longest, ran } = worst
  const waits = busy.filter((wait) => wait === longest || wait.reason !== preempted)
  const { goroutine, startNs, durationNs } = longest
  const totalNs = waits.reduce((sum, wait) => sum + wait.durationNs, 0)
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
          'length of the longest runnable stretch without an idle P; the total is the sum of those of at least 5 ms, without waits after a system call and those of goroutines that had just used up their own turn. Who had the Ps: time of each start function on a P in that stretch, divided by the time of all Ps; a system call that keeps its P counts',
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

const preempted = 'preempted'
const created = 'created'

/** The longest wait that taking turns does not explain, and who had the Ps meanwhile. */
function worstOf(
  index: TraceIndex,
  waits: readonly LongWait[],
): { readonly longest: LongWait; readonly ran: WhoRan } | undefined {
  for (const wait of waits.slice(0, mostLookedAt)) {
    const { startNs, durationNs, reason } = wait
    if (durationNs < notableNs) return undefined
    // While the process itself got no CPU, nobody held anybody up.
    if (durationNs - silentNs(index, startNs, startNs + durationNs) < notableNs) continue
    if (reason === created && isOfBurst(index, wait)) continue
    const ran = whoRan(index, startNs, startNs + durationNs)
    const isTurn = reason === preempted || (reason === created && isOfHolders(index, wait, ran))
    const isStall = ran.held.longestRunNs >= Math.max(notableNs, stallShare * durationNs)
    if (!isTurn || isStall) return { longest: wait, ran }
  }
  return undefined
}

function silentNs(index: TraceIndex, fromNs: number, toNs: number): number {
  let sumNs = 0
  for (const silence of silencesWithoutCpu(index))
    sumNs += Math.max(0, Math.min(toNs, silence.toNs) - Math.max(fromNs, silence.fromNs))
  return sumNs
}

function isOfBurst({ trace, creationBurst }: TraceIndex, { goroutine }: LongWait): boolean {
  if (creationBurst === undefined) return false
  const { createdNs, creationStack } = trace.goroutines
  return (
    creationStack[goroutine] === creationStack[creationBurst.members[0]] &&
    createdNs.at(goroutine) >= creationBurst.fromNs &&
    // One that came right after those of the burst stood in the same queue.
    createdNs.at(goroutine) <= creationBurst.toNs + notableNs
  )
}

/** Whether goroutines of the same start function had more of the Ps' time than those of any other. */
function isOfHolders({ trace }: TraceIndex, { goroutine }: LongWait, ran: WhoRan): boolean {
  const { functionName } = trace.goroutines
  const byFunction = new Map<number, number>()
  const { goroutines, timeNs } = ran.held
  for (let at = 0; at < goroutines.length; at++) {
    const name = functionName[goroutines[at]]
    byFunction.set(name, (byFunction.get(name) ?? 0) + timeNs[at])
  }
  const ownNs = byFunction.get(functionName[goroutine]) ?? 0
  return [...byFunction.values()].every((timeNs) => timeNs <= ownNs)
}

interface HolderText {
  readonly functionName: string
  readonly share: number
  readonly text: string
}

/** What goroutines of one start function had, and the one of them that had most: of as much the lower index. */
interface FunctionTime {
  timeNs: number
  count: number
  goroutine: number
  mostNs: number
}

/** The start functions that had most of the Ps' time, at most two, each with its goroutine when it was one. */
function holdersOf(index: TraceIndex, ran: WhoRan): readonly HolderText[] {
  const { functionName: nameOf } = index.trace.goroutines
  const { strings } = index.trace.tables
  const { goroutines, timeNs } = ran.held
  const byFunction = new Map<number, FunctionTime>()
  let name: number = NONE
  let own: FunctionTime | undefined
  for (let at = 0; at < goroutines.length; at++) {
    const goroutine = goroutines[at]
    if (own === undefined || nameOf[goroutine] !== name) {
      name = nameOf[goroutine]
      own = byFunction.get(name) ?? { timeNs: 0, count: 0, goroutine, mostNs: 0 }
      byFunction.set(name, own)
    }
    own.timeNs += timeNs[at]
    own.count++
    if (timeNs[at] < own.mostNs || (timeNs[at] === own.mostNs && goroutine > own.goroutine)) continue
    own.mostNs = timeNs[at]
    own.goroutine = goroutine
  }
  const allNs = ran.takenNs + ran.freeNs
  if (allNs <= 0) return []
  return [...byFunction]
    .filter(([function_, { timeNs: ownNs }]) => ownNs >= namedShare * allNs && strings.get(function_) !== '')
    .sort(([, a], [, b]) => b.timeNs - a.timeNs || b.mostNs - a.mostNs || a.goroutine - b.goroutine)
    .slice(0, mostNamed)
    .map(([function_, { timeNs: ownNs, count, goroutine }], at): HolderText => {
      const functionName = strings.get(function_)
      const who =
        count === 1
          ? nameOfGoroutine(index, goroutine)
          : `${groupDigits(count)} goroutines of ${shortFunctionName(functionName)}`
      const share = ownNs / allNs
      return {
        functionName,
        share: Number(share.toFixed(4)),
        text: `${who}${at === 0 ? ' had' : ''} ${formatShare(share)}`,
      }
    })
}
