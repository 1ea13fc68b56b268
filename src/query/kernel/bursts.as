/** Creations by stack and thin slice of time (burst-search.ts). */
import { addU32, setU32, u32At, u8At } from './load-store'
import { createdInTrace, NONE } from './states'
import { createdAt, creationStackOf, flagsOf, stackCount } from './trace-columns'

/** Where the slices of a stack begin among all, or NONE. */
export let burstFirst: usize = 0 // u32 by stack
export let burstPerNs: f64 = 0
/** Slices of one stack. */
export let burstBuckets: u32 = 0
export let burstCounts: usize = 0 // u32 by slice
export let isBurst: usize = 0 // u8 by slice
export let burstMember: usize = 0 // u32

/** Slice in which a goroutine was created, or NONE. */
// @ts-ignore: decorator
@inline
function sliceOf(goroutine: u32): u32 {
  if ((flagsOf(goroutine) & createdInTrace) === 0) return NONE
  const by = creationStackOf(goroutine)
  if (by >= stackCount) return NONE
  const first = u32At(burstFirst, by)
  if (first === NONE) return NONE
  const place = Math.floor(createdAt(goroutine) * burstPerNs)
  return place >= 0 && place < <f64>burstBuckets ? first + <u32>place : NONE
}

// @ts-ignore: decorator
@inline
export function countCreation(goroutine: u32): void {
  const slice = sliceOf(goroutine)
  if (slice !== NONE) addU32(burstCounts, slice, 1)
}

/** Lists goroutines that were created in a burst; returns how many. */
export function listBursts(from: u32, to: u32): u32 {
  let found: u32 = 0
  for (let goroutine = from; goroutine < to; goroutine++) {
    const slice = sliceOf(goroutine)
    if (slice !== NONE && u8At(isBurst, slice) !== 0) setU32(burstMember, found++, goroutine)
  }
  return found
}
