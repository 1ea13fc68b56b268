/**
 * What one thread sketches: some generations, each as if nothing were known before it. What a generation leaves of each
 * thread of the program is kept as its seam, so that sketch-join.ts can put the generations in order.
 */
import type { BatchColumns } from '../batch-columns'
import type { StretchReader } from '../stretch-reader'
import { fileThreads, ThreadState, ThreadWord } from './sketch-columns'
import { settlePending } from './sketch-finish'
import type { PlannedGeneration, SketchPlan } from './sketch-plan'
import { SketchGroups } from './sketch-tables'
import type { SketchWalk } from './sketch-walk'

/** All that a thread needs in order to take part; cloneable. */
export interface SketchShare {
  readonly plan: SketchPlan
  /** Of all threads that batches name. */
  readonly threadIds: Float64Array
}

/** The threads that a generation names, a row each. Groups and processors are those of the part. */
export interface SketchSeam {
  readonly ordinal: number
  /** Thread index. */
  readonly thread: Uint32Array
  /** 1 where batches of its own were walked: what was known of it before ends at `firstNs`. */
  readonly isWalked: Uint8Array
  readonly firstNs: Float64Array
  /** What it was doing when the generation ended: ThreadState and so on. */
  readonly state: Uint8Array
  readonly goroutine: Uint32Array
  readonly group: Int32Array
  readonly processor: Int32Array
  readonly sinceNs: Float64Array
}

/** What lies outside the columns of a part; cloneable. */
export interface SketchPartNotes {
  /** By group. */
  readonly names: readonly string[]
  /** The most of any generation. */
  readonly stackCount: number
  readonly seams: readonly SketchSeam[]
}

/** Threads of the file, and one more: that of batches that name none. */
export function walkedThreads({ threadIds }: SketchShare): number {
  return threadIds.length + 1
}

export class SketchPart {
  private readonly groups: SketchGroups
  private readonly seams: SketchSeam[] = []
  private readonly generations: readonly PlannedGeneration[]

  constructor(
    private readonly walk: SketchWalk,
    private readonly share: SketchShare,
    private readonly batches: BatchColumns,
    reader: StretchReader,
  ) {
    const { columns } = walk
    const { threadIds } = share
    fileThreads(columns, threadIds, threadIds.length)
    columns.threadId[threadIds.length] = -1
    this.groups = new SketchGroups(batches, walk, reader)
    this.generations = share.plan.generations
  }

  get notes(): SketchPartNotes {
    const { names, mostStackCount: stackCount } = this.groups
    return { names, stackCount, seams: this.seams }
  }

  /** Begins with a generation; its batches follow, then `end`. @throws SourceReadError, CancelledError */
  begin(ordinal: number): void {
    const { columns } = this.walk
    const { bucketNs } = this.share.plan
    const { generation, nsPerTick, startNs, isFresh, limitNs, isCut } = this.generations[ordinal]
    columns.threadState.fill(ThreadState.none)
    columns.threadKnown.fill(ThreadWord.none)
    columns.threadProcessor.fill(-1)
    columns.threadGroup.fill(-1)
    columns.threadLastNs.fill(startNs)
    this.groups.enter(generation)
    this.walk.setScale({ nsPerTick, bucketNs, freshNs: isFresh ? startNs : NaN, limitNs, isCut })
  }

  /** Whether a batch of the generation is looked at. */
  wants(ordinal: number, row: number): boolean {
    return this.batches.baseTicks[row] < this.generations[ordinal].cutTicks
  }

  /** Walks the batch of a row; it lies at `at` in the data. */
  batch(ordinal: number, row: number, at: number): void {
    const { batches, walk, share } = this
    const { nsPerTick, plausible } = this.generations[ordinal]
    const ticks = batches.baseTicks[row]
    const thread = batches.thread[row] < 0 ? share.threadIds.length : batches.thread[row]
    const isPlausible = ticks >= plausible.from && ticks <= plausible.to
    const baseNs = isPlausible
      ? Math.floor(ticks * nsPerTick) - share.plan.originNs
      : walk.columns.threadLastNs[thread]
    walk.batch(at, batches.payloadBytes[row], thread, baseNs)
  }

  end(ordinal: number): void {
    const { columns } = this.walk
    settlePending(columns, this.share.plan.bucketNs)
    const named: number[] = []
    columns.threadKnown.forEach((known, thread) => {
      if (known !== ThreadWord.none || columns.threadState[thread] !== ThreadState.none) named.push(thread)
    })
    const thread = Uint32Array.from(named)
    this.seams.push({
      ordinal,
      thread,
      isWalked: Uint8Array.from(thread, (index) => (columns.threadKnown[index] === ThreadWord.none ? 0 : 1)),
      firstNs: Float64Array.from(thread, (index) => columns.threadFirstNs[index]),
      state: Uint8Array.from(thread, (index) => columns.threadState[index]),
      goroutine: Uint32Array.from(thread, (index) => columns.threadGoroutine[index]),
      group: Int32Array.from(thread, (index) => columns.threadGroup[index]),
      processor: Int32Array.from(thread, (index) => columns.threadProcessor[index]),
      sinceNs: Float64Array.from(thread, (index) => columns.threadSinceNs[index]),
    })
  }
}
