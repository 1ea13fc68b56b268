import type { ColumnSpace } from './column-space'
import type { IdTable, IdValues } from './tables'
import { NONE } from './states'

const pageBits = 7
const pageSize = 1 << pageBits
const pagedIdLimit = 2 ** 29
const emptySlot = 0xffffffff
const highestNarrow = 0xffffffff

/** Columns of a table: ids by index, page of an id >>> 7, slots of all pages; and how many ids and pages there are. */
export interface LentIds {
  readonly ids: Uint32Array
  readonly pageOf: Int32Array
  readonly slots: Uint32Array
  readonly count: number
  readonly pageCount: number
}

/**
 * Ids to dense indices in order of arrival. Ids of a Go trace are mostly small and near each other, so the common
 * way is two loads (page, slot). Far or scattered ids go to an open hash, which keeps memory proportional to
 * the number of ids whatever a damaged file names.
 */
export class GrowableIdTable implements IdTable {
  count = 0
  ids: IdValues = new Uint32Array(64)
  /** Page number per id >>> 7, or -1. */
  private pageOf: Int32Array = new Int32Array(256).fill(-1)
  private slots: Uint32Array = new Uint32Array(4 * pageSize)
  private pageCount = 0
  private hashed = new Uint32Array(0)
  private hashedCount = 0

  /**
   * A table of ids that are all paged already.
   * @param slots of as many pages as `pageOf` names, whole.
   */
  static of(count: number, ids: IdValues, pageOf: Int32Array, slots: Uint32Array): GrowableIdTable {
    const table = new GrowableIdTable()
    table.count = count
    table.ids = ids
    table.pageOf = pageOf
    table.pageCount = slots.length >>> pageBits
    table.slots = slots
    return table
  }

  /** Index of a paged id: slots[pageOf[id >>> 7] * 128 + (id & 127)]; -1 and NONE where there is none. */
  get pages(): { readonly pageOf: Int32Array; readonly slots: Uint32Array } {
    return { pageOf: this.pageOf, slots: this.slots.subarray(0, this.pageCount << pageBits) }
  }

  /** Whether every id has its slot in a page. */
  get isPaged(): boolean {
    return this.hashedCount === 0
  }

  /** Room for so many ids at once. */
  reserve(capacity: number, space: ColumnSpace): void {
    if (capacity <= this.ids.length) return
    const ids = idColumn(space, this.ids, capacity)
    ids.set(this.ids.subarray(0, this.count))
    this.ids = ids
  }

  /** Room in pages too: for ids below `idEnd`, on so many pages more than there are. */
  reservePages(idEnd: number, pages: number, space: ColumnSpace): void {
    const highs = Math.ceil(Math.min(idEnd, pagedIdLimit) / pageSize)
    if (highs > this.pageOf.length) {
      const knownHighs = this.pageOf.length
      const pageOf = space.int32(highs)
      pageOf.set(this.pageOf)
      this.pageOf = pageOf.fill(-1, knownHighs)
    }
    const slots = (this.pageCount + pages) << pageBits
    if (slots > this.slots.length) {
      const wider = space.uint32(slots)
      wider.set(this.slots.subarray(0, this.pageCount << pageBits))
      this.slots = wider
    }
  }

  /**
   * Columns that another one may add paged ids to, as `intern` does, by taking the next page and filling its slots with
   * NONE; `noteLent` says how far it came. Null where some ids are in no page: their pages are made here.
   */
  lend(): LentIds | null {
    const { ids, pageOf, slots, count, pageCount } = this
    return this.isPaged && ids instanceof Uint32Array ? { ids, pageOf, slots, count, pageCount } : null
  }

  noteLent(count: number, pageCount: number): void {
    this.count = count
    this.pageCount = pageCount
  }

  /** Moves the columns of the ids that are known, so that other threads see them. */
  moveTo(space: ColumnSpace): void {
    const ids = idColumn(space, this.ids, Math.max(64, this.count))
    ids.set(this.ids.subarray(0, this.count))
    const pageOf = space.int32(this.pageOf.length)
    pageOf.set(this.pageOf)
    const slots = space.uint32(Math.max(pageSize, this.pageCount << pageBits))
    slots.set(this.slots.subarray(0, this.pageCount << pageBits))
    this.ids = ids
    this.pageOf = pageOf
    this.slots = slots
  }

  indexOf(id: number): number {
    if (id < pagedIdLimit && id >= 0) {
      const high = id >>> pageBits
      if (high < this.pageOf.length) {
        const page = this.pageOf[high]
        if (page >= 0) return this.slots[(page << pageBits) + (id & (pageSize - 1))]
      }
    }
    return this.hashedCount === 0 ? NONE : this.hashedIndexOf(id)
  }

  /** The index of `id`, added if new. */
  intern(id: number): number {
    const known = this.indexOf(id)
    if (known !== NONE) return known
    const index = this.count++
    if (id > highestNarrow && this.ids instanceof Uint32Array) this.ids = Float64Array.from(this.ids)
    if (index >= this.ids.length) this.ids = grownIds(this.ids)
    this.ids[index] = id
    const slot = this.pagedSlot(id)
    if (slot >= 0) this.slots[slot] = index
    else this.insertHashed(id, index)
    return index
  }

  /** The slot of an id in its page, making the page if that is worth it; -1 for the hash. */
  private pagedSlot(id: number): number {
    if (!(id < pagedIdLimit)) return -1
    const high = id >>> pageBits
    if (high >= this.pageOf.length) {
      const wider = new Int32Array(Math.max(high + 1, 2 * this.pageOf.length)).fill(-1)
      wider.set(this.pageOf)
      this.pageOf = wider
    }
    let page = this.pageOf[high]
    if (page < 0) {
      // Scattered ids would take a page each: beyond 16 slots an id they are hashed instead.
      if (this.pageCount << pageBits > 16 * this.count + 65536) return -1
      page = this.pageCount++
      if (this.pageCount << pageBits > this.slots.length) {
        const more = new Uint32Array(Math.max(4 * pageSize, 2 * this.slots.length))
        more.set(this.slots)
        this.slots = more
      }
      this.slots.fill(emptySlot, page << pageBits, (page + 1) << pageBits)
      this.pageOf[high] = page
      this.adoptHashed(high, page)
    }
    return (page << pageBits) + (id & (pageSize - 1))
  }

  /** A page that is made late takes over those of its ids that were hashed before. */
  private adoptHashed(high: number, page: number): void {
    if (this.hashedCount === 0) return
    for (let low = 0; low < pageSize; low++) {
      const index = this.hashedIndexOf(high * pageSize + low)
      if (index !== NONE) this.slots[(page << pageBits) + low] = index
    }
  }

  private hashedIndexOf(id: number): number {
    const mask = this.hashed.length - 1
    for (let at = hashOf(id) & mask; ; at = (at + 1) & mask) {
      const index = this.hashed[at]
      if (index === emptySlot) return NONE
      if (this.ids[index] === id) return index
    }
  }

  private insertHashed(id: number, index: number): void {
    if (2 * (this.hashedCount + 1) > this.hashed.length) {
      const old = this.hashed
      this.hashed = new Uint32Array(Math.max(64, 2 * old.length)).fill(emptySlot)
      for (const entry of old) if (entry !== emptySlot) this.placeHashed(this.ids[entry], entry)
    }
    this.placeHashed(id, index)
    this.hashedCount++
  }

  private placeHashed(id: number, index: number): void {
    const mask = this.hashed.length - 1
    let at = hashOf(id) & mask
    while (this.hashed[at] !== emptySlot) at = (at + 1) & mask
    this.hashed[at] = index
  }
}

/** As wide as the present one. */
function idColumn(space: ColumnSpace, present: IdValues, length: number): IdValues {
  return present instanceof Uint32Array ? space.uint32(length) : space.float64(length)
}

function grownIds(column: IdValues): IdValues {
  const length = 2 * column.length
  const wider = column instanceof Uint32Array ? new Uint32Array(length) : new Float64Array(length)
  wider.set(column)
  return wider
}

function hashOf(id: number): number {
  const low = id % 4294967296
  const high = (id - low) / 4294967296
  let hash = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1)
  hash ^= hash >>> 15
  return hash >>> 0
}

export function grownFloat64(column: Float64Array): Float64Array {
  const wider = new Float64Array(2 * column.length)
  wider.set(column)
  return wider
}
