/**
 * Lists of indices by a key, as two columns: the list of key k is item[offset[k] .. offset[k + 1]).
 */
export interface ListsByKey {
  readonly offset: Uint32Array
  readonly item: Uint32Array
}

/** Groups 0 .. count - 1 by `keys`, keeping their order; keys at or above `keyCount` (NONE) belong to no list. */
export function groupListsOf(keys: Uint32Array, count: number, keyCount: number): ListsByKey {
  const offset = new Uint32Array(keyCount + 1)
  for (let index = 0; index < count; index++) if (keys[index] < keyCount) offset[keys[index] + 1]++
  for (let key = 0; key < keyCount; key++) offset[key + 1] += offset[key]
  const item = new Uint32Array(offset[keyCount])
  const next = offset.slice(0, keyCount)
  for (let index = 0; index < count; index++) if (keys[index] < keyCount) item[next[keys[index]]++] = index
  return { offset, item }
}

/** The list of one key: a view, not a copy. */
export function listOf(lists: ListsByKey, key: number): Uint32Array {
  return lists.item.subarray(lists.offset[key], lists.offset[key + 1])
}

/** Lists by a key that few of many keys have. */
export type SparseLists = ReadonlyMap<number, Uint32Array>

const emptyList = new Uint32Array(0)

/** Groups 0 .. count - 1 by `keys`, keeping their order. */
export function sparseListsOf(keys: Uint32Array, count: number): SparseLists {
  const building = new Map<number, number[]>()
  for (let index = 0; index < count; index++) {
    const list = building.get(keys[index])
    if (list === undefined) building.set(keys[index], [index])
    else list.push(index)
  }
  return new Map([...building].map(([key, list]) => [key, Uint32Array.from(list)]))
}

export function sparseListOf(lists: SparseLists, key: number): Uint32Array {
  return lists.get(key) ?? emptyList
}
