/**
 * Stretches in which events may be missing: a generation that was read in part or not at all, and what lies between it
 * and its neighbours. A wait or a silence there may be an end that is not in the file, so nothing is found there.
 */
import type { Trace } from '../../model/trace'
import type { RankedFinding } from './finding-context'

interface Stretch {
  readonly fromNs: number
  readonly toNs: number
}

const cache = new WeakMap<Trace, readonly Stretch[]>()

/** In order of time. */
export function lostStretches(trace: Trace): readonly Stretch[] {
  const known = cache.get(trace)
  if (known !== undefined) return known
  const { generations, durationNs } = trace
  const found = generations.flatMap(({ status }, at) =>
    status === 'whole'
      ? []
      : [{ fromNs: generations[at - 1]?.toNs ?? 0, toNs: generations[at + 1]?.fromNs ?? durationNs }],
  )
  cache.set(trace, found)
  return found
}

export function touchesLost(trace: Trace, fromNs: number, toNs: number): boolean {
  return lostStretches(trace).some((lost) => fromNs <= lost.toNs && toNs >= lost.fromNs)
}

/** Leaves out what lies where events were lost, and says of the rest that its sums may be wrong. */
export function withoutLost(trace: Trace, ranked: readonly RankedFinding[]): readonly RankedFinding[] {
  if (lostStretches(trace).length === 0) return ranked
  return ranked.flatMap(({ finding, lostNs }) => {
    const { fromNs, toNs } = finding.at
    if (touchesLost(trace, fromNs, toNs)) return []
    const text = `${finding.text} Events of the trace were lost elsewhere, so sums may be off.`
    return [{ lostNs, finding: { ...finding, text, certainty: 'likely' } }]
  })
}
