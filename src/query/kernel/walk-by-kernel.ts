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
import type { Crowds, Grouped } from './groups-by-kernel'
import { HeldKernel } from './held-kernel'
import { IndexKernel } from './index-kernel'
import { bindPyramidScratch, mostPyramidBytes, pyramidScratchBytes } from './pyramid-kernel'
import { joinParts } from './join-parts'
import type { WalkJob, WalkPart } from './row-walk'
import { ThreadPyramids } from './thread-pyramids'
import type { Walked, WalkTables } from './walked'
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
  return KernelWalk.prepare(trace, tables, usualSpansPerJob, cancellation)?.alone() ?? null
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
  return trace.spans.count < fewestSpans ? walk.alone() : walk.shared(pool)
}

/**
 * Ps' rows need nothing of the groups: while this thread makes these, others walk those. Then all walk goroutines, and this
 * thread first looks for what nobody waits for (Grouped.crowds).
 */
class KernelWalk {
  private readonly space: ColumnSpace
  private readonly rows: { readonly processors: readonly WalkJob[]; readonly goroutines: readonly WalkJob[] }

  private constructor(
    private readonly kernel: IndexKernel,
    private readonly memory: ColumnMemory,
    private readonly trace: Trace,
    private readonly tables: WalkTables,
    spansPerJob: number,
    private readonly cancellation: Cancellation,
  ) {
    this.space = memory.space
    const jobs = jobsOf(trace, tables, spansPerJob)
    this.rows = {
      processors: jobs.filter(({ kind }) => kind === 'processor'),
      goroutines: jobs.filter(({ kind }) => kind === 'goroutines'),
    }
  }

  /** Null: it has to be done otherwise. */
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
    return new KernelWalk(kernel, memory, trace, tables, spansPerJob, cancellation)
  }

  /** @throws CancelledError */
  alone(): Walked | null {
    const known = this.group()
    if (known === null) return null
    const { space } = this
    const ofProcessors = this.walkHere(this.processorsPlan(), space)
    const crowds = this.crowds(known)
    const ofGoroutines = this.walkHere(this.goroutinesPlan(), space)
    if (crowds === null || !ofProcessors.isFine || !ofGoroutines.isFine) return null
    return this.join(known, crowds, [...ofProcessors.parts, ...ofGoroutines.parts])
  }

  /** @throws CancelledError */
  async shared(pool: WalkThreads): Promise<Walked | null> {
    const { memory } = this
    const threads = Math.min(mostThreads, pool.size + 1)
    const bytes = this.mostNodeBytes()
    const address = threads > 1 ? memory.take(bytes) : -1
    if (address < 0) return this.alone()
    const nodes = { address, bytes, cursor: CommonArena.cursor() }
    const arena = new CommonArena(memory.memory, address, bytes, nodes.cursor)
    const walked = await this.inStages(pool, threads - 1, nodes, arena.space)
    memory.giveBack(arena.rest)
    return walked
  }

  private async inStages(
    pool: WalkThreads,
    others: number,
    nodes: WalkTask['nodes'],
    space: ColumnSpace,
  ): Promise<Walked | null> {
    let found: GoroutineStage | null = null
    const first = this.helpers(others, null)
    const ofProcessors = await this.share(pool, first, this.processorsPlan(), nodes, space, () => {
      found = this.goroutineStage(others)
      return found !== null
    })
    for (const { arena } of first) this.memory.giveBack(arena)
    const stage = found as GoroutineStage | null
    if (ofProcessors === null || stage === null) return null
    const { known, helpers, plan } = stage
    let crowds: Crowds | null = null
    const ofGoroutines = await this.share(pool, helpers, plan, nodes, space, () => {
      crowds = this.crowds(known)
      return crowds !== null
    })
    const added = new Set(ofGoroutines?.helped)
    helpers.forEach(({ sums }, at) => {
      if (sums !== null && added.has(at + 1)) addWalkSums(this.kernel, known.sums, sums)
    })
    for (const { arena } of helpers) this.memory.giveBack(arena)
    if (ofGoroutines === null || crowds === null) return null
    return this.join(known, crowds, [...ofProcessors.parts, ...ofGoroutines.parts])
  }

  /** What rows of goroutines are walked with, by so many other threads. @throws CancelledError */
  private goroutineStage(others: number): GoroutineStage | null {
    const known = this.group()
    if (known === null) return null
    const isSmall = walkSumsBytes(known.sums) <= mostSumsBytes
    return { known, helpers: this.helpers(isSmall ? others : 0, known), plan: this.goroutinesPlan() }
  }

  /**
   * All parts of a plan, and the slots of the threads that did some. Null: something is not as foreseen.
   * @param before what this thread does before it takes jobs; false: something is not as foreseen.
   */
  private async share(
    pool: WalkThreads,
    helpers: readonly Helper[],
    plan: WalkPlan,
    nodes: WalkTask['nodes'],
    space: ColumnSpace,
    before: () => boolean,
  ): Promise<{ readonly parts: readonly WalkPart[]; readonly helped: readonly number[] } | null> {
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
        memory: this.memory.memory,
        numbers: helpers[slot - 1]?.numbers ?? {},
        plan,
        nodes,
      }),
      () => {
        if (before()) return this.walkHere(plan, space, claims)
        claims.stop()
        return { kind: 'walk', slot: 0, parts: [], isFine: false }
      },
    )
    if (!results.every((result) => result.isFine)) return null
    const parts = results.flatMap((result) => result.parts)
    // What a thread had claimed that died is missing, with all that it did.
    const isDone = new Set(parts.map(({ at }) => at))
    const missing = plan.jobs.filter(({ at }) => !isDone.has(at))
    const late = missing.length === 0 ? null : this.walkHere({ ...plan, jobs: missing }, space)
    if (late?.isFine === false) return null
    const helped = results.filter(({ slot, parts: own }) => slot > 0 && own.length > 0)
    return { parts: [...parts, ...(late?.parts ?? [])], helped: helped.map(({ slot }) => slot) }
  }

  private walkHere(
    plan: WalkPlan,
    nodes: ColumnSpace,
    claims = new Claims(Claims.buffer(1), plan.jobs.length),
  ): WalkResult {
    return walkClaimed(this.kernel, claims, 0, plan, nodes, this.cancellation)
  }

  private processorsPlan(): WalkPlan {
    return { jobs: this.rows.processors, assistNs: new Map(), readsNodes: false }
  }

  private goroutinesPlan(): WalkPlan {
    const { kernel, trace, tables } = this
    return {
      jobs: this.rows.goroutines,
      assistNs: assistNsOfLongRows(trace, tables.assists),
      // Pyramids do not tell undetermined stretches from waits.
      readsNodes: kernel.call('hasState', GoroutineState.undetermined, 0, trace.spans.count) === 0,
    }
  }

  /** Groups, and everything that this thread's kernel needs to walk rows. @throws CancelledError */
  private group(): Known | null {
    const { kernel, memory, trace, space } = this
    const scratch = memory.arena(groupScratchBytes(trace))
    const grouped = scratch === null ? null : groupsByKernel(kernel, trace, space, scratch, this.cancellation)
    if (scratch === null || grouped === null) return null
    const longestRow = Math.max(kernel.get('longestRow') >>> 0, longestOfProcessors(trace))
    const sums = newWalkSums(trace, grouped.groups, space)
    const isBound =
      bindFoundLists(kernel, space) &&
      bindPyramidScratch(kernel, longestRow, space) &&
      bindSums(kernel, sums, space)
    return isBound ? { ...grouped, scratch, longestRow, sums } : null
  }

  /** @throws CancelledError */
  private crowds(known: Known): Crowds | null {
    const crowds = known.crowds(this.memory)
    this.memory.giveBack(known.scratch)
    return crowds
  }

  /**
   * Scratch for so many threads, or for as many as there is room for, and sums of their own.
   * @param known null: they walk no goroutines.
   */
  private helpers(count: number, known: Known | null): readonly Helper[] {
    const { kernel, memory, trace } = this
    const longestRow = known?.longestRow ?? longestOfProcessors(trace)
    const helpers: Helper[] = []
    const before = kernel.numbers()
    const ownBytes = known === null ? 0 : walkSumsBytes(known.sums) + 64 * known.groups.length
    const bytes = ownBytes + foundListsBytes + pyramidScratchBytes(longestRow) + 4096
    for (let slot = 0; slot < count; slot++) {
      const arena = memory.arena(bytes)
      if (arena === null) break
      const { space } = arena
      const sums = known === null ? null : newWalkSums(trace, known.groups, space)
      const isBound =
        bindFoundLists(kernel, space) &&
        bindPyramidScratch(kernel, longestRow, space) &&
        (sums === null || bindSums(kernel, sums, space))
      if (isBound) helpers.push({ numbers: kernel.numbers(), sums, arena })
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

  private join({ groups, openGoroutines, sums }: Known, crowds: Crowds, parts: readonly WalkPart[]): Walked {
    const { kernel, trace, tables, space } = this
    const pyramids = new ThreadPyramids(kernel, trace, space)
    const held = new HeldKernel(kernel, trace, space)
    return {
      ...joinParts(kernel, trace, tables, groups, sums, parts),
      groups,
      openGoroutines,
      ...crowds,
      threadPyramid: (row, segments) => pyramids.of(row, segments, neverCancelled),
      heldByKernel: (rows, fromNs, toNs) => held.between(rows, fromNs, toNs),
    }
  }
}

/** What this thread knows when it has made the groups. */
interface Known extends Grouped {
  readonly scratch: ColumnArena
  /** Spans or executions of the longest row. */
  readonly longestRow: number
  readonly sums: WalkSums
}

interface GoroutineStage {
  readonly known: Known
  readonly helpers: readonly Helper[]
  readonly plan: WalkPlan
}

interface Helper {
  readonly numbers: WalkTask['numbers']
  readonly sums: WalkSums | null
  readonly arena: ColumnArena
}

function longestOfProcessors({ processors }: Trace): number {
  const { spanOffset, count } = processors
  let longest = 0
  for (let processor = 0; processor < count; processor++)
    longest = Math.max(longest, spanOffset[processor + 1] - spanOffset[processor])
  return longest
}
