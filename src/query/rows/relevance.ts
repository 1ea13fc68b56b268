/**
 * Which goroutines have to do with one: whom it woke and who woke it, who created whom, and who waited for a lock at the same
 * place. The data name no locks: the same place may be another lock, so nothing more is said than that.
 */
import type { Trace } from '../../model/trace'
import { GoroutineState, NONE, GoroutineFlag } from '../../model/states'
import { groupDigits } from '../../base/format-units'
import { placeFrame } from '../stack-dto'
import type { TraceIndex } from '../trace-index'

export interface Relation {
  /** Goroutine index. */
  readonly goroutine: number
  /** Beside the row's label: "woken by it 12×". */
  readonly words: string
}

/** Beyond, a list says nothing more. */
const mostRelated = 500

interface Ties {
  /** It woke the other; the other woke it. */
  woke: number
  wokenBy: number
  isCreator: boolean
  isCreated: boolean
  /** Waits of the other where it waited for a lock too. */
  samePlace: number
}

/** The goroutine itself first, then those tied to it, the closest ties first. */
export function relatedTo(index: TraceIndex, goroutine: number): readonly Relation[] {
  const { trace } = index
  const ties = new Map<number, Ties>()
  const tiesOf = (other: number): Ties => {
    let one = ties.get(other)
    if (one === undefined)
      ties.set(other, (one = { woke: 0, wokenBy: 0, isCreator: false, isCreated: false, samePlace: 0 }))
    return one
  }
  addWakes(trace, goroutine, tiesOf)
  addCreations(trace, goroutine, tiesOf)
  addSamePlaces(trace, goroutine, tiesOf)
  ties.delete(goroutine)
  const others = [...ties].sort(([a, one], [b, other]) => rank(other) - rank(one) || a - b)
  return [
    { goroutine, words: 'itself' },
    ...others.slice(0, mostRelated).map(([other, one]) => ({ goroutine: other, words: wordsOf(one) })),
  ]
}

/** A wake-up is closer than a creation, a creation closer than a place. */
function rank({ woke, wokenBy, isCreator, isCreated, samePlace }: Ties): number {
  if (woke + wokenBy > 0) return 2e9 + woke + wokenBy
  return isCreator || isCreated ? 1e9 + samePlace : samePlace
}

function wordsOf({ woke, wokenBy, isCreator, isCreated, samePlace }: Ties): string {
  const words: string[] = []
  const times = (count: number): string => (count === 1 ? 'once' : `${groupDigits(count)}×`)
  if (wokenBy > 0) words.push(`woke it ${times(wokenBy)}`)
  if (woke > 0) words.push(`woken by it ${times(woke)}`)
  if (isCreator) words.push('created it')
  if (isCreated) words.push('created by it')
  if (samePlace > 0 && words.length === 0) words.push('waits where it waits')
  return words.join(', ')
}

function addWakes(trace: Trace, goroutine: number, tiesOf: (other: number) => Ties): void {
  const { spans, goroutines } = trace
  const { state, link, reason } = spans
  const unblocked = spans.reasons.indexOf('unblocked')
  const first = goroutines.spanOffset[goroutine]
  const end = goroutines.spanOffset[goroutine + 1]
  for (let span = first; span < end; span++) {
    if (state[span] === GoroutineState.runnable && reason[span] === unblocked && link[span] !== NONE)
      tiesOf(link[span]).wokenBy++
  }
  for (let other = 0; other < goroutines.count; other++) {
    const last = goroutines.spanOffset[other + 1]
    for (let span = goroutines.spanOffset[other]; span < last; span++) {
      if (link[span] !== goroutine || state[span] !== GoroutineState.runnable) continue
      if (reason[span] === unblocked) tiesOf(other).woke++
    }
  }
}

function addCreations({ goroutines }: Trace, goroutine: number, tiesOf: (other: number) => Ties): void {
  const creator = goroutines.createdBy[goroutine]
  if (creator !== NONE) tiesOf(creator).isCreator = true
  for (let other = 0; other < goroutines.count; other++)
    if (goroutines.createdBy[other] === goroutine) tiesOf(other).isCreated = true
}

function addSamePlaces(trace: Trace, goroutine: number, tiesOf: (other: number) => Ties): void {
  const { spans, goroutines, tables } = trace
  const { state, reason, stack } = spans
  const sync = spans.reasons.indexOf('sync')
  if (sync < 0) return
  const isLockWait = (span: number): boolean =>
    state[span] === GoroutineState.waiting && reason[span] === sync && stack.at(span) < tables.stacks.count
  const places = new Set<number>()
  const offset = goroutines.spanOffset
  for (let span = offset[goroutine]; span < offset[goroutine + 1]; span++) {
    const place = isLockWait(span) ? placeFrame(trace, stack.at(span)) : undefined
    if (place !== undefined) places.add(place)
  }
  if (places.size === 0) return
  const isThere = Uint8Array.from({ length: tables.stacks.count }, (_, one) => {
    const place = placeFrame(trace, one)
    return place !== undefined && places.has(place) ? 1 : 0
  })
  for (let other = 0; other < goroutines.count; other++) {
    if (other === goroutine || (goroutines.flags[other] & GoroutineFlag.system) !== 0) continue
    for (let span = offset[other]; span < offset[other + 1]; span++)
      if (isLockWait(span) && isThere[stack.at(span)] === 1) tiesOf(other).samePlace++
  }
}
