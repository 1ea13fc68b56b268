import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  childrenOf,
  layOutFlame,
  matchFlame,
  pathOf,
  type FlameNodes,
} from '../../../../src/renderer/widgets/flame-layout'

/** Stacks, outermost first, each with its weight. */
function nodesOf(stacks: readonly (readonly [string, number])[]): FlameNodes {
  const names: string[] = []
  const [name, parent, total, self]: [number[], number[], number[], number[]] = [[], [], [], []]
  const known = new Map<string, number>()
  for (const [stack, weight] of stacks) {
    let path = ''
    let above = -1
    for (const part of stack.split(';')) {
      path += `;${part}`
      let node = known.get(path)
      if (node === undefined) {
        node = name.length
        known.set(path, node)
        if (!names.includes(part)) names.push(part)
        name.push(names.indexOf(part))
        parent.push(above)
        total.push(0)
        self.push(0)
      }
      total[node] = (total[node] ?? 0) + weight
      above = node
    }
    self[above] = (self[above] ?? 0) + weight
  }
  return { names, name, parent, total, self }
}

const stacks = fc.array(
  fc.tuple(
    fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 6 }).map((one) => one.join(';')),
    fc.integer({ min: 1, max: 500 }),
  ),
  { minLength: 1, maxLength: 40 },
)

describe('layout of a flame graph', () => {
  it('gives every node its share, children within their parent, and loses nothing in silence', () => {
    fc.assert(
      fc.property(stacks, fc.integer({ min: 50, max: 1_500 }), (list, widthPx) => {
        const nodes = nodesOf(list)
        const all = list.reduce((sum, [, weight]) => sum + weight, 0)
        const children = childrenOf(nodes)
        const boxes = layOutFlame(nodes, children, -1, all, widthPx)
        const placed = new Map(boxes.filter((box) => box.gathered === 0).map((box) => [box.node, box]))
        for (const box of boxes) {
          expect(box.widthPx).toBeCloseTo((box.total / all) * widthPx, 6)
          const parent = placed.get(nodes.parent[box.node] ?? -1)
          if (parent === undefined) expect(box.depth).toBe(0)
          else {
            expect(box.depth).toBe(parent.depth + 1)
            expect(box.leftPx).toBeGreaterThanOrEqual(parent.leftPx - 1e-6)
            expect(box.leftPx + box.widthPx).toBeLessThanOrEqual(parent.leftPx + parent.widthPx + 1e-6)
          }
        }
        // Boxes under one parent weigh what its children weigh.
        for (const [parent, list] of children) {
          if (parent >= 0 && !placed.has(parent)) continue
          const under = boxes.filter((box) => (nodes.parent[box.node] ?? -1) === parent)
          const weight = under.reduce((sum, box) => sum + box.total, 0)
          expect(weight).toBe(list.reduce((sum, node) => sum + (nodes.total[node] ?? 0), 0))
          expect(under.reduce((sum, box) => sum + Math.max(1, box.gathered), 0)).toBe(list.length)
        }
      }),
    )
  })

  it('gives a zoomed node the whole width, under what called it', () => {
    const nodes = nodesOf([
      ['main;work;parse', 10],
      ['main;work;print', 30],
      ['main;idle', 60],
    ])
    const work = nodes.name.findIndex((name) => nodes.names[name] === 'work')
    const boxes = layOutFlame(nodes, childrenOf(nodes), work, 100, 400)
    const shape = boxes.map((box) => [
      nodes.names[nodes.name[box.node] ?? 0],
      box.leftPx,
      box.widthPx,
      box.depth,
    ])
    expect(shape).toEqual([
      ['main', 0, 400, 0],
      ['work', 0, 400, 1],
      ['print', 0, 300, 2],
      ['parse', 300, 100, 2],
    ])
    expect(boxes.map((box) => box.isAncestor)).toEqual([true, false, false, false])
    expect(pathOf(nodes, work)).toHaveLength(2)
  })

  it('counts a stack that matches twice once', () => {
    const nodes = nodesOf([
      ['main;walk;walk;walk', 7],
      ['main;walk', 2],
      ['main;Walker', 1],
      ['main;idle', 5],
    ])
    expect(matchFlame(nodes, 'walk').total).toBe(10)
    expect(matchFlame(nodes, 'WALKER').total).toBe(1)
    expect(matchFlame(nodes, ' ').names.size).toBe(0)
  })
})
