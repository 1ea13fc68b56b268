/** Tables and lists of the walk of a sketch: groups of goroutines, processors, threads, and what waits to be put together. */
import { f64At, setF64, setU32, u32At } from './column-access'
import {
  mostMarks,
  mostPending,
  mostProcessorIds,
  mostProcessors,
  mostStacks,
  slotMask,
} from './sketch-limits'
import {
  counters,
  groupOfStack,
  knownGoroutine,
  knownGroup,
  lostFromNs,
  lostKind,
  lostProcessor,
  lostToNs,
  markNs,
  markThread,
  markType,
  pendingFromNs,
  pendingGoroutine,
  pendingLayer,
  pendingProcessor,
  pendingToNs,
  processorIds,
  processorIndex,
  stealNs,
  stealProcessor,
  threadId,
  threadSlot,
  threadSlotMask,
} from './sketch-state'

// @ts-ignore: decorator
@inline
export function groupOf(stack: u32): i32 {
  return stack < mostStacks ? <i32>load<u16>(groupOfStack + (<usize>stack << 1)) - 1 : -1
}

// @ts-ignore: decorator
@inline
export function groupOfGoroutine(id: u32): i32 {
  const slot = id & slotMask
  return u32At(knownGoroutine, slot) === id ? <i32>load<u16>(knownGroup + (<usize>slot << 1)) - 1 : -1
}

// @ts-ignore: decorator
@inline
export function remember(id: u32, found: i32): void {
  if (found < 0) return
  const slot = id & slotMask
  setU32(knownGoroutine, slot, id)
  store<u16>(knownGroup + (<usize>slot << 1), <u16>(found + 1))
}

/** Index of a processor, -1 for one that is left out. */
export function processorOf(id: u32): i32 {
  if (id >= mostProcessorIds) return -1
  const known = u32At(processorIndex, id)
  if (known > 0) return <i32>known - 1
  const index = u32At(counters, 0)
  if (index === mostProcessors) return -1
  setU32(counters, 0, index + 1)
  setU32(processorIndex, id, index + 1)
  setU32(processorIds, index, id)
  return <i32>index
}

/** The low 32 bits of a whole number, as `>>> 0` takes them. */
function lowBits(value: f64): u32 {
  return value < 18446744073709551616.0 ? <u32>(<u64>value) : 0
}

/** Thread index + 1, 0 for one that is not in the file. */
export function threadOf(id: f64): u32 {
  let slot = (lowBits(id) * 0x9e3779b1) & threadSlotMask
  let found = u32At(threadSlot, slot)
  while (found !== 0 && f64At(threadId, found - 1) !== id) {
    slot = (slot + 1) & threadSlotMask
    found = u32At(threadSlot, slot)
  }
  return found
}

/** In a system call another thread took the processor away, and tells when. */
export function addLost(processor: i32, kind: u32, fromNs: f64, toNs: f64): void {
  if (processor < 0) return
  const row = u32At(counters, 2)
  if (row === mostMarks) return
  setU32(counters, 2, row + 1)
  setU32(lostProcessor, row, <u32>processor)
  store<u8>(lostKind + row, <u8>kind)
  setF64(lostFromNs, row, fromNs)
  setF64(lostToNs, row, toNs)
}

export function addSteal(index: i32, timeNs: f64): void {
  const row = u32At(counters, 3)
  if (index < 0 || row === mostMarks) return
  setU32(counters, 3, row + 1)
  setU32(stealProcessor, row, <u32>index)
  setF64(stealNs, row, timeNs)
}

export function addMark(thread: u32, type: u32, timeNs: f64): void {
  const row = u32At(counters, 1)
  if (row === mostMarks) return
  setU32(counters, 1, row + 1)
  store<u8>(markType + row, <u8>type)
  setU32(markThread, row, thread)
  setF64(markNs, row, timeNs)
}

/** A stretch of a goroutine whose function is not known yet; false when there is no room. */
export function addPending(goroutine: u32, layer: u32, on: i32, fromNs: f64, toNs: f64): bool {
  const row = u32At(counters, 4)
  if (row === mostPending) return false
  setU32(counters, 4, row + 1)
  setU32(pendingGoroutine, row, goroutine)
  store<u8>(pendingLayer + row, <u8>layer)
  setU32(pendingProcessor, row, <u32>on)
  setF64(pendingFromNs, row, fromNs)
  setF64(pendingToNs, row, toNs)
  return true
}
