/** What a sketch tells: how much of every stretch of time each processor and each function had, and nothing of waiting. */
export interface TraceSketch {
  readonly durationNs: number
  /** Width of a bucket; the last one may reach beyond the end. */
  readonly bucketNs: number
  readonly bucketCount: number
  /** Ascending. */
  readonly processorIds: Uint32Array
  /** Nanoseconds by (processor × layers + layer) × buckets + bucket; layers as SketchLayer. */
  readonly processorNs: Float32Array
  /** Start functions, most time first; 'runtime' for the runtime's own, '' for those that are not in the file. */
  readonly groups: readonly string[]
  /** Functions that had least, counted together behind the others: how many. 0: there is no such row. */
  readonly otherGroups: number
  /** As processorNs, by group; one row more where otherGroups is not 0. */
  readonly groupNs: Float32Array
  readonly gc: readonly SketchRange[]
  readonly stops: readonly SketchRange[]
  /** Stretches of time that were not looked at. */
  readonly unread: readonly SketchRange[]
}

export interface SketchRange {
  readonly fromNs: number
  readonly toNs: number
}
