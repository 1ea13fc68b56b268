/** Not in the table. */
export const missingId = -2

const denseLimit = 1 << 22

/** Wire ids of one generation's strings or stacks to trace-wide indices. Ids are small and dense in real files. */
export class WireIdMap {
  private dense: Int32Array = new Int32Array(256).fill(missingId)
  private readonly sparse = new Map<number, number>()

  /** @param zero what id 0 stands for. */
  constructor(zero: number) {
    this.dense[0] = zero
  }

  /** The same map in another thread. */
  static unpacked(packed: ReturnType<WireIdMap['pack']>): WireIdMap {
    const map = new WireIdMap(0)
    map.dense = packed.dense
    for (const [id, index] of packed.sparse) map.sparse.set(id, index)
    return map
  }

  /** Cloneable. */
  pack(): { readonly dense: Int32Array; readonly sparse: readonly (readonly [number, number])[] } {
    return { dense: this.dense, sparse: [...this.sparse] }
  }

  /** Indices of the ids below its length; missingId where there is none. */
  get denseIndices(): Int32Array {
    return this.dense
  }

  get(id: number): number {
    if (id < this.dense.length) return this.dense[id]
    return this.sparse.get(id) ?? missingId
  }

  /** False when the id is taken already. */
  add(id: number, index: number): boolean {
    if (this.get(id) !== missingId) return false
    if (id < denseLimit) {
      if (id >= this.dense.length) {
        const wider = new Int32Array(Math.max(2 * this.dense.length, 2 ** Math.ceil(Math.log2(id + 1)))).fill(
          missingId,
        )
        wider.set(this.dense)
        this.dense = wider
      }
      this.dense[id] = index
    } else this.sparse.set(id, index)
    return true
  }
}
