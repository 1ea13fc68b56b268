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
  const state: State = {
    order,
    place: new Int32Array(count),
    pull: new Float64Array(count),
    direct: new Float64Array(count),
    load,
    sizes,
    neighbours,
  }
  look(state)
  const ends = hasFixedEnds ? 1 : 0
  for (let round = 0; round < mostRounds; round++) {
    let hasMoved = false
    // The heaviest choose first: else light ones step aside for them one by one, and lose their own order.
    for (const thing of [...order].sort((a, b) => load[b] - load[a] || state.place[a] - state.place[b])) {
      const now = state.place[thing]
      if (now < ends || now >= count - ends) continue
      let low = ends
      for (const other of above[thing]) low = Math.max(low, state.place[other] + 1)
      let high = count - 1 - ends
      for (const other of below[thing]) high = Math.min(high, state.place[other] - 1)
      const best = bestPlace(state, now, low, high)
      if (best === now) continue
      order.splice(now, 1)
      order.splice(best, 0, thing)
      look(state)
      hasMoved = true
    }
    if (!hasMoved) break
  }
  return order
}

interface State {
  readonly order: number[]
  /** By thing: where it stands. */
  readonly place: Int32Array
  /** By thing: weight of its ties downwards less that of its ties upwards. */
  readonly pull: Float64Array
  /** By thing: weight of its ties to the one in hand; zero between two looks. */
  readonly direct: Float64Array
  readonly load: readonly number[]
  readonly sizes: ArrayLike<number>
  readonly neighbours: readonly (readonly Neighbour[])[]
}

function look({ order, place, pull, neighbours }: State): void {
  for (let at = 0; at < order.length; at++) place[order[at]] = at
  for (const thing of order) {
    let sum = 0
    for (const { other, weight } of neighbours[thing]) sum += place[other] > place[thing] ? weight : -weight
    pull[thing] = sum
  }
}

/** Shares below this are rounding, not a better place. */
const leastGain = 1e-9

/**
 * The place in [low, high] where the thing at `now` makes the sum least; `now` when none is better. It moves past one after
 * the other and adds up what each step changes: its own ties grow or shrink by the size of the one that is passed, the
 * ties of that one by its own size; the tie between the two stays as long as it is.
 */
function bestPlace(
  { order, pull, direct, load, sizes, neighbours }: State,
  now: number,
  low: number,
  high: number,
): number {
  const thing = order[now]
  for (const { other, weight } of neighbours[thing]) direct[other] += weight
  let best = now
  let bestChange = -leastGain
  for (const step of [-1, 1] as const) {
    let change = 0
    let ahead = (load[thing] + step * pull[thing]) / 2
    let behind = load[thing] - ahead
    for (let at = now + step; at >= low && at <= high; at += step) {
      const passed = order[at]
      const between = direct[passed]
      ahead -= between
      change += sizes[passed] * (behind - ahead) + sizes[thing] * (step * pull[passed] + between)
      behind += between
      if (change < bestChange) {
        bestChange = change
        best = at
      }
    }
  }
  for (const { other } of neighbours[thing]) direct[other] = 0
  return best
}
