/** A thread's share of the walk over all rows, as a task: it takes the next job that nobody has taken. */
import type { Cancellation } from '../../base/cancellation'
import { Claims } from '../../base/claims'
import { CommonArena } from '../../model/column-memory'
import type { ColumnSpace } from '../../model/column-space'
import { IndexKernel } from './index-kernel'
import type { KernelNumbers } from './index-kernel'
import { RowWalk } from './row-walk'
import type { WalkJob, WalkPart } from './row-walk'

/** What is the same for all threads. Cloneable. */
export interface WalkPlan {
  /** Those that take longest first. */
  readonly jobs: readonly WalkJob[]
  readonly assistNs: ReadonlyMap<number, number>
  readonly readsNodes: boolean
}

export interface WalkTask {
  readonly kind: 'walk'
  readonly claims: SharedArrayBuffer
  readonly slot: number
  readonly memory: WebAssembly.Memory
  /** What the kernel of this slot is told: where columns lie, and this slot's own sums. */
  readonly numbers: KernelNumbers
  readonly plan: WalkPlan
  /** Room for pyramids, for all threads together. */
  readonly nodes: { readonly address: number; readonly bytes: number; readonly cursor: SharedArrayBuffer }
}

export interface WalkResult {
  readonly kind: 'walk'
  readonly slot: number
  readonly parts: readonly WalkPart[]
  /** False: something was not as foreseen. */
  readonly isFine: boolean
}

/** @throws CancelledError */
export function runWalkTask(task: WalkTask, cancellation: Cancellation): WalkResult {
  const { slot, memory, plan, nodes } = task
  const claims = new Claims(task.claims, plan.jobs.length)
  // A thread that had this task died of it, and left sums that nobody can tell apart from others.
  const isTaken = claims.hasBegun(slot)
  claims.begin(slot)
  const kernel = isTaken ? null : IndexKernel.create(memory)
  if (kernel === null) return { kind: 'walk', slot, parts: [], isFine: true }
  kernel.set(task.numbers)
  const { space } = new CommonArena(memory, nodes.address, nodes.bytes, nodes.cursor)
  return walkClaimed(kernel, claims, slot, plan, space, cancellation)
}

/** Takes jobs until there is none left. @throws CancelledError */
export function walkClaimed(
  kernel: IndexKernel,
  claims: Claims,
  slot: number,
  { jobs, assistNs, readsNodes }: WalkPlan,
  nodes: ColumnSpace,
  cancellation: Cancellation,
): WalkResult {
  const walk = new RowWalk(kernel, nodes, assistNs, readsNodes)
  const parts: WalkPart[] = []
  for (let ordinal = claims.take(); ordinal >= 0; ordinal = claims.take()) {
    const part = walk.do(jobs[ordinal], cancellation)
    if (part === null) {
      claims.stop()
      return { kind: 'walk', slot, parts, isFine: false }
    }
    parts.push(part)
  }
  return { kind: 'walk', slot, parts, isFine: true }
}
