/** A small seeded generator (mulberry32): the same seed gives the same input on every machine. */
export interface Random {
  /** An integer in [0, limit). */
  below(limit: number): number
  chance(share: number): boolean
  pick<T>(items: readonly T[]): T
}

export function randomOf(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (limit: number): number => (limit <= 0 ? 0 : Math.floor((next() / 2 ** 32) * limit))
  return {
    below,
    chance: (share) => next() / 2 ** 32 < share,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
  }
}
