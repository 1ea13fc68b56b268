/**
 * Puts things in a line so that what is tied together lies close: the sum over all ties of weight times distance becomes
 * small. An edge from one line to another passes over every line between them, so this is also the count of crossings.
 *
 * The least sum is hard to find (minimum linear arrangement); this is the plain way that is good enough to read: take one
 * thing out, look at every place where it may go, put it where the sum is least; over all things, again and again until
 * nothing moves. Each move makes the sum smaller, so it ends, and never worse than it began. Without chance: the same
 * question always gets the same answer.
 */

/** Between two things, by their numbers; direction does not matter. */
export interface Tie {
  readonly a: number
  readonly b: number
  readonly weight: number
}

export interface Arrangement {
  /** The order to begin with: numbers 0 … n - 1, each once. */
  readonly start: readonly number[]
  /** How many rows each thing takes, by number. */
  readonly sizes: ArrayLike<number>
  readonly ties: readonly Tie[]
  /** Pairs of which the first stays before the second, as it is in `start`. */
  readonly before: readonly (readonly [number, number])[]
  /** The first and the last of `start` keep their places. */
  readonly hasFixedEnds?: boolean
}

/** Rounds over all things; more never helped on the corpus, and it bounds the time. */
const mostRounds = 12

interface Neighbour {
  readonly other: number
  readonly weight: number
}

/** Sum of weight × distance between the middles, in rows. */
export function lengthOfTies(
  order: readonly number[],
  sizes: ArrayLike<number>,
  ties: readonly Tie[],
): number {
  const middle = new Float64Array(order.length)
  let row = 0
  for (const thing of order) {
    middle[thing] = row + sizes[thing] / 2
    row += sizes[thing]
  }
  let sum = 0
  for (const { a, b, weight } of ties) sum += weight * Math.abs(middle[a] - middle[b])
  return sum
}

export function arrange({ start, sizes, ties, before, hasFixedEnds = false }: Arrangement): number[] {
  const order = [...start]
  const count = order.length
  const neighbours: Neighbour[][] = Array.from({ length: count }, () => [])
  for (const { a, b, weight } of ties) {
    if (a === b) continue
    neighbours[a].push({ other: b, weight })
    neighbours[b].push({ other: a, weight })
  }
  const above: number[][] = Array.from({ length: count }, () => [])
  const below: number[][] = Array.from({ length: count }, () => [])
  for (const [first, second] of before) {
    above[second].push(first)
    below[first].push(second)
  }
  const load = neighbours.map((list) => list.reduce((sum, { weight }) => sum + weight, 0))
  const place = new Int32Array(count)
  const number = (): void => order.forEach((thing, at) => (place[thing] = at))
  number()
  const ends = hasFixedEnds ? 1 : 0
  for (let round = 0; round < mostRounds; round++) {
    let hasMoved = false
    // The heaviest choose first: else light ones step aside for them one by one, and lose their own order.
    for (const thing of [...order].sort((a, b) => load[b] - load[a] || place[a] - place[b])) {
      const now = place[thing]
      if (now < ends || now >= count - ends) continue
      let low = ends
      for (const other of above[thing]) low = Math.max(low, place[other] + 1)
      let high = count - 1 - ends
      for (const other of below[thing]) high = Math.min(high, place[other] - 1)
      const best = bestPlace(order, place, now, low, high, sizes, neighbours)
      if (best === now) continue
      order.splice(now, 1)
      order.splice(best, 0, thing)
      number()
      hasMoved = true
    }
    if (!hasMoved) break
  }
  return order
}

/** Shares below this are rounding, not a better place. */
const leastGain = 1e-9

/** The place in [low, high] where the thing at `now` makes the sum least; `now` when none is better. */
function bestPlace(
  order: readonly number[],
  place: Int32Array,
  now: number,
  low: number,
  high: number,
  sizes: ArrayLike<number>,
  neighbours: readonly (readonly Neighbour[])[],
): number {
  const thing = order[now]
  let best = now
  let bestChange = -leastGain
  for (const step of [-1, 1] as const) {
    // Moves past one neighbour after the other, adding up what each step changes.
    let change = 0
    for (let at = now + step; at >= low && at <= high; at += step) {
      const passed = order[at]
      let direct = 0
      // Ties of the passed one: those pointing to where the thing came from grow by its size, the others shrink.
      let ahead = 0
      let behind = 0
      for (const { other, weight } of neighbours[passed]) {
        if (other === thing) direct += weight
        else if ((place[other] - at) * step > 0) ahead += weight
        else behind += weight
      }
      let thingAhead = 0
      let thingTotal = 0
      for (const { other, weight } of neighbours[thing]) {
        thingTotal += weight
        if (other !== passed && (place[other] - at) * step > 0) thingAhead += weight
      }
      const thingBehind = thingTotal - thingAhead - direct
      change += sizes[passed] * (thingBehind - thingAhead) + sizes[thing] * (ahead - behind)
      if (change < bestChange) {
        bestChange = change
        best = at
      }
    }
  }
  return best
}
