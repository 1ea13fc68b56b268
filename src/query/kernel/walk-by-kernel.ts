/**
 * span-walk.ts by index-kernel.as: the same results from the columns where they lie, in one look at each goroutine, span
 * and execution, by this thread alone or by several. Whatever is not as foreseen makes it give up, and TypeScript does all of
 * it.
 */
import type { Cancellation } from '../../base/cancellation'
import { neverCancelled } from '../../base/cancellation'
import { Claims } from '../../base/claims'
import type { TaskThreads } from '../../base/share-out'
import { shareOut } from '../../base/share-out'
import { CommonArena } from '../../model/column-memory'
import type { ColumnArena, ColumnMemory } from '../../model/column-memory'
import type { ColumnSpace } from '../../model/column-space'
import { GoroutineState } from '../../model/states'
import type { Trace } from '../../model/trace'
import { rawRowStretches } from '../lod/pyramid'
import { bindTrace } from './bind-trace'
import { groupsByKernel, groupScratchBytes } from './groups-by-kernel'
import type { Grouped } from './groups-by-kernel'
import { IndexKernel } from './index-kernel'
import { bindPyramidScratch, mostPyramidBytes, pyramidScratchBytes } from './pyramid-kernel'
import { joinParts } from './join-parts'
import type { WalkPart } from './row-walk'
import { ThreadPyramids } from './thread-pyramids'
import type { Walked, WalkTables } from './span-walk'
import { assistNsOfLongRows, jobsOf } from './walk-jobs'
import {
  addWalkSums,
  bindFoundLists,
  bindSums,
  foundListsBytes,
  newWalkSums,
  walkSumsBytes,
} from './walk-sums'
import type { WalkSums } from './walk-sums'
import { walkClaimed } from './walk-task'
import type { WalkPlan, WalkResult, WalkTask } from './walk-task'

/** Threads that can help. */
export interface WalkThreads extends TaskThreads<WalkTask, WalkResult> {
  readonly size: number
}

/** Each has sums of its own, and more of them hardly help. */
const mostThreads = 4
/** With larger sums a thread of its own costs more memory than it is worth. */
const mostSumsBytes = 2 ** 24
export interface ShareOptions {
  /** Fewer spans are walked by one thread: they are before another has begun. */
  readonly fewestSpans?: number
  /** Of one job; a row that has more is one of its own. */
  readonly spansPerJob?: number
}

const usualFewestSpans = 500_000
const usualSpansPerJob = 2 ** 18

/** Null where the columns do not lie in a memory, or something is not as foreseen. @throws CancelledError */
export function walkByKernel(trace: Trace, tables: WalkTables, cancellation: Cancellation): Walked | null {
  return KernelWalk.prepare(trace, tables, usualSpansPerJob, cancellation)?.alone(cancellation) ?? null
}

/** The same in several threads. @throws CancelledError */
export async function walkInThreads(
  trace: Trace,
  tables: WalkTables,
  pool: WalkThreads,
  cancellation: Cancellation,
  { fewestSpans = usualFewestSpans, spansPerJob = usualSpansPerJob }: ShareOptions = {},
): Promise<Walked | null> {
  const walk = KernelWalk.prepare(trace, tables, spansPerJob, cancellation)
  if (walk === null) return null
  return trace.spans.count < fewestSpans ? walk.alone(cancellation) : walk.shared(pool, cancellation)
}

/** Everything that is known before the first row is walked. */
class KernelWalk {
  private readonly space: ColumnSpace

  private constructor(
    private readonly kernel: IndexKernel,
    private readonly memory: ColumnMemory,
    private readonly trace: Trace,
    private readonly tables: WalkTables,
    private readonly grouped: Grouped,
    private readonly sums: WalkSums,
    private readonly longestRow: number,
    private readonly plan: WalkPlan,
  ) {
    this.space = memory.space
  }

  /** Null: it has to be done otherwise. @throws CancelledError */
  static prepare(
    trace: Trace,
    tables: WalkTables,
    spansPerJob: number,
    cancellation: Cancellation,
  ): KernelWalk | null {
    const { memory } = trace
    const kernel = memory === undefined ? null : IndexKernel.create(memory.memory)
    if (memory === undefined || kernel === null || !bindTrace(kernel, trace, tables, memory.space))
      return null
    const scratch = memory.arena(groupScratchBytes(trace))
    const grouped =
      scratch === null ? null : groupsByKernel(kernel, trace, memory.space, scratch, cancellation)
    if (scratch === null || grouped === null) return null
    const longestRow = longestRowOf(kernel, trace)
    const sums = newWalkSums(trace, grouped.groups, memory.space)
    const scratchSpace = spaceForPyramids(longestRow, scratch, memory)
    const isBound =
      bindFoundLists(kernel, memory.space) &&
      bindPyramidScratch(kernel, longestRow, scratchSpace) &&
      bindSums(kernel, sums, memory.space)
    if (!isBound) return null
    const plan: WalkPlan = {
      jobs: jobsOf(trace, tables, spansPerJob),
      assistNs: assistNsOfLongRows(trace, tables.assists),
      // Pyramids do not tell undetermined stretches from waits.
      readsNodes: kernel.call('hasState', GoroutineState.undetermined, 0, trace.spans.count) === 0,
    }
    return new KernelWalk(kernel, memory, trace, tables, grouped, sums, longestRow, plan)
  }

  alone(cancellation: Cancellation): Walked | null {
    const { parts, isFine } = this.walkHere(this.claims(1), this.space, cancellation)
    return isFine ? this.join(parts) : null
  }

  async shared(pool: WalkThreads, cancellation: Cancellation): Promise<Walked | null> {
    const { memory, plan, sums } = this
    const threads = Math.min(mostThreads, pool.size + 1)
    const bytes = this.mostNodeBytes()
    const address = threads > 1 ? memory.take(bytes) : -1
    if (address < 0) return this.alone(cancellation)
    const cursor = CommonArena.cursor()
    const nodes = new CommonArena(memory.memory, address, bytes, cursor)
    const helpers = this.helpers(threads - 1)
    const buffer = Claims.buffer(helpers.length + 1)
    const claims = new Claims(buffer, plan.jobs.length)
    const results = await shareOut<WalkTask, WalkResult>(
      pool,
      helpers.length + 1,
      claims,
      (slot) => ({
        kind: 'walk',
        claims: buffer,
        slot,
        memory: memory.memory,
        numbers: helpers[slot - 1]?.numbers ?? {},
        plan,
        nodes: { address, bytes, cursor },
      }),
      () => this.walkHere(claims, nodes.space, cancellation),
    )
    const parts = results.flatMap((result) => result.parts)
    for (const result of results)
      if (result.slot > 0 && result.parts.length > 0) addWalkSums(sums, helpers[result.slot - 1].sums)
    // What a thread had claimed that died is missing, with all that it did.
    const isDone = new Set(parts.map(({ at }) => at))
    const missing = plan.jobs.filter(({ at }) => !isDone.has(at))
    let isFine = results.every((result) => result.isFine)
    if (isFine && missing.length > 0) {
      const rest = new Claims(Claims.buffer(1), missing.length)
      const late = walkClaimed(this.kernel, rest, 0, { ...plan, jobs: missing }, nodes.space, cancellation)
      parts.push(...late.parts)
      isFine = late.isFine
    }
    for (const { arena } of helpers) memory.giveBack(arena)
    memory.giveBack(nodes.rest)
    return isFine ? this.join(parts) : null
  }

  private claims(slots: number): Claims {
    return new Claims(Claims.buffer(slots), this.plan.jobs.length)
  }

  private walkHere(claims: Claims, nodes: ColumnSpace, cancellation: Cancellation): WalkResult {
    return walkClaimed(this.kernel, claims, 0, this.plan, nodes, cancellation)
  }

  /** Sums and scratch for so many threads, or for as many as there is room for. */
  private helpers(count: number): readonly Helper[] {
    const { kernel, memory, trace, grouped, sums, longestRow } = this
    const own = walkSumsBytes(sums)
    if (own > mostSumsBytes) return []
    const bytes = own + 64 * grouped.groups.length + foundListsBytes + pyramidScratchBytes(longestRow) + 4096
    const helpers: Helper[] = []
    const before = kernel.numbers()
    for (let slot = 0; slot < count; slot++) {
      const arena = memory.arena(bytes)
      if (arena === null) break
      const { space } = arena
      const ownSums = newWalkSums(trace, grouped.groups, space)
      const isBound =
        bindFoundLists(kernel, space) &&
        bindPyramidScratch(kernel, longestRow, space) &&
        bindSums(kernel, ownSums, space)
      if (isBound) helpers.push({ numbers: kernel.numbers(), sums: ownSums, arena })
      else memory.giveBack(arena)
    }
    kernel.set(before)
    return helpers
  }

  private mostNodeBytes(): number {
    const { goroutines, processors } = this.trace
    const { spanOffset, count } = goroutines
    const stretches = spanOffset[count] + processors.spanOffset[processors.count]
    return mostPyramidBytes(stretches, Math.floor(stretches / rawRowStretches) + 1)
  }

  private join(parts: readonly WalkPart[]): Walked {
    const { kernel, trace, tables, grouped, sums, space } = this
    const pyramids = new ThreadPyramids(kernel, trace, space)
    return {
      ...joinParts(kernel, trace, tables, grouped.groups, sums, parts),
      groups: grouped.groups,
      maxGoroutines: grouped.maxGoroutines,
      creationBurst: grouped.creationBurst,
      threadPyramid: (row, segments) => pyramids.of(row, segments, neverCancelled),
    }
  }
}

interface Helper {
  readonly numbers: WalkTask['numbers']
  readonly sums: WalkSums
  readonly arena: ColumnArena
}

/** Of goroutines and Ps. */
function longestRowOf(kernel: IndexKernel, { processors }: Trace): number {
  const { spanOffset, count } = processors
  let longest = kernel.get('longestRow') >>> 0
  for (let processor = 0; processor < count; processor++)
    longest = Math.max(longest, spanOffset[processor + 1] - spanOffset[processor])
  return longest
}

/** The scratch of the groups is used again when it is large enough. */
function spaceForPyramids(longestRow: number, scratch: ColumnArena, memory: ColumnMemory): ColumnSpace {
  if (pyramidScratchBytes(longestRow) > scratch.bytes) {
    memory.giveBack(scratch)
    return memory.space
  }
  scratch.reset()
  return scratch.space
}
