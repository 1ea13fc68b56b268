/** CPU samples of a stretch of time as a tree of calls. */
import type { FlameDto } from '../../contract/stretch-dto'
import type { Trace } from '../../model/trace'
import { FlameTree, outermost } from '../flame-tree'
import type { FlameColumns } from '../flame-tree'
import { sparseListOf } from '../list-by-key'
import type { TraceIndex } from '../trace-index'

/** Recursion deeper than this is cut at the outermost end: no window shows it. */
const mostFrames = 512

/** `goroutines` are indices; undefined: of all, those without a goroutine too. */
export function flame(
  index: TraceIndex,
  fromNs: number,
  toNs: number,
  goroutines: Iterable<number> | undefined,
): FlameDto {
  const { cpuSamples, tables } = index.trace
  const { stacks } = tables
  const byStack = new Map<number, number>()
  let sampleCount = 0
  let withoutStackCount = 0
  const add = (sample: number): void => {
    if (cpuSamples.atNs[sample] < fromNs || cpuSamples.atNs[sample] >= toNs) return
    sampleCount++
    const stack = cpuSamples.stack[sample]
    if (stack >= stacks.count || stacks.offset[stack] === stacks.offset[stack + 1]) withoutStackCount++
    else byStack.set(stack, (byStack.get(stack) ?? 0) + 1)
  }
  if (goroutines === undefined) for (let sample = 0; sample < cpuSamples.count; sample++) add(sample)
  else
    for (const goroutine of goroutines)
      for (const sample of sparseListOf(index.samplesOf, goroutine)) add(sample)
  return { fromNs, toNs, sampleCount, withoutStackCount, ...flameColumns(index.trace, byStack) }
}

/** Stacks with their weights (samples, ns) as a tree of functions; every stack must have frames. */
export function flameColumns({ tables }: Trace, byStack: ReadonlyMap<number, number>): FlameColumns {
  const { stacks, frames, strings } = tables
  const tree = new FlameTree()
  for (const [stack, weight] of byStack) {
    const first = stacks.offset[stack]
    const last = Math.min(stacks.offset[stack + 1], first + mostFrames) - 1
    let node = outermost
    for (let at = last; at >= first; at--)
      node = tree.add(node, frames.functionName[stacks.frame[at]], weight)
    tree.addSelf(node, weight)
  }
  return tree.columns((name) => strings.get(name))
}
