/**
 * Puts the counts of the generations together (span-counts.ts), in AssemblyScript: ids to the indices of the whole trace as
 * model/id-table.ts gives them, spans added up, and in the end where the rows of each goroutine begin.
 *
 * Exported globals are set from outside (kernel-sums.ts): addresses of columns, and plain numbers.
 */

const NONE: u32 = 0xffffffff

// CountFlag (generation-counts.ts).
const toldByStatus: u32 = 1
const isCreated: u32 = 2

// The rows that are added: some of one generation.
export let rowIds: usize = 0 // u32
export let rowSpans: usize = 0 // u32
export let rowFlags: usize = 0 // u8

// The whole trace (id-table.ts, LentIds).
export let ids: usize = 0 // u32 by goroutine
export let pageOf: usize = 0 // i32
export let pageOfLength: u32 = 0
export let slots: usize = 0 // u32
export let mostPages: u32 = 0
export let spans: usize = 0 // u32 by goroutine
export let count: u32 = 0
export let pageCount: u32 = 0

/** First goroutine of the generation, and what introduces one besides its creation. */
export let firstOwn: u32 = 0
export let introduced: u32 = 0

// What the rows come to.
export let total: f64 = 0
export let isOdd: u32 = 0
/** Goroutines of earlier generations, in order of appearance, and the spans that they have had: in place of the rows. */
export let continuing: u32 = 0

/** Index of an id, new or not; NONE where its page is not for this kernel to make. */
// @ts-ignore: decorator
@inline
function indexOf(id: u32): u32 {
  const high = id >>> 7
  if (high >= pageOfLength) return NONE
  let page = load<i32>(pageOf + (<usize>high << 2))
  if (page < 0) {
    // Scattered ids are hashed (id-table.ts, pagedSlot).
    if (pageCount === mostPages || pageCount << 7 > 16 * (count + 1) + 65536) return NONE
    page = <i32>(pageCount++)
    store<i32>(pageOf + (<usize>high << 2), page)
    memory.fill(slots + (<usize>page << 9), 0xff, 512)
  }
  const slot = slots + (<usize>((<u32>page << 7) + (id & 127)) << 2)
  const known = load<u32>(slot)
  if (known !== NONE) return known
  const index = count++
  store<u32>(slot, index)
  store<u32>(ids + (<usize>index << 2), id)
  // Written before it is read: a page that is read first costs a second fault when it is written.
  store<u32>(spans + (<usize>index << 2), 0)
  return index
}

/** Adds rows up to the first that is not for this kernel; returns how many. */
export function add(rows: u32): u32 {
  continuing = 0
  total = 0
  for (let row: u32 = 0; row < rows; row++) {
    const goroutine = indexOf(load<u32>(rowIds + (<usize>row << 2)))
    if (goroutine === NONE) return row
    const flag = <u32>load<u8>(rowFlags + row)
    let own = <f64>load<u32>(rowSpans + (<usize>row << 2))
    const sum = spans + (<usize>goroutine << 2)
    const before = load<u32>(sum)
    if (goroutine < firstOwn) {
      store<u32>(rowIds + (<usize>continuing << 2), goroutine)
      store<u32>(rowSpans + (<usize>continuing << 2), before)
      continuing++
      // A state that only repeats the last one is no span; a second life has a gap before it, which is one.
      if ((flag & toldByStatus) !== 0) own--
      if ((flag & isCreated) !== 0) own++
      if (flag !== toldByStatus) isOdd = 1
    } else if (flag !== isCreated && flag !== introduced) isOdd = 1
    store<u32>(sum, before + <u32>(<i32>own))
    total += own
  }
  return rows
}

/** Makes the spans of each goroutine the number of those before it; behind the last one stands their sum. */
export function toOffsets(): void {
  let sum: u32 = 0
  for (let goroutine: u32 = 0; goroutine < count; goroutine++) {
    const place = spans + (<usize>goroutine << 2)
    const own = load<u32>(place)
    store<u32>(place, sum)
    sum += own
  }
  store<u32>(spans + (<usize>count << 2), sum)
}
