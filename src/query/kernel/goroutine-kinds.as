/** Goroutines one by one: sums by kind, then members by group (goroutine/groups.ts). */
import { countBeginAndEnd } from './alive'
import { countCreation, forgetBursts, listBurst } from './bursts'
import { addF64, addU32, f64At, setF64, setU32, u32At } from './load-store'
import { forgetChanges, listChanges } from './peaks'
import { createdInTrace, endedInTrace, NONE, system } from './states'
import {
  createdAt,
  creationStackOf,
  firstSpanOf,
  flagsOf,
  functionOf,
  rowEndOf,
  spanStartNs,
  stackCount,
} from './trace-columns'

// Kinds of goroutine: pairs of start function and "is the runtime's own", in order of first appearance.
export let kindOf: usize = 0 // u32 by text << 1 | system: number + 1
export let kindKey: usize = 0 // u32 by kind
export let kindMembers: usize = 0 // u32
export let kindCreated: usize = 0 // u32
export let kindAlive: usize = 0 // u32
export let kindSpans: usize = 0 // f64
export let kindFromNs: usize = 0 // f64
export let kindToNs: usize = 0 // f64
export let kindFirstCreatedNs: usize = 0 // f64
export let kindAliveSinceNs: usize = 0 // f64
export let mostKinds: u32 = 0
export let mostKeys: u32 = 0
export let kindCount: u32 = 0
/** Spans of the longest row. */
export let longestRow: u32 = 0
export let creations: usize = 0 // u32 by stack
/** Of one call: goroutines that are still there at the end, but for the runtime's own. */
export let openGoroutine: usize = 0 // u32
export let openGoroutines: u32 = 0

// Groups of goroutines.
export let groupOfKind: usize = 0 // u32
export let groupNext: usize = 0 // u32: where the next member goes
export let members: usize = 0 // u32

// @ts-ignore: decorator
@inline
export function kindKeyOf(goroutine: u32): u32 {
  return (functionOf(goroutine) << 1) | ((flagsOf(goroutine) & system) !== 0 ? 1 : 0)
}

/** The group of a goroutine. */
export function groupOf(goroutine: u32): u32 {
  return u32At(groupOfKind, u32At(kindOf, kindKeyOf(goroutine)) - 1)
}

/** Adds the sums of goroutines of one kind that come one behind the other: most of millions do. */
function leaveKind(
  kind: u32,
  count: u32,
  spans: u32,
  created: u32,
  alive: u32,
  aliveSinceNs: f64,
  fromNs: f64,
  toNs: f64,
  firstCreatedNs: f64,
): void {
  addU32(kindMembers, kind, count)
  addF64(kindSpans, kind, <f64>spans)
  addU32(kindCreated, kind, created)
  addU32(kindAlive, kind, alive)
  addF64(kindAliveSinceNs, kind, aliveSinceNs)
  if (fromNs < f64At(kindFromNs, kind)) setF64(kindFromNs, kind, fromNs)
  if (toNs > f64At(kindToNs, kind)) setF64(kindToNs, kind, toNs)
  if (firstCreatedNs < f64At(kindFirstCreatedNs, kind)) setF64(kindFirstCreatedNs, kind, firstCreatedNs)
}

/** The kind of a key, a new one if need be; NONE: there are too many. */
function kindOfKey(key: u32): u32 {
  if (key >= mostKeys) return NONE
  const known = u32At(kindOf, key)
  if (known !== 0) return known - 1
  if (kindCount === mostKinds) return NONE
  const kind = kindCount++
  setU32(kindOf, key, kind + 1)
  setU32(kindKey, kind, key)
  setF64(kindFromNs, kind, Infinity)
  setF64(kindFirstCreatedNs, kind, Infinity)
  return kind
}

/** Looks at goroutines one by one. False: something is not as foreseen. */
export function lookAt(from: u32, to: u32): bool {
  openGoroutines = 0
  let at = from
  while (at < to) {
    at = lookAtKind(at, to)
    if (at === NONE) return false
  }
  return true
}

/** Goroutines from `from` on that are of one kind; returns the first that is not, or NONE. */
function lookAtKind(from: u32, to: u32): u32 {
  const key = kindKeyOf(from)
  const kind = kindOfKey(key)
  if (kind === NONE) return NONE
  let spans: u32 = 0
  let created: u32 = 0
  let alive: u32 = 0
  let aliveSinceNs: f64 = 0
  let fromNs = Infinity
  let toNs: f64 = 0
  let firstCreatedNs = Infinity
  let lastStack = NONE
  let ofStack: u32 = 0
  let first = firstSpanOf(from)
  let goroutine = from
  for (; goroutine < to && kindKeyOf(goroutine) === key; goroutine++) {
    const end = firstSpanOf(goroutine + 1)
    const length = end - first
    // NaN: it is only named, and has neither begin nor end.
    const firstNs = length === 0 ? NaN : spanStartNs(first)
    first = end
    const lastNs = rowEndOf(goroutine)
    spans += length
    if (length > longestRow) longestRow = length
    if (firstNs < fromNs) fromNs = firstNs
    if (lastNs > toNs) toNs = lastNs
    const bits = flagsOf(goroutine)
    const hasEnded = (bits & endedInTrace) !== 0
    if (length !== 0 && !countBeginAndEnd(firstNs, hasEnded, lastNs)) return NONE
    if ((bits & (endedInTrace | system)) === 0) setU32(openGoroutine, openGoroutines++, goroutine)
    if ((bits & createdInTrace) === 0) continue
    created++
    if (firstNs < firstCreatedNs) firstCreatedNs = firstNs
    if (!hasEnded) {
      alive++
      aliveSinceNs += firstNs
    }
    const by = creationStackOf(goroutine)
    if (by !== lastStack) {
      if (lastStack < stackCount) addU32(creations, lastStack, ofStack)
      lastStack = by
      ofStack = 0
    }
    ofStack++
  }
  if (lastStack < stackCount) addU32(creations, lastStack, ofStack)
  const count = goroutine - from
  leaveKind(kind, count, spans, created, alive, aliveSinceNs, fromNs, toNs, firstCreatedNs)
  return goroutine
}

/** Lists goroutines by group, and counts creations by stack and time. */
export function listMembers(from: u32, to: u32): void {
  let lastKey = NONE
  let group: u32 = 0
  let at: u32 = 0
  for (let goroutine = from; goroutine < to; goroutine++) {
    const key = kindKeyOf(goroutine)
    if (key !== lastKey) {
      if (lastKey !== NONE) setU32(groupNext, group, at)
      group = groupOf(goroutine)
      at = u32At(groupNext, group)
      lastKey = key
    }
    setU32(members, at++, goroutine)
    countCreation(goroutine)
  }
  if (lastKey !== NONE) setU32(groupNext, group, at)
}

/** Lists what may belong to the most goroutines at once, and to the largest burst of creations. */
export function listCrowds(from: u32, to: u32): void {
  forgetChanges()
  forgetBursts()
  for (let goroutine = from; goroutine < to; goroutine++) {
    const firstNs = createdAt(goroutine)
    if (firstNs !== firstNs) continue
    listChanges(goroutine, firstNs)
    listBurst(goroutine, firstNs)
  }
}
