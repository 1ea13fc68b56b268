/** Parts of the flattened list of rows: rows are made when a window shows them. */
import type { RowDto } from '../../contract/rows-dto'

/** Some consecutive rows. */
export interface Block {
  readonly count: number
  rowAt(index: number): RowDto
  /** Position of a key within, or -1. */
  find(key: string): number
}

export function single(row: RowDto): Block {
  return { count: 1, rowAt: () => row, find: (key) => (key === row.key ? 0 : -1) }
}

/** Rows made from indices on demand. `itemOf` gives the index that a key names, or -1. */
export function many(
  items: Uint32Array,
  rowOf: (item: number) => RowDto,
  itemOf: (key: string) => number,
): Block {
  return {
    count: items.length,
    rowAt: (index) => rowOf(items[index]),
    find(key) {
      const item = itemOf(key)
      return item < 0 ? -1 : items.indexOf(item)
    },
  }
}

export function plainRow(key: string, kind: RowDto['kind'], label: string, detail = '', depth = 0): RowDto {
  return { key, kind, depth, label, detail, isExpandable: false, isExpanded: false }
}

/** The number in a key like `proc:3`, or -1. */
export const numberOf = (key: string, head: string): number =>
  key.startsWith(head) && /^\d{1,16}$/.test(key.slice(head.length)) ? Number(key.slice(head.length)) : -1
