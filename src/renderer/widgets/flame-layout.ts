/**
 * Where the nodes of a flame graph stand: outermost frames at the top, each as wide as its share. Siblings too narrow to
 * be seen are gathered into one box that says how many they are: nothing is left out in silence.
 */

/** Columns of equal length, parents before children. */
export interface FlameNodes {
  readonly names: readonly string[]
  /** Index into `names`. */
  readonly name: readonly number[]
  /** Index of the parent node, -1 for outermost frames. */
  readonly parent: readonly number[]
  readonly total: readonly number[]
  readonly self: readonly number[]
}

export interface FlameBox {
  /** The node; of gathered siblings the heaviest. */
  readonly node: number
  readonly leftPx: number
  readonly widthPx: number
  readonly depth: number
  /** 0: one node. Else so many nodes are gathered here, weighing `total` together. */
  readonly gathered: number
  readonly total: number
  /** It holds the node that is zoomed to. */
  readonly isAncestor: boolean
}

/** Narrower boxes are gathered. */
const narrowestPx = 3

/** Children of every node, heaviest first; the outermost frames under -1. */
export function childrenOf(nodes: FlameNodes): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>()
  nodes.parent.forEach((parent, node) => {
    const list = children.get(parent)
    if (list === undefined) children.set(parent, [node])
    else list.push(node)
  })
  for (const list of children.values())
    list.sort((a, b) => (nodes.total[b] ?? 0) - (nodes.total[a] ?? 0) || a - b)
  return children
}

/** From the outermost frame down to `node` itself. */
export function pathOf(nodes: FlameNodes, node: number): readonly number[] {
  const path: number[] = []
  for (let at = node; at >= 0; at = nodes.parent[at] ?? -1) path.unshift(at)
  return path
}

/** @param zoomed the node that takes the whole width, -1 for all. @param allTotal what the whole width stands for then. */
export function layOutFlame(
  nodes: FlameNodes,
  children: ReadonlyMap<number, readonly number[]>,
  zoomed: number,
  allTotal: number,
  widthPx: number,
): readonly FlameBox[] {
  const boxes: FlameBox[] = []
  const path = zoomed < 0 ? [] : pathOf(nodes, zoomed)
  path.forEach((node, depth) =>
    boxes.push({
      node,
      leftPx: 0,
      widthPx,
      depth,
      gathered: 0,
      total: nodes.total[node] ?? 0,
      isAncestor: node !== zoomed,
    }),
  )
  const whole = zoomed < 0 ? allTotal : (nodes.total[zoomed] ?? 0)
  if (whole <= 0 || widthPx <= 0) return boxes
  const pxPer = widthPx / whole
  const pending = [{ parent: zoomed, leftPx: 0, depth: path.length }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { depth } = next
    let { leftPx } = next
    const siblings = children.get(next.parent) ?? []
    for (let at = 0; at < siblings.length; at++) {
      const node = siblings[at] ?? -1
      const total = nodes.total[node] ?? 0
      const nodeWidthPx = total * pxPer
      if (nodeWidthPx < narrowestPx) {
        // Heaviest first: all that follow are no wider.
        const rest = siblings.slice(at)
        const restTotal = rest.reduce((sum, one) => sum + (nodes.total[one] ?? 0), 0)
        boxes.push({
          node,
          leftPx,
          widthPx: restTotal * pxPer,
          depth,
          gathered: rest.length,
          total: restTotal,
          isAncestor: false,
        })
        break
      }
      boxes.push({ node, leftPx, widthPx: nodeWidthPx, depth, gathered: 0, total, isAncestor: false })
      pending.push({ parent: node, leftPx, depth: depth + 1 })
      leftPx += nodeWidthPx
    }
  }
  return boxes
}

export interface FlameMatches {
  /** By index of `names`. */
  readonly names: ReadonlySet<number>
  /** What all stacks with a match weigh: a stack that matches twice counts once. */
  readonly total: number
}

export function matchFlame(nodes: FlameNodes, text: string): FlameMatches {
  const wanted = text.trim().toLowerCase()
  const names = new Set<number>()
  if (wanted === '') return { names, total: 0 }
  nodes.names.forEach((name, index) => {
    if (name.toLowerCase().includes(wanted)) names.add(index)
  })
  let total = 0
  const isBelowMatch: boolean[] = []
  nodes.name.forEach((name, node) => {
    const parent = nodes.parent[node] ?? -1
    const isBelow = parent >= 0 && isBelowMatch[parent] === true
    const isMatch = names.has(name)
    if (isMatch && !isBelow) total += nodes.total[node] ?? 0
    isBelowMatch[node] = isMatch || isBelow
  })
  return { names, total }
}
