/** Nodes of a pyramid that stand for their spans on the grids of time (counters-index.ts and group-density.ts, addNodes). */
import { addF64, addU32, f64At, u32At, u8At } from './load-store'
import { columnCount, columns, nodeCount, nodeTimeNs } from './pyramid-rows'
import {
  counterBuckets,
  counterTimeNs,
  densityBuckets,
  densityCount,
  densityFirst,
  densityTimeNs,
  spansBefore,
} from './time-grids'
import { kindOfVisualState } from './trace-columns'

/**
 * Of the pyramid that was made last, the nodes of one level: so many from `offset` on, the first of them being bucket `first`
 * of the level, of which `shift` lie in one of the grid.
 */
export function addNodesToCounters(offset: u32, length: u32, first: f64, shift: f64): void {
  for (let index: u32 = 0; index < length; index++) {
    const place = Math.floor((first + <f64>index) / shift)
    if (!(place >= 0 && place < <f64>counterBuckets)) continue
    const bucket = <u32>place
    const node = offset + index
    addF64(spansBefore, bucket + 1, <f64>u32At(nodeCount, node))
    for (let column: u32 = 0; column < columnCount; column++) {
      const kind = u8At(kindOfVisualState, u8At(columns, column))
      addF64(counterTimeNs, kind * counterBuckets + bucket, <f64>u32At(nodeTimeNs, node * columnCount + column))
    }
  }
}

export function addNodesToDensity(group: u32, offset: u32, length: u32, first: f64, shift: f64): void {
  const firstBucket = f64At(densityFirst, group)
  const bucketCount = u32At(densityBuckets, group)
  const timeNs = u32At(densityTimeNs, group)
  const count = u32At(densityCount, group)
  for (let index: u32 = 0; index < length; index++) {
    const place = Math.floor((first + <f64>index) / shift) - firstBucket
    if (!(place >= 0 && place < <f64>bucketCount)) continue
    const bucket = <u32>place
    const node = offset + index
    addU32(count, bucket, u32At(nodeCount, node))
    for (let column: u32 = 0; column < columnCount; column++)
      addF64(timeNs, u8At(columns, column) * bucketCount + bucket, <f64>u32At(nodeTimeNs, node * columnCount + column))
  }
}

// What other threads have added up.
export function addColumnF64(into: usize, from: usize, length: u32): void {
  for (let at: u32 = 0; at < length; at++) addF64(into, at, f64At(from, at))
}

/** Also of signed numbers. */
export function addColumnU32(into: usize, from: usize, length: u32): void {
  for (let at: u32 = 0; at < length; at++) addU32(into, at, u32At(from, at))
}
