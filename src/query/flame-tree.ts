/**
 * A tree of calls, outermost function first, out of many stacks. Frames are merged by function, as profiles are: two
 * calls from different lines of one function are one node.
 */

/** Nodes of one answer. */
const mostNodes = 20_000

/** Columns of equal length, parents before children. */
export interface FlameColumns {
  readonly names: readonly string[]
  /** Index into `names`. */
  readonly name: readonly number[]
  /** Index of the parent node, -1 for the outermost frames. */
  readonly parent: readonly number[]
  /** Weight of the stacks that the node is a part of, and of those: innermost. */
  readonly total: readonly number[]
  readonly self: readonly number[]
  /** The lightest nodes that were left out. */
  readonly hiddenNodes: number
}

interface Node {
  readonly name: number
  readonly parent: number
  total: number
  self: number
  readonly children: Map<number, number>
}

/** No node: the parent of the outermost frames. */
export const outermost = -1

export class FlameTree {
  private readonly nodes: Node[] = []
  private readonly roots = new Map<number, number>()

  /** Adds weight to the function `name` (any number that stands for it) below `parent`. Returns its node. */
  add(parent: number, name: number, weight: number): number {
    const siblings = parent === outermost ? this.roots : this.nodes[parent].children
    let node = siblings.get(name)
    if (node === undefined) {
      node = this.nodes.length
      this.nodes.push({ name, parent, total: 0, self: 0, children: new Map() })
      siblings.set(name, node)
    }
    this.nodes[node].total += weight
    return node
  }

  /** The stack ends here. */
  addSelf(node: number, weight: number): void {
    this.nodes[node].self += weight
  }

  /** A node has at least the weight of its children, so leaving out the lightest never parts a child from its parent. */
  columns(textOf: (name: number) => string): FlameColumns {
    const { nodes } = this
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
      parent: kept.map((node) => place.get(nodes[node].parent) ?? outermost),
      total: kept.map((node) => nodes[node].total),
      self: kept.map((node) => nodes[node].self),
      hiddenNodes: nodes.length - kept.length,
    }
  }
}
