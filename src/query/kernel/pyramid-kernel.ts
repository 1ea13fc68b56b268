/**
 * A pyramid by index-kernel.as: the levels are laid here, the stretches are the caller's to pass through the kernel.
 */
import { addressOf } from '../../model/column-memory'
import type { ColumnSpace } from '../../model/column-space'
import {
  baseExponentOf,
  highestCompactExponent,
  layLevels,
  mostBaseBuckets,
  Pyramid,
  rawRowStretches,
} from '../lod/pyramid'
import { visualStateCount } from '../visual-state'
import type { IndexKernel } from './index-kernel'

/** Sums of a base node, and how long its longest stretch is. */
const bytesPerNode = 4 * visualStateCount + 8

/** A row as far as its pyramid's levels depend on it. */
export interface RowExtent {
  readonly fromNs: number
  readonly toNs: number
  /** Stretches. */
  readonly count: number
}

/** What the kernel needs while it makes one pyramid. @param longestRow stretches of the longest row there will be */
export function pyramidScratchBytes(longestRow: number): number {
  return mostBaseBuckets(longestRow) * bytesPerNode + 9 * visualStateCount + 64
}

/** False: there is no room. */
export function bindPyramidScratch(kernel: IndexKernel, longestRow: number, space: ColumnSpace): boolean {
  const nodes = mostBaseBuckets(longestRow)
  return kernel.bind(
    {
      sums: space.float64(visualStateCount),
      nodeSums: space.uint32(nodes * visualStateCount),
      nodeLongestNs: space.float64(nodes),
      columns: space.uint8(visualStateCount),
    },
    space,
  )
}

/** The most that pyramids of rows with so many stretches together can take, whatever states they have. */
export function mostPyramidBytes(stretches: number, rows: number): number {
  const baseNodes = mostBaseBuckets(stretches) + 4 * rows
  // Levels are a quarter of the one below, and a bucket or two more.
  const nodes = Math.ceil((4 * baseNodes) / 3) + 64 * rows
  return nodes * (4 * visualStateCount + 9) + 64 * rows
}

export class PyramidKernel {
  private readonly columns: Uint8Array
  private baseExponent = 0
  private levelOffset: readonly number[] = []
  private levelFirst: readonly number[] = []
  private count: Uint32Array = new Uint32Array(0)
  private longest: Uint32Array = this.count
  private flags: Uint8Array = new Uint8Array(0)

  /**
   * @param kernel with scratch bound
   * @param space for nodes
   */
  constructor(
    private readonly kernel: IndexKernel,
    private readonly space: ColumnSpace,
  ) {
    this.columns = new Uint8Array(kernel.memory.buffer, kernel.addressOf('columns'), visualStateCount)
  }

  /**
   * Before the stretches of a row. Returns the exponent of the base level, Infinity where the kernel makes no nodes of it:
   * it is short, its buckets are too wide, or there is no room.
   */
  begin(row: RowExtent): number {
    const { kernel, space } = this
    this.baseExponent = baseExponentOf(row.toNs - row.fromNs, row.count)
    const isCompact = row.count > rawRowStretches && this.baseExponent <= highestCompactExponent
    const widthNs = 2 ** this.baseExponent
    const firstBucket = Math.floor(row.fromNs / widthNs)
    const baseLength = isCompact ? Math.floor(row.toNs / widthNs) - firstBucket + 1 : 0
    let isThere = false
    if (isCompact) {
      const { levelOffset, levelFirst } = layLevels(this.baseExponent, firstBucket, baseLength)
      const nodes = levelOffset[levelOffset.length - 1]
      this.levelOffset = levelOffset
      this.levelFirst = levelFirst
      this.count = space.uint32(nodes)
      this.longest = space.uint32(nodes)
      this.flags = space.uint8(nodes)
      isThere = addressOf(this.count) >= 0 && addressOf(this.longest) >= 0 && addressOf(this.flags) >= 0
    }
    kernel.set({
      nodeCount: isThere ? addressOf(this.count) : 0,
      nodeLongest: isThere ? addressOf(this.longest) : 0,
      nodeFlags: isThere ? addressOf(this.flags) : 0,
      baseLength: isThere ? baseLength : 0,
      // One endless bucket, which is never left.
      baseWidthNs: isThere ? widthNs : Infinity,
      baseFirst: isThere ? firstBucket : 0,
    })
    kernel.call('beginPyramid')
    if (!isThere) this.levelFirst = []
    return isThere ? this.baseExponent : Infinity
  }

  /** Behind the last stretch. Null where the kernel made no nodes. */
  finish(states: Uint8Array): Pyramid | null {
    const { kernel, columns, space, levelFirst, levelOffset } = this
    if (levelFirst.length === 0) return null
    const timeNs = space.uint32(levelOffset[levelFirst.length] * states.length)
    const nodeTimeNs = addressOf(timeNs)
    if (nodeTimeNs < 0) return null
    columns.set(states)
    kernel.set({ nodeTimeNs, columnCount: states.length })
    kernel.call('finishPyramid', levelFirst.length)
    return new Pyramid(
      this.baseExponent,
      levelFirst.length,
      levelOffset,
      levelFirst,
      states,
      timeNs,
      this.count,
      this.longest,
      this.flags,
    )
  }
}
