/**
 * Who created whom, from `created by … in goroutine N` (Go 1.21 and later). Goroutines of the same creator that began
 * in the same function are one node, so that a tree of a hundred thousand fits on a screen.
 */
import type { TreeDto, TreeNodeDto } from '../../contract/dump-dto'
import { GoroutineRowFlag } from '../../model/goroutine-dump'
import type { DumpIndex } from './dump-index'
import { isWrapper } from './stack-view'

const maximumNodes = 2000
const maximumDepth = 64

export function creationTree(index: DumpIndex, dumpNumber: number): TreeDto {
  const dump = index.text.dumps[dumpNumber]
  const { rows } = dump
  if (dump.form !== 'goroutines') {
    return {
      nodes: [],
      missing: 'This form of the dump prints neither ids nor creators, so there is no tree.',
    }
  }
  const rowOfId = new Map<number, number>()
  let hasCreatorIds = false
  for (let row = 0; row < rows.count; row++) {
    if (rows.id[row] > 0 && !rowOfId.has(rows.id[row])) rowOfId.set(rows.id[row], row)
    if (!Number.isNaN(rows.creatorId[row])) hasCreatorIds = true
  }
  if (!hasCreatorIds) {
    return {
      nodes: [],
      missing: 'The text does not say which goroutine created which (Go prints that since 1.21).',
    }
  }
  const children = new Map<number, number[]>()
  const roots: number[] = []
  for (let row = 0; row < rows.count; row++) {
    if ((rows.flags[row] & GoroutineRowFlag.headerless) !== 0 || rows.id[row] === 0) continue
    const parent = rowOfId.get(rows.creatorId[row])
    // A goroutine cannot create itself or an older one: such numbers are damage, and would make a ring.
    if (parent === undefined || rows.id[parent] >= rows.id[row]) roots.push(row)
    else {
      const list = children.get(parent)
      if (list === undefined) children.set(parent, [row])
      else list.push(row)
    }
  }
  const nodes: TreeNodeDto[] = []
  const visit = (members: readonly number[], depth: number, path: string): void => {
    const groups = new Map<string, number[]>()
    for (const row of members) {
      const label = startFunctionOf(index, dumpNumber, row)
      const list = groups.get(label)
      if (list === undefined) groups.set(label, [row])
      else list.push(row)
    }
    const sorted = [...groups].sort((a, b) => b[1].length - a[1].length)
    for (const [label, list] of sorted) {
      if (nodes.length >= maximumNodes) return
      const below = depth < maximumDepth ? list.flatMap((row) => children.get(row) ?? []) : []
      const key = `${path}/${label}`
      nodes.push({
        key,
        depth,
        label,
        count: list.length,
        state: commonState(index, dumpNumber, list),
        id: list.length === 1 ? rows.id[list[0]] : undefined,
        hasChildren: below.length > 0,
        note: depth === 0 ? rootNote(index, dumpNumber, list) : '',
      })
      if (below.length > 0) visit(below, depth + 1, key)
    }
  }
  visit(roots, 0, '')
  return { nodes, missing: '' }
}

/** Outermost function that is not the runtime's or the compiler's. */
function startFunctionOf(index: DumpIndex, dumpNumber: number, row: number): string {
  const { frames } = index.views.stack(index.text.dumps[dumpNumber].rows.stack[row])
  for (let i = frames.length - 1; i >= 0; i--) {
    if (frames[i].owner !== 'runtime' && !isWrapper(frames[i].functionName)) return frames[i].functionName
  }
  return frames[frames.length - 1]?.functionName ?? '(no frames)'
}

function commonState(index: DumpIndex, dumpNumber: number, list: readonly number[]): string {
  const { rows } = index.text.dumps[dumpNumber]
  const states = new Set<string>()
  for (const row of list) {
    states.add(index.grouper.stateOf(rows.state[row], rows.stack[row]))
    if (states.size > 3) break
  }
  return states.size > 3 ? 'several states' : [...states].join(', ')
}

function rootNote(index: DumpIndex, dumpNumber: number, list: readonly number[]): string {
  const { rows } = index.text.dumps[dumpNumber]
  const [first] = list
  if (rows.creator[first] === 0) return ''
  const creator = index.text.tables.creators[rows.creator[first]].functionName
  const isSame = list.every((row) => rows.creatorId[row] === rows.creatorId[first])
  const id = rows.creatorId[first]
  return Number.isNaN(id) || !isSame
    ? `created by ${creator}; the creator is not in the dump`
    : `created by ${creator} in goroutine ${id}, which is not in the dump`
}
