/**
 * The order of millions of keys as far as it is looked at: they are shared out to buckets in one pass, and a bucket is put in
 * order when a place of it is asked for. A page of a table is a few of several thousand buckets.
 */
import type { Steps } from '../base/steps'
import { partOf } from '../base/steps'
import { orderBy } from './order-by'

/** Fewer keys are put in order at once. */
const fewKeys = 4_096
const keysAtOnce = 2 ** 17
/** Larger buckets are shared out once more. */
const largestBucket = 2 ** 16
/** Keys of whole buckets that are put in order in one piece of work. */
const sortedAtOnce = 2 ** 14
const mostBuckets = 2 ** 13
/** Sharing out once more than this does not tell keys apart that are this close. */
const mostLevels = 4

interface Bounds {
  readonly isSorted: boolean
  readonly least: number
  readonly most: number
}

export class LazyOrder {
  private constructor(
    /** Indices of keys. The buckets are in order; what is in one only when it is done. */
    private readonly order: Uint32Array,
    private readonly keys: Float64Array,
    /** Where buckets begin, and the end of the last. Empty once all is in order. */
    private readonly bucketOffset: Uint32Array,
    private readonly isDone: Uint8Array,
    private readonly level: number,
  ) {}

  /** Ascending; equal keys keep their order, NaN comes last. The keys must stay as they are. */
  static *of(keys: Float64Array): Steps<LazyOrder> {
    const order = new Uint32Array(keys.length)
    for (let at = 0; at < order.length; at++) order[at] = at
    return yield* LazyOrder.over(order, keys, 0)
  }

  /** What is in order already. */
  static inOrder(order: Uint32Array): LazyOrder {
    return new LazyOrder(order, noKeys, noBuckets, new Uint8Array(0), 0)
  }

  /** @param items indices of the keys, each once, equal keys in the order in which they are wanted */
  private static *over(items: Uint32Array, keys: Float64Array, level: number): Steps<LazyOrder> {
    const bounds = yield* partOf(boundsOf(items, keys), 0, 0.2)
    if (bounds.isSorted) return LazyOrder.inOrder(items)
    const scale = items.length > fewKeys && level < mostLevels ? Scale.over(bounds) : undefined
    if (scale === undefined) return LazyOrder.inOrder(orderAtOnce(items, keys))
    const bucketAt = new Uint16Array(items.length)
    const bucketOffset = new Uint32Array(scale.count + 1)
    for (let from = 0; from < items.length; from += keysAtOnce) {
      const end = Math.min(items.length, from + keysAtOnce)
      shareOut(items, keys, scale, from, end, bucketAt, bucketOffset)
      yield 0.2 + (0.4 * end) / items.length
    }
    for (let bucket = 0; bucket < scale.count; bucket++) bucketOffset[bucket + 1] += bucketOffset[bucket]
    const next = bucketOffset.slice()
    const order = new Uint32Array(items.length)
    for (let from = 0; from < items.length; from += keysAtOnce) {
      const end = Math.min(items.length, from + keysAtOnce)
      moveTo(order, items, bucketAt, next, from, end)
      yield 0.6 + (0.4 * end) / items.length
    }
    const isDone = new Uint8Array(scale.count)
    isDone.fill(1, scale.count - bucketsBehind)
    return new LazyOrder(order, keys, bucketOffset, isDone, level)
  }

  get length(): number {
    return this.order.length
  }

  /** The indices at places [from, to), a view. */
  *between(from: number, to: number): Steps<Uint32Array> {
    const { bucketOffset, isDone, order } = this
    let sorted = 0
    for (let bucket = this.bucketWith(from); bucket < isDone.length && bucketOffset[bucket] < to; bucket++) {
      if (isDone[bucket] === 1) continue
      yield* this.sortBucket(bucket)
      isDone[bucket] = 1
      sorted += bucketOffset[bucket + 1] - bucketOffset[bucket]
      if (sorted < sortedAtOnce) continue
      sorted = 0
      yield Math.min(1, Math.max(0, (bucketOffset[bucket + 1] - from) / (to - from)))
    }
    return order.subarray(from, Math.max(from, to))
  }

  /** Every index in order. */
  *all(): Steps<Uint32Array> {
    return yield* this.between(0, this.order.length)
  }

  private *sortBucket(bucket: number): Steps<void> {
    const { bucketOffset, order, keys, level } = this
    const first = bucketOffset[bucket]
    const end = bucketOffset[bucket + 1]
    if (end - first < 2) return
    const items = order.subarray(first, end)
    if (items.length <= largestBucket) {
      items.set(orderAtOnce(items, keys))
      return
    }
    const finer = yield* LazyOrder.over(items.slice(), keys, level + 1)
    items.set(yield* finer.all())
  }

  /** The last bucket that begins at or before a place. */
  private bucketWith(place: number): number {
    const { bucketOffset } = this
    let low = 0
    let high = this.isDone.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (bucketOffset[middle + 1] <= place) low = middle + 1
      else high = middle
    }
    return low
  }
}

const noKeys = new Float64Array(0)
const noBuckets = new Uint32Array(0)

/** Bits of a number of 1 and above rise as it does: its high word is its place on a scale of powers of two. */
const asFloat = new Float64Array(1)
const asWords = new Uint32Array(asFloat.buffer)
asFloat[0] = 1
const highWord = asWords[1] !== 0 ? 1 : 0

/** Of infinite keys and of those that are no numbers: among themselves they are in order. */
const bucketsBehind = 2

/** Bucket numbers of keys, rising as they do. */
class Scale {
  private constructor(
    private readonly least: number,
    private readonly first: number,
    private readonly shift: number,
    readonly count: number,
  ) {}

  /** Undefined for keys that are too far apart. */
  static over({ least, most }: Bounds): Scale | undefined {
    // No key is finite.
    const fromKey = least === Infinity ? 0 : least
    const range = Math.max(0, most - fromKey)
    if (!Number.isFinite(range)) return undefined
    const low = highWordOf(1)
    const high = highWordOf(range + 1)
    let shift = 0
    while ((high >>> shift) - (low >>> shift) + 1 + bucketsBehind > mostBuckets) shift++
    const count = (high >>> shift) - (low >>> shift) + 1 + bucketsBehind
    return new Scale(fromKey, low >>> shift, shift, count)
  }

  bucketOf(key: number): number {
    if (key < Infinity) return (highWordOf(key - this.least + 1) >>> this.shift) - this.first
    return Number.isNaN(key) ? this.count - 1 : this.count - 2
  }
}

function highWordOf(value: number): number {
  asFloat[0] = value
  return asWords[highWord]
}

/** The bucket of each item of [from, to), and how many there are in each, one place on. */
function shareOut(
  items: Uint32Array,
  keys: Float64Array,
  scale: Scale,
  from: number,
  to: number,
  bucketAt: Uint16Array,
  counts: Uint32Array,
): void {
  for (let at = from; at < to; at++) {
    const bucket = scale.bucketOf(keys[items[at]])
    bucketAt[at] = bucket
    counts[bucket + 1]++
  }
}

function moveTo(
  order: Uint32Array,
  items: Uint32Array,
  bucketAt: Uint16Array,
  next: Uint32Array,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at++) order[next[bucketAt[at]]++] = items[at]
}

function orderAtOnce(items: Uint32Array, keys: Float64Array): Uint32Array {
  const own = new Float64Array(items.length)
  for (let at = 0; at < items.length; at++) own[at] = keys[items[at]]
  return orderBy(items, own)
}

function* boundsOf(items: Uint32Array, keys: Float64Array): Steps<Bounds> {
  let bounds: Bounds = { isSorted: true, least: Infinity, most: -Infinity }
  for (let from = 0; from < items.length; from += keysAtOnce) {
    const end = Math.min(items.length, from + keysAtOnce)
    bounds = widened(bounds, items, keys, from, end)
    yield end / items.length
  }
  return bounds
}

/** With the items of [from, to) and how the first of them stands to the one before. */
function widened(bounds: Bounds, items: Uint32Array, keys: Float64Array, from: number, to: number): Bounds {
  let { isSorted, least, most } = bounds
  let last = from > 0 ? keys[items[from - 1]] : -Infinity
  for (let at = from; at < to; at++) {
    const key = keys[items[at]]
    if (!(last <= key)) isSorted = false
    last = key
    if (key < least) least = key
    if (key > most && key < Infinity) most = key
  }
  return { isSorted, least, most }
}
