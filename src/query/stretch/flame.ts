/**
 * CPU samples of a stretch of time as a tree of functions, outermost frame first. Frames are merged by function, as
 * profiles are: two calls from different lines of one function are one node.
 */
import type { FlameDto } from '../../contract/stretch-dto'
import type { Trace } from '../../model/trace'
import { sparseListOf } from '../list-by-key'
import type { TraceIndex } from '../trace-index'

/** Nodes of one answer. */
const mostNodes = 20_000
/** Recursion deeper than this is cut at the outermost end: no window shows it. */
const mostFrames = 512

interface Node {
  readonly name: number
  readonly parent: number
  total: number
  self: number
  readonly children: Map<number, number>
}

/** `goroutine` is an index; undefined: of all, those without a goroutine too. */
export function flame(
  index: TraceIndex,
  fromNs: number,
  toNs: number,
  goroutine: number | undefined,
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
  if (goroutine === undefined) for (let sample = 0; sample < cpuSamples.count; sample++) add(sample)
  else for (const sample of sparseListOf(index.samplesOf, goroutine)) add(sample)
  return { fromNs, toNs, sampleCount, withoutStackCount, ...flameColumns(index.trace, byStack) }
}

export type FlameColumns = Pick<FlameDto, 'names' | 'name' | 'parent' | 'total' | 'self' | 'hiddenNodes'>

/** Stacks with their weights (samples, ns) as a tree of functions; every stack must have frames. */
export function flameColumns({ tables }: Trace, byStack: ReadonlyMap<number, number>): FlameColumns {
  const { stacks, frames, strings } = tables
  const nodes: Node[] = []
  const roots = new Map<number, number>()
  for (const [stack, count] of byStack) {
    const first = stacks.offset[stack]
    const last = Math.min(stacks.offset[stack + 1], first + mostFrames) - 1
    let parent = -1
    for (let at = last; at >= first; at--) {
      const name = frames.functionName[stacks.frame[at]]
      const siblings = parent < 0 ? roots : nodes[parent].children
      let node = siblings.get(name)
      if (node === undefined) {
        node = nodes.length
        nodes.push({ name, parent, total: 0, self: 0, children: new Map() })
        siblings.set(name, node)
      }
      nodes[node].total += count
      if (at === first) nodes[node].self += count
      parent = node
    }
  }
  return columnsOf(nodes, (name) => strings.get(name))
}

/** A node has at least the weight of its children, so leaving out the lightest never parts a child from its parent. */
function columnsOf(nodes: readonly Node[], textOf: (name: number) => string): FlameColumns {
  const order = nodes.map((_, node) => node)
  // Heaviest first; of equal ones the elder, and parents are elder than their children.
  order.sort((a, b) => nodes[b].total - nodes[a].total || a - b)
  const kept = order.slice(0, mostNodes)
  const place = new Map(kept.map((node, at) => [node, at]))
  const names: string[] = []
  const nameIndex = new Map<number, number>()
  const indexOfName = (name: number): number => {
    const known = nameIndex.get(name)
    if (known !== undefined) return known
    nameIndex.set(name, names.length)
    names.push(textOf(name))
    return names.length - 1
  }
  return {
    names,
    name: kept.map((node) => indexOfName(nodes[node].name)),
    parent: kept.map((node) => place.get(nodes[node].parent) ?? -1),
    total: kept.map((node) => nodes[node].total),
    self: kept.map((node) => nodes[node].self),
    hiddenNodes: nodes.length - kept.length,
  }
}
