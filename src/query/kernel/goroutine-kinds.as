/** Goroutines one by one: sums by kind, then members by group (goroutine/groups.ts). */
import { countBeginAndEnd } from './alive'
import { countCreation } from './bursts'
import { addF64, addU32, f64At, setF64, setU32, u32At } from './load-store'
import { createdInTrace, endedInTrace, system } from './states'
import {
  createdAt,
  creationStackOf,
  firstSpanOf,
  flagsOf,
  functionOf,
  rowEndOf,
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

// Groups of goroutines.
export let groupOfKind: usize = 0 // u32
export let groupNext: usize = 0 // u32: where the next member goes
export let members: usize = 0 // u32

// @ts-ignore: decorator
@inline
function kindKeyOf(goroutine: u32): u32 {
  return (functionOf(goroutine) << 1) | ((flagsOf(goroutine) & system) !== 0 ? 1 : 0)
}

/** The group of a goroutine. */
export function groupOf(goroutine: u32): u32 {
  return u32At(groupOfKind, u32At(kindOf, kindKeyOf(goroutine)) - 1)
}

/** Looks at goroutines one by one. False: something is not as foreseen. */
export function lookAt(from: u32, to: u32): bool {
  for (let goroutine = from; goroutine < to; goroutine++) {
    const key = kindKeyOf(goroutine)
    if (key >= mostKeys) return false
    let kind = u32At(kindOf, key)
    const firstNs = createdAt(goroutine)
    const lastNs = rowEndOf(goroutine)
    if (kind === 0) {
      if (kindCount === mostKinds) return false
      kind = ++kindCount
      setU32(kindOf, key, kind)
      setU32(kindKey, kind - 1, key)
      setF64(kindFromNs, kind - 1, Infinity)
      setF64(kindFirstCreatedNs, kind - 1, Infinity)
    }
    kind--
    addU32(kindMembers, kind, 1)
    const length = firstSpanOf(goroutine + 1) - firstSpanOf(goroutine)
    if (length > longestRow) longestRow = length
    addF64(kindSpans, kind, <f64>length)
    if (firstNs < f64At(kindFromNs, kind)) setF64(kindFromNs, kind, firstNs)
    if (lastNs > f64At(kindToNs, kind)) setF64(kindToNs, kind, lastNs)
    const bits = flagsOf(goroutine)
    const hasEnded = (bits & endedInTrace) !== 0
    if (!countBeginAndEnd(firstNs, hasEnded, lastNs)) return false
    if ((bits & createdInTrace) === 0) continue
    addU32(kindCreated, kind, 1)
    if (firstNs < f64At(kindFirstCreatedNs, kind)) setF64(kindFirstCreatedNs, kind, firstNs)
    if (!hasEnded) {
      addU32(kindAlive, kind, 1)
      addF64(kindAliveSinceNs, kind, firstNs)
    }
    const by = creationStackOf(goroutine)
    if (by < stackCount) addU32(creations, by, 1)
  }
  return true
}

/** Lists goroutines by group, and counts creations by stack and time. */
export function listMembers(from: u32, to: u32): void {
  for (let goroutine = from; goroutine < to; goroutine++) {
    const group = groupOf(goroutine)
    const at = u32At(groupNext, group)
    setU32(members, at, goroutine)
    setU32(groupNext, group, at + 1)
    countCreation(goroutine)
  }
}
