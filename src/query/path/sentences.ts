/**
 * What a critical path says, in words: how much of the stretch its own goroutine had, with whom most of the rest lies, for how
 * long there was no P, and what lies outside of the program's view. At most five sentences.
 */
import { formatDuration, formatShare, groupDigits } from '../../base/format-units'
import { shortFunctionName } from '../../base/function-names'
import { pathKinds } from '../../contract/path-dto'
import type { PathKind } from '../../contract/path-dto'
import { NONE } from '../../model/states'
import { frameName } from '../analysis-tables/table'
import { placeOf } from '../stack-dto'
import type { TraceIndex } from '../trace-index'
import { whoRan } from '../scheduling/who-ran'
import type { PathColumns } from './columns'
import { PathExit } from './walk-path'

/** Less than this share of the stretch is not worth a sentence. */
const leastShare = 0.01

export function pathSentences(index: TraceIndex, steps: PathColumns, goroutine: number): readonly string[] {
  if (steps.count === 0) return []
  const wholeNs = steps.toNs[steps.count - 1] - steps.fromNs[0]
  const said = (timeNs: number): string => `${formatDuration(timeNs)} (${formatShare(timeNs / wholeNs)})`
  const isWorth = (timeNs: number): boolean => timeNs >= leastShare * wholeNs
  return [
    ...ownSentence(index, steps, goroutine, wholeNs, said),
    ...otherSentence(index, steps, goroutine, said, isWorth),
    ...runnableSentence(index, steps, said, isWorth),
    ...outsideSentence(steps, said, isWorth),
    ...unknownSentence(steps, said, isWorth),
  ]
}

type Said = (timeNs: number) => string
type IsWorth = (timeNs: number) => boolean

const ownWords: Readonly<Record<PathKind, string>> = {
  running: 'ran',
  assist: 'marked for the collector because it allocated',
  syscall: 'was in system calls',
  runnable: 'could run and had no P',
  stopped: 'could run while the world was stopped',
  network: 'waited for the network',
  timer: 'waited for a timer or the runtime',
  wait: 'waited without an end that the trace tells',
  unknown: 'is not told',
}

function timeOfKinds(steps: PathColumns, isOf: (step: number) => boolean): Float64Array {
  const times = new Float64Array(pathKinds.length)
  for (let step = 0; step < steps.count; step++)
    if (isOf(step)) times[steps.kind[step]] += steps.toNs[step] - steps.fromNs[step]
  return times
}

const sumOf = (times: Float64Array): number => times.reduce((sum, time) => sum + time, 0)

function ownSentence(
  { trace }: TraceIndex,
  steps: PathColumns,
  goroutine: number,
  wholeNs: number,
  said: Said,
): readonly string[] {
  const times = timeOfKinds(steps, (step) => steps.goroutine[step] === goroutine)
  const ownNs = sumOf(times)
  const name = nameOf(trace, goroutine)
  if (ownNs === 0) return [`None of the ${formatDuration(wholeNs)} is ${name}'s own: others had all of it.`]
  const parts = [...times]
    .map((timeNs, kind) => ({ timeNs, kind: pathKinds[kind] }))
    .filter(({ timeNs }) => timeNs > 0)
    .sort((a, b) => b.timeNs - a.timeNs)
    .slice(0, 3)
    .map(({ timeNs, kind }) => `it ${ownWords[kind]} for ${formatDuration(timeNs)}`)
  return [`Of ${formatDuration(wholeNs)}, ${said(ownNs)} are ${name}'s own: ${parts.join(', ')}.`]
}

/** Whom most of the rest lies with, and how the path came there. */
function otherSentence(
  { trace }: TraceIndex,
  steps: PathColumns,
  goroutine: number,
  said: Said,
  isWorth: IsWorth,
): readonly string[] {
  const { functionName } = trace.goroutines
  const byFunction = new Map<number, { totalNs: number; readonly members: Set<number> }>()
  for (let step = 0; step < steps.count; step++) {
    const other = steps.goroutine[step]
    if (other === goroutine) continue
    let one = byFunction.get(functionName[other])
    if (one === undefined)
      byFunction.set(functionName[other], (one = { totalNs: 0, members: new Set<number>() }))
    one.totalNs += steps.toNs[step] - steps.fromNs[step]
    one.members.add(other)
  }
  const most = [...byFunction].sort((a, b) => b[1].totalNs - a[1].totalNs)[0]
  if (most === undefined || !isWorth(most[1].totalNs)) return []
  const [name, { totalNs, members }] = most
  const [only] = members
  const who =
    members.size === 1
      ? nameOf(trace, only)
      : `${groupDigits(members.size)} goroutines of ${startName(trace.tables.strings.get(name))}`
  return [`${said(totalNs)} lie with ${who}${howReached(trace, steps, members)}`]
}

/** The hand-over with most time behind it in one piece: the longest of their steps that ends in one. */
function howReached(trace: TraceIndex['trace'], steps: PathColumns, members: ReadonlySet<number>): string {
  let best = NONE
  let bestNs = -1
  for (let step = 0; step < steps.count; step++) {
    if (!members.has(steps.goroutine[step]) || steps.exit[step] === PathExit.same) continue
    if (steps.exit[step] === PathExit.waited) continue
    const lengthNs = steps.toNs[step] - steps.fromNs[step]
    if (lengthNs <= bestNs) continue
    best = step
    bestNs = lengthNs
  }
  if (best === NONE) return '.'
  const { spans, goroutines } = trace
  const span = steps.exitSpan[best]
  const next = best + 1
  const place = placeOf(trace, spans.stack.at(span))
  const at = place === undefined ? '' : ` at ${frameName(place)}`
  const woken = next < steps.count ? `g${goroutines.id[steps.goroutine[next]]}` : 'it'
  if (steps.exit[best] === PathExit.created) return `, creating ${woken}${at}.`
  const reason = spans.reasons[spans.reason[span - 1]]
  const wait = reason === '' ? 'the wait' : `the wait (${reason})`
  const ender = members.size === 1 ? 'it' : 'one of them'
  return `: likely what held it up, for ${ender} ended ${wait} of ${woken}${at}.`
}

function runnableSentence(
  index: TraceIndex,
  steps: PathColumns,
  said: Said,
  isWorth: IsWorth,
): readonly string[] {
  const runnable = pathKinds.indexOf('runnable')
  const stopped = pathKinds.indexOf('stopped')
  const times = timeOfKinds(steps, () => true)
  const sentences: string[] = []
  if (isWorth(times[runnable])) {
    let longest = -1
    for (let step = 0; step < steps.count; step++) {
      if (steps.kind[step] !== runnable) continue
      if (longest < 0 || lengthOf(steps, step) > lengthOf(steps, longest)) longest = step
    }
    const ran = whoRan(index, steps.fromNs[longest], steps.toNs[longest])
    const [holder] = ran.held.most(1)
    const had =
      holder === undefined
        ? ''
        : `; in the longest of these (${formatDuration(lengthOf(steps, longest))}) ${nameOf(index.trace, holder.goroutine)} had a P for ${formatDuration(holder.timeNs)}, no other longer`
    sentences.push(`For ${said(times[runnable])} goroutines on the path could run and had no P${had}.`)
  }
  if (isWorth(times[stopped]))
    sentences.push(`For ${said(times[stopped])} they could run while the world was stopped.`)
  return sentences
}

const lengthOf = (steps: PathColumns, step: number): number => steps.toNs[step] - steps.fromNs[step]

function outsideSentence(steps: PathColumns, said: Said, isWorth: IsWorth): readonly string[] {
  const times = timeOfKinds(steps, () => true)
  const networkNs = times[pathKinds.indexOf('network')]
  const timerNs = times[pathKinds.indexOf('timer')]
  const parts = [
    ...(isWorth(networkNs) ? [`${said(networkNs)} of waiting ended by the network`] : []),
    ...(isWorth(timerNs) ? [`${said(timerNs)} of waiting ended by a timer or the runtime itself`] : []),
  ]
  return parts.length === 0 ? [] : [`Outside of the program’s view: ${parts.join(', ')}.`]
}

function unknownSentence(steps: PathColumns, said: Said, isWorth: IsWorth): readonly string[] {
  const times = timeOfKinds(steps, () => true)
  const waitNs = times[pathKinds.indexOf('wait')]
  const unknownNs = times[pathKinds.indexOf('unknown')]
  return [
    ...(isWorth(waitNs)
      ? [`For ${said(waitNs)} of waiting the trace shows no end, or nobody who ended it.`]
      : []),
    ...(isWorth(unknownNs) ? [`For ${said(unknownNs)} the trace does not tell what happened.`] : []),
  ]
}

function nameOf({ goroutines, tables }: TraceIndex['trace'], goroutine: number): string {
  return `g${goroutines.id[goroutine]} ${startName(tables.strings.get(goroutines.functionName[goroutine]))}`
}

const startName = (name: string): string =>
  name === '' ? '(start function unknown)' : shortFunctionName(name)
