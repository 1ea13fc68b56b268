/**
 * Curves over time, and the heap at an instant. Times are integer nanoseconds since the trace's start.
 */

/**
 * POST /api/counters answers a frame with head {fromNs, toNs, slices} and columns per slice (f64):
 * heapLive, heapGoal (bytes, NaN before the first), running, runnable, waiting, syscall (mean goroutines),
 * occupancy (0..1), stw (share of the slice), gc (share).
 */
export interface CountersRequest {
  readonly fromNs: number
  readonly toNs: number
  readonly slices: number
}

export interface CountersHead {
  readonly fromNs: number
  readonly toNs: number
  readonly slices: number
  readonly maxHeapBytes: number
  readonly maxGoroutines: number
}

/** The heap at an instant, as the trace last told it; what it does not tell is absent. */
export interface HeapAtDto {
  readonly liveBytes?: number
  /** Absent too where the collector has no goal (GOGC=off). */
  readonly goalBytes?: number
  /** What it is compared with: the end of the last GC before the instant, else the first that the trace tells. */
  readonly since?: { readonly atNs: number; readonly isGcEnd: boolean; readonly liveBytes: number }
}
