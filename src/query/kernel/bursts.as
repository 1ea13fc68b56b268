/** Creations by stack and thin slice of time (burst-search.ts). */
import { addU32, setU32, setU8, u32At, u8At } from './load-store'
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
export let burstMembers: u32 = 0
/** Creations in the window that passes over the slices of a stack, and the slice behind the last that is marked. */
export let windowSum: u32 = 0
export let markedTo: u32 = 0

/** Slice in which a goroutine was created, or NONE. */
// @ts-ignore: decorator
@inline
function sliceOf(goroutine: u32, firstNs: f64): u32 {
  if ((flagsOf(goroutine) & createdInTrace) === 0) return NONE
  const by = creationStackOf(goroutine)
  if (by >= stackCount) return NONE
  const first = u32At(burstFirst, by)
  if (first === NONE) return NONE
  const place = Math.floor(firstNs * burstPerNs)
  return place >= 0 && place < <f64>burstBuckets ? first + <u32>place : NONE
}

// @ts-ignore: decorator
@inline
export function countCreation(goroutine: u32): void {
  const slice = sliceOf(goroutine, createdAt(goroutine))
  if (slice !== NONE) addU32(burstCounts, slice, 1)
}

/** The most creations in so many slices of a stack, of windows that end in [from, to). `base`: its first slice. */
export function mostInWindow(base: u32, slices: u32, from: u32, to: u32): u32 {
  let most: u32 = 0
  for (let last = from; last < to; last++) {
    windowSum += u32At(burstCounts, base + last)
    if (last >= slices) windowSum -= u32At(burstCounts, base + last - slices)
    if (windowSum > most) most = windowSum
  }
  return most
}

/** Marks the slices of every such window that holds at least so many. Returns how many windows do. */
export function markWindows(base: u32, slices: u32, least: u32, from: u32, to: u32): u32 {
  let found: u32 = 0
  for (let last = from; last < to; last++) {
    windowSum += u32At(burstCounts, base + last)
    if (last >= slices) windowSum -= u32At(burstCounts, base + last - slices)
    if (windowSum < least) continue
    found++
    let slice: u32 = last < slices ? 0 : last - slices + 1
    if (slice < markedTo) slice = markedTo
    for (; slice <= last; slice++) setU8(isBurst, base + slice, 1)
    markedTo = last + 1
  }
  return found
}

export function forgetBursts(): void {
  burstMembers = 0
}

/** Lists a goroutine that was created in a marked slice. */
// @ts-ignore: decorator
@inline
export function listBurst(goroutine: u32, firstNs: f64): void {
  const slice = sliceOf(goroutine, firstNs)
  if (slice !== NONE && u8At(isBurst, slice) !== 0) setU32(burstMember, burstMembers++, goroutine)
}
