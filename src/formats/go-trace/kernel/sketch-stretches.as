/** Stretches of time spread over the buckets of a sketch. */
import { f64At, setF64 } from './column-access'
import { addPending } from './sketch-lists'
import { buckets, layerGcWork, layerRunning, layerSyscall, running, syscallAlone } from './sketch-limits'
import { bucketNs, groupNs, isGcGroup, perNs, processorNs } from './sketch-state'

// @ts-ignore: decorator
@inline
function addF64(column: usize, index: u32, value: f64): void {
  setF64(column, index, f64At(column, index) + value)
}

/** The bucket of a time; the last one takes what lies behind. */
// @ts-ignore: decorator
@inline
function bucketOf(timeNs: f64): u32 {
  return min<u32>(buckets - 1, <u32>(<i32>(timeNs * perNs)))
}

function addLong(column: usize, row: u32, first: u32, last: u32, fromNs: f64, toNs: f64): void {
  addF64(column, row + first, <f64>(first + 1) * bucketNs - fromNs)
  for (let bucket = first + 1; bucket < last; bucket++) addF64(column, row + bucket, bucketNs)
  addF64(column, row + last, toNs - <f64>last * bucketNs)
}

/** Counts what a thread has been doing (not nothing) in [fromNs, toNs): sketch-walk.ts, flush. */
export function addStretch(
  state: u32,
  processor: i32,
  goroutine: u32,
  group: i32,
  fromNs: f64,
  toNs: f64,
): void {
  const on = state === syscallAlone ? -1 : processor
  const layer = state === running ? layerRunning : layerSyscall
  const first = bucketOf(fromNs)
  const last = bucketOf(toNs)
  if (group < 0 && addPending(goroutine, layer, on, fromNs, toNs)) {
    if (on < 0 || layer === layerRunning) return
  } else {
    const row = ((group < 0 ? 0 : <u32>group) * 2 + layer) * buckets
    if (first === last) addF64(groupNs, row + first, toNs - fromNs)
    else addLong(groupNs, row, first, last, fromNs, toNs)
    if (on < 0) return
  }
  const isGc = layer === layerRunning && group >= 0 && load<u8>(isGcGroup + <usize>group) !== 0
  const row = (<u32>on * 3 + (isGc ? layerGcWork : layer)) * buckets
  if (first === last) addF64(processorNs, row + first, toNs - fromNs)
  else addLong(processorNs, row, first, last, fromNs, toNs)
}
