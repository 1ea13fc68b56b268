/**
 * The order of lifelines from top to bottom. A creator stands above those it created; goroutines of one start function
 * (a stage) stay together, for that is how people think of them: "the workers"; and stages, and lines within a stage, lie
 * close to those with whom they exchange most wake-ups, so that few edges pass over strangers.
 *
 * Where keeping stages together would make the edges far longer than they need be (a hundred clients, each with a server
 * of its own), the pairs stand side by side instead.
 */
import { arrange, lengthOfTies } from './arrange'
import type { Arrangement, Tie } from './arrange'

export interface OrderedLines {
  readonly count: number
  /** Number of the stage, by line. */
  readonly stage: ArrayLike<number>
  readonly stageCount: number
  readonly createdNs: ArrayLike<number>
  /** By line; -1 where the creator is not among them. */
  readonly creator: ArrayLike<number>
  /** Wake-ups from line `a` to line `b`, each pair once a direction. */
  readonly wakes: readonly Tie[]
}

/** Stages are parted when keeping them together makes the edges more than so many times as long. */
const mostStretch = 2.5

/** Line numbers from top to bottom. */
export function lineOrder(lines: OrderedLines): number[] {
  const byCreation = creationOrder(lines)
  const place = placesOf(byCreation)
  const ties = [...lines.wakes, ...creationTies(lines)]
  // A tree that damage has bent into a ring has no top: what the order by creation did not keep is not asked for.
  const before = creationsOf(lines).filter(([creator, created]) => place[creator] < place[created])
  const one = new Uint32Array(lines.count).fill(1)
  const free = arrange({ start: byCreation, sizes: one, ties, before })
  const staged = stagedOrder(lines, byCreation, ties, before)
  return lengthOfTies(staged, one, ties) > mostStretch * lengthOfTies(free, one, ties) ? free : staged
}

function creationsOf({ count, creator }: OrderedLines): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = []
  for (let line = 0; line < count; line++)
    if (creator[line] >= 0 && creator[line] !== line) pairs.push([creator[line], line])
  return pairs
}

const creationTies = (lines: OrderedLines): Tie[] => creationsOf(lines).map(([a, b]) => ({ a, b, weight: 1 }))

/** The creation tree from its roots, children right below their creator, the older first. */
export function creationOrder(lines: OrderedLines): number[] {
  const { count, createdNs } = lines
  const children: number[][] = Array.from({ length: count }, () => [])
  const isChild = new Uint8Array(count)
  for (const [creator, created] of creationsOf(lines)) {
    children[creator].push(created)
    isChild[created] = 1
  }
  const older = (a: number, b: number): number => createdNs[a] - createdNs[b] || a - b
  const order: number[] = []
  const isPlaced = new Uint8Array(count)
  const all = Array.from({ length: count }, (_, line) => line)
  // Last, whatever a ring of creators has left over.
  for (const root of [...all.filter((line) => isChild[line] === 0).sort(older), ...all]) {
    const waiting = [root]
    for (let line = waiting.pop(); line !== undefined; line = waiting.pop()) {
      if (isPlaced[line] === 1) continue
      isPlaced[line] = 1
      order.push(line)
      waiting.push(...children[line].sort(older).reverse())
    }
  }
  return order
}

function placesOf(order: readonly number[]): Int32Array {
  const place = new Int32Array(order.length)
  order.forEach((line, at) => (place[line] = at))
  return place
}

/** Stages in a good order, and within each stage its lines in a good order. */
function stagedOrder(
  lines: OrderedLines,
  byCreation: readonly number[],
  ties: readonly Tie[],
  before: readonly (readonly [number, number])[],
): number[] {
  const { stage, stageCount } = lines
  const members: number[][] = Array.from({ length: stageCount }, () => [])
  for (const line of byCreation) members[stage[line]].push(line)
  const firstStages = [...new Set(byCreation.map((line) => stage[line]))]
  const stagePlace = new Int32Array(stageCount).fill(-1)
  firstStages.forEach((one, at) => (stagePlace[one] = at))
  const stageBefore = before
    .map(([a, b]) => [stage[a], stage[b]] as const)
    .filter(([a, b]) => stagePlace[a] < stagePlace[b])
  // Stages that no line belongs to would be numbers that the order lacks.
  const numberOf = stagePlace
  const stageOrder = downwards(
    {
      start: firstStages.map((one) => numberOf[one]),
      sizes: firstStages.map((one) => members[one].length),
      ties: summedTies(ties, (line) => numberOf[stage[line]]),
      before: uniquePairs(stageBefore.map(([a, b]) => [numberOf[a], numberOf[b]])),
    },
    lines.wakes.map(({ a, b, weight }) => ({ a: numberOf[stage[a]], b: numberOf[stage[b]], weight })),
  ).map((number) => firstStages[number])
  stageOrder.forEach((one, at) => (stagePlace[one] = at))
  return stageOrder.flatMap((one) => orderOfStage(one, members[one], lines, ties, before, stagePlace))
}

/** Upside down the sum is the same, or nearly: up to so many times as much is given for wake-ups that lead downwards. */
const mostForDirection = 1.02

/**
 * A good order, turned so that more wake-ups lead down than up: a chain may be read from either end.
 * @param wakes from `a` to `b`.
 */
function downwards(question: Arrangement, wakes: readonly Tie[]): number[] {
  const { sizes, ties, before } = question
  const one = arrange(question)
  const other = arrange({ ...question, start: keeping([...one].reverse(), before) })
  const [first, second] = [one, other].map((order) => {
    const place = placesOf(order)
    const down = wakes.reduce((sum, { a, b, weight }) => sum + weight * Math.sign(place[b] - place[a]), 0)
    return { order, down, length: lengthOfTies(order, sizes, ties) }
  })
  if (second.length > mostForDirection * first.length) return first.order
  if (first.length > mostForDirection * second.length) return second.order
  return second.down > first.down ? second.order : first.order
}

/** The order, except that whatever must stand before something comes right before it if it would come later. */
function keeping(order: readonly number[], before: readonly (readonly [number, number])[]): number[] {
  const kept = new Set<number>()
  const add = (thing: number): void => {
    if (kept.has(thing)) return
    for (const [first, second] of before) if (second === thing) add(first)
    kept.add(thing)
  }
  for (const thing of order) add(thing)
  return [...kept]
}

const leastGainInStage = 0.75

/** Lines of one stage, between a stand-in for all that is above and one for all below. */
function orderOfStage(
  stageNumber: number,
  members: readonly number[],
  { stage }: OrderedLines,
  ties: readonly Tie[],
  before: readonly (readonly [number, number])[],
  stagePlace: Int32Array,
): readonly number[] {
  if (members.length < 2) return members
  const number = new Map(members.map((line, at) => [line, at + 1]))
  const above = 0
  const below = members.length + 1
  const numberOf = (line: number): number =>
    number.get(line) ?? (stagePlace[stage[line]] < stagePlace[stageNumber] ? above : below)
  const own = ties.filter(({ a, b }) => number.has(a) || number.has(b))
  const sizes = new Uint32Array(below + 1).fill(1)
  const start = Array.from({ length: below + 1 }, (_, at) => at)
  const stageTies = summedTies(own, numberOf)
  const order = arrange({
    start,
    sizes,
    ties: stageTies,
    before: before
      .filter(([a, b]) => number.has(a) && number.has(b))
      .map(([a, b]) => [numberOf(a), numberOf(b)] as const),
    hasFixedEnds: true,
  })
  // One after the other as they were created is a picture by itself: left only where that shortens the edges by much.
  const isWorthIt =
    lengthOfTies(order, sizes, stageTies) < leastGainInStage * lengthOfTies(start, sizes, stageTies)
  return isWorthIt ? order.slice(1, -1).map((at) => members[at - 1]) : members
}

/** Ties between what the lines belong to; those within one fall away. */
function summedTies(ties: readonly Tie[], numberOf: (line: number) => number): readonly Tie[] {
  const sums = new Map<string, { a: number; b: number; weight: number }>()
  for (const tie of ties) {
    const [a, b] = [numberOf(tie.a), numberOf(tie.b)].sort((left, right) => left - right)
    if (a === b) continue
    const key = `${a} ${b}`
    const sum = sums.get(key)
    if (sum === undefined) sums.set(key, { a, b, weight: tie.weight })
    else sum.weight += tie.weight
  }
  return [...sums.values()]
}

function uniquePairs(pairs: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  return [...new Map(pairs.map((pair) => [`${pair[0]} ${pair[1]}`, pair])).values()]
}
