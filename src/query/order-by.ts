/**
 * Sorting of millions of indices by a number each. A comparison function called forty million times takes half a second; counting
 * digits takes a tenth of it.
 */

const fewItems = 512
const digitBits = 11
const digitValues = 2 ** digitBits
const lowestDigit = digitValues - 1
/** Keys further apart are compared. */
const widestRange = 2 ** 44
/** Up to so many stretches that are in order by themselves are merged: fewer steps than there are digits. */
const mostRuns = 16

/** `items` by ascending `keys` (of the same index); equal ones keep their order, NaN comes last. */
export function orderBy(items: Uint32Array, keys: Float64Array): Uint32Array {
  const count = items.length
  const runs: number[] = []
  let areWhole = true
  let least = Infinity
  let most = -Infinity
  for (let at = 0; at < count; at++) {
    const key = keys[at]
    if (at > 0 && !(keys[at - 1] <= key) && runs.length < mostRuns) runs.push(at)
    if (key < least) least = key
    if (key > most) most = key
    // NaN is not whole either.
    if (Math.floor(key) !== key) areWhole = false
  }
  if (runs.length === 0) return items
  let order: Uint32Array
  if (count <= fewItems || !areWhole) order = orderByComparing(keys)
  else if (runs.length < mostRuns) order = orderByMerging(keys, [0, ...runs, count])
  else if (most - least < widestRange) order = orderByDigits(keys, least, most)
  else order = orderByComparing(keys)
  for (let at = 0; at < count; at++) order[at] = items[order[at]]
  return order
}

function orderByComparing(keys: Float64Array): Uint32Array {
  const order = new Uint32Array(keys.length)
  for (let at = 0; at < order.length; at++) order[at] = at
  const rank = (at: number): number => (Number.isNaN(keys[at]) ? 1 : 0)
  return order.sort((a, b) => rank(a) - rank(b) || (keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : a - b))
}

/** @param bounds where stretches in order begin, and the end. */
function orderByMerging(keys: Float64Array, bounds: readonly number[]): Uint32Array {
  const count = keys.length
  let from = new Uint32Array(count)
  let into = new Uint32Array(count)
  for (let at = 0; at < count; at++) from[at] = at
  for (let left = bounds; left.length > 2;) {
    const merged: number[] = []
    for (let run = 0; run + 1 < left.length; run += 2) {
      merged.push(left[run])
      mergeTwo(keys, from, into, left[run], left[run + 1], left[run + 2] ?? count)
    }
    left = [...merged, count]
    const done = into
    into = from
    from = done
  }
  return from
}

/** [first, middle) and [middle, end) of `from` become one stretch of `into`; of equal keys the first stays first. */
function mergeTwo(
  keys: Float64Array,
  from: Uint32Array,
  into: Uint32Array,
  first: number,
  middle: number,
  end: number,
): void {
  let left = first
  let right = middle
  for (let at = first; at < end; at++) {
    const takesRight = right < end && (left === middle || keys[from[right]] < keys[from[left]])
    into[at] = from[takesRight ? right++ : left++]
  }
}

/** From the last digit to the first, each time keeping the order there is. */
function orderByDigits(keys: Float64Array, least: number, most: number): Uint32Array {
  const count = keys.length
  let from = new Uint32Array(count)
  let into = new Uint32Array(count)
  for (let at = 0; at < count; at++) from[at] = at
  for (let unit = 1; unit <= most - least; unit *= digitValues) {
    const perUnit = 1 / unit
    const next = new Uint32Array(digitValues + 1)
    for (let at = 0; at < count; at++) next[1 + (((keys[at] - least) * perUnit) & lowestDigit)]++
    for (let digit = 0; digit < digitValues; digit++) next[digit + 1] += next[digit]
    for (let at = 0; at < count; at++) {
      const item = from[at]
      into[next[((keys[item] - least) * perUnit) & lowestDigit]++] = item
    }
    const done = into
    into = from
    from = done
  }
  return from
}

/** Of more values only those near the wanted one are moved about. */
const fewValues = 2 ** 14
const nearBuckets = 4_096

/** The value that would stand at a place if the first `count` values were sorted. Moves them; all must be finite. */
export function nthLeast(values: Float64Array, count: number, place: number): number {
  while (count > fewValues) {
    const near = keepNear(values, count, place)
    if (near.count === count) return values[0]
    count = near.count
    place = near.place
  }
  return nthOfFew(values, count, place)
}

/**
 * Moves the values of the bucket that a place lies in to the front. All are left only where they are equal: the least and the
 * largest are in different buckets.
 */
function keepNear(
  values: Float64Array,
  count: number,
  place: number,
): { readonly count: number; readonly place: number } {
  let least = Infinity
  let most = -Infinity
  for (let at = 0; at < count; at++) {
    const value = values[at]
    if (value < least) least = value
    if (value > most) most = value
  }
  const perBucket = least < most ? (nearBuckets - 1) / (most - least) : 0
  const counts = new Uint32Array(nearBuckets)
  for (let at = 0; at < count; at++) counts[Math.floor((values[at] - least) * perBucket)]++
  let bucket = 0
  let before = 0
  while (before + counts[bucket] <= place) before += counts[bucket++]
  let kept = 0
  for (let at = 0; at < count; at++) {
    const value = values[at]
    if (Math.floor((value - least) * perBucket) === bucket) values[kept++] = value
  }
  return { count: kept, place: place - before }
}

/** Hoare's FIND with the middle of three as pivot. */
function nthOfFew(values: Float64Array, count: number, place: number): number {
  let low = 0
  let high = count - 1
  while (low < high) {
    const pivot = middleOf(values[low], values[(low + high) >>> 1], values[high])
    let left = low
    let right = high
    while (left <= right) {
      while (values[left] < pivot) left++
      while (values[right] > pivot) right--
      if (left > right) break
      const value = values[left]
      values[left++] = values[right]
      values[right--] = value
    }
    if (place <= right) high = right
    else if (place >= left) low = left
    else break
  }
  return values[place]
}

const middleOf = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))

/** Keeps the `most` items with the largest values; of equal ones those that came first. */
export class Largest<Item> {
  readonly items: Item[] = []
  private readonly values: number[] = []

  constructor(private readonly most: number) {}

  /** Whether an item of that value would be kept. */
  isWanted(value: number): boolean {
    return this.most > 0 && (this.values.length < this.most || value > this.values[this.most - 1])
  }

  offer(item: Item, value: number): void {
    if (!this.isWanted(value)) return
    const { items, values } = this
    let at = values.length
    while (at > 0 && values[at - 1] < value) at--
    items.splice(at, 0, item)
    values.splice(at, 0, value)
    if (values.length <= this.most) return
    items.pop()
    values.pop()
  }
}
