/**
 * Where a goroutine stands among others: its creators up to the first that the trace names, its children, and its
 * neighbours among those of the same start function.
 */
import type { GoroutineTreeDto, SiblingDto, TreeNodeDto } from '../../contract/goroutine-dto'
import { NONE, GoroutineFlag } from '../../model/states'
import { groupListsOf, listOf } from '../list-by-key'
import type { ListsByKey } from '../list-by-key'
import { goroutineRef } from './span-details'
import { placeOf } from '../stack-dto'
import type { TraceIndex } from '../trace-index'

const mostChildren = 1_000
const mostCreators = 1_000

const childrenCache = new WeakMap<TraceIndex, ListsByKey>()

function childrenOf(index: TraceIndex): ListsByKey {
  let lists = childrenCache.get(index)
  if (lists === undefined) {
    const { createdBy, count } = index.trace.goroutines
    lists = groupListsOf(createdBy, count, count)
    childrenCache.set(index, lists)
  }
  return lists
}

export function goroutineTree(index: TraceIndex, goroutine: number): GoroutineTreeDto {
  const { createdBy, createdNs } = index.trace.goroutines
  const creators: TreeNodeDto[] = []
  const seen = new Set([goroutine])
  for (let at = createdBy[goroutine]; at !== NONE && !seen.has(at); at = createdBy[at]) {
    if (creators.length === mostCreators) break
    seen.add(at)
    creators.push(nodeDto(index, at))
  }
  const children = listOf(childrenOf(index), goroutine)
  return {
    creators,
    node: nodeDto(index, goroutine),
    children: Array.from(children)
      .sort((a, b) => createdNs.at(a) - createdNs.at(b))
      .slice(0, mostChildren)
      .map((child) => nodeDto(index, child)),
    childTotal: children.length,
  }
}

function nodeDto(index: TraceIndex, goroutine: number): TreeNodeDto {
  const { trace } = index
  const { goroutines } = trace
  const { offset } = childrenOf(index)
  const endedNs = goroutines.endedNs.at(goroutine)
  const place = placeOf(trace, goroutines.creationStack[goroutine])
  return {
    ...goroutineRef(trace, goroutine),
    createdNs: goroutines.createdNs.at(goroutine),
    ...(Number.isNaN(endedNs) ? {} : { endedNs }),
    startsBeforeTrace: (goroutines.flags[goroutine] & GoroutineFlag.createdInTrace) === 0,
    childCount: offset[goroutine + 1] - offset[goroutine],
    ...(place === undefined ? {} : { place }),
  }
}

export function siblings(index: TraceIndex, goroutine: number): SiblingDto {
  const { goroutines } = index.trace
  for (const group of index.groups) {
    const position = group.goroutines.indexOf(goroutine)
    if (position < 0) continue
    const id = (at: number): number | undefined =>
      at >= 0 && at < group.goroutines.length ? goroutines.id[group.goroutines[at]] : undefined
    const previous = id(position - 1)
    const next = id(position + 1)
    return {
      position,
      total: group.goroutines.length,
      ...(previous === undefined ? {} : { previous }),
      ...(next === undefined ? {} : { next }),
    }
  }
  return { position: 0, total: 1 }
}
