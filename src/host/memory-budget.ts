/**
 * How much a newly opened file may take. Worker limits count the JavaScript heap only, while columns lie in
 * ArrayBuffers: a worker capped at 64 MB has been seen to hold 2.5 GB. So the engine gets a number of bytes and
 * checks it before it allocates.
 */
import { freemem, totalmem } from 'node:os'

export interface MemoryFacts {
  /** Free for programs, bytes. */
  readonly freeBytes: number
  /** Limit of a container or control group; 0 or beyond the machine's memory when there is none. */
  readonly constrainedBytes: number
  readonly totalBytes: number
  /** What this process holds now. */
  readonly residentBytes: number
  /** What the system says is available under its constraint; undefined where it cannot say. */
  readonly availableBytes?: number
}

/** Kept free for the page, the system and whatever starts meanwhile. */
const reserveBytes = 256 * 1024 ** 2
/** So much of what is free is taken at most: parsing holds buffers besides the columns. */
const share = 0.75

export function readMemoryFacts(): MemoryFacts {
  // Node learned these two in 18.15 and 20.13; older runtimes answer with the machine's memory alone.
  const later = process as NodeJS.Process & { constrainedMemory?(): number; availableMemory?(): number }
  return {
    freeBytes: freemem(),
    totalBytes: totalmem(),
    constrainedBytes: later.constrainedMemory?.() ?? 0,
    residentBytes: process.memoryUsage.rss(),
    availableBytes: later.availableMemory?.(),
  }
}

/**
 * Bytes for one file.
 * @param promisedBytes what files that are still loading have been promised and may not have taken yet.
 */
export function budgetFor(facts: MemoryFacts, promisedBytes: number): number {
  let free = facts.freeBytes
  if (facts.constrainedBytes > 0 && facts.constrainedBytes < facts.totalBytes) {
    free = Math.min(free, Math.max(0, facts.constrainedBytes - facts.residentBytes))
  }
  if (facts.availableBytes !== undefined && facts.availableBytes > 0)
    free = Math.min(free, facts.availableBytes)
  return Math.max(0, Math.floor((free - reserveBytes) * share - promisedBytes))
}
