/** Instants with what they refer to, in order of time. */
export interface Instants {
  readonly atNs: Float64Array
  readonly item: Uint32Array
}

export function sortedInstants(items: ArrayLike<number>, timeOf: (item: number) => number): Instants {
  const item = Uint32Array.from(items).sort((a, b) => timeOf(a) - timeOf(b) || a - b)
  return { item, atNs: Float64Array.from(item, timeOf) }
}
