import { orderBy } from './order-by'

/** Instants with what they refer to, in order of time. */
export interface Instants {
  readonly atNs: Float64Array
  readonly item: Uint32Array
}

export function sortedInstants(items: ArrayLike<number>, timeOf: (item: number) => number): Instants {
  const sorted = Uint32Array.from(items).sort()
  const item = orderBy(sorted, Float64Array.from(sorted, timeOf))
  return { item, atNs: Float64Array.from(item, timeOf) }
}
