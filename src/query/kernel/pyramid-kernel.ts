/**
 * A pyramid by index-kernel.as: the levels are laid here, the stretches are the caller's to pass through the kernel.
 */
import type { ColumnArena } from '../../model/column-memory'
import { flagRule } from '../tiles/flag-rule'
import {
  baseExponentOf,
  buildPyramid,
  highestCompactExponent,
  layLevels,
  mostBaseBuckets,
  Pyramid,
  rawRowStretches,
} from '../lod/pyramid'
import type { StretchRow } from '../lod/stretch-row'
import { visualStateCount } from '../visual-state'
import type { IndexKernel } from './index-kernel'

/** Sums of a base node, and how long its longest stretch is. */
const bytesPerNode = 4 * visualStateCount + 8

export class PyramidKernel {
  readonly isBound: boolean
  private readonly columns: Uint8Array
  private baseExponent = 0
  private levelOffset: readonly number[] = []
  private levelFirst: readonly number[] = []
  private count: Uint32Array = new Uint32Array(0)
  private longest: Uint32Array = this.count
  private flags: Uint8Array = new Uint8Array(0)

  /**
   * @param longestRow stretches of the longest row there will be
   * @param scratch used before, and done with
   */
  constructor(
    private readonly kernel: IndexKernel,
    longestRow: number,
    scratch: ColumnArena,
  ) {
    const nodes = mostBaseBuckets(longestRow)
    const isEnough = nodes * bytesPerNode + 1024 <= scratch.bytes
    if (isEnough) scratch.reset()
    const space = isEnough ? scratch.space : kernel.memory.space
    this.columns = space.uint8(visualStateCount)
    this.isBound = kernel.bind({
      sums: space.float64(visualStateCount),
      nodeSums: space.uint32(nodes * visualStateCount),
      nodeLongestNs: space.float64(nodes),
      columns: this.columns,
    })
  }

  /**
   * Before the stretches of a row. Returns the exponent of the base level, Infinity where the kernel makes no nodes of it:
   * it is short, or its buckets are too wide.
   */
  begin(row: StretchRow): number {
    const { kernel } = this
    const { space } = kernel.memory
    this.baseExponent = baseExponentOf(row.toNs - row.fromNs, row.count)
    const isCompact = row.count > rawRowStretches && this.baseExponent <= highestCompactExponent
    const widthNs = 2 ** this.baseExponent
    const firstBucket = Math.floor(row.fromNs / widthNs)
    const baseLength = isCompact ? Math.floor(row.toNs / widthNs) - firstBucket + 1 : 0
    if (isCompact) {
      const { levelOffset, levelFirst } = layLevels(this.baseExponent, firstBucket, baseLength)
      const nodes = levelOffset[levelOffset.length - 1]
      this.levelOffset = levelOffset
      this.levelFirst = levelFirst
      this.count = space.uint32(nodes)
      this.longest = space.uint32(nodes)
      this.flags = space.uint8(nodes)
    }
    const isThere =
      isCompact && kernel.bind({ nodeCount: this.count, nodeLongest: this.longest, nodeFlags: this.flags })
    kernel.set({
      baseLength: isThere ? baseLength : 0,
      // One endless bucket, which is never left.
      baseWidthNs: isThere ? widthNs : Infinity,
      baseFirst: isThere ? firstBucket : 0,
    })
    kernel.call('beginPyramid')
    if (!isThere) this.levelFirst = []
    return isThere || row.count <= rawRowStretches ? this.baseExponent : Infinity
  }

  /** Behind the last stretch. Null for a row too short for a pyramid, or when the memory is full. */
  finish(row: StretchRow, states: Uint8Array): Pyramid | null {
    const { kernel, columns, levelFirst, levelOffset } = this
    if (row.count <= rawRowStretches) return null
    if (levelFirst.length === 0) return buildPyramid(row, flagRule, states)
    const timeNs = kernel.memory.space.uint32(levelOffset[levelFirst.length] * states.length)
    columns.set(states)
    if (kernel.memory.addressOf(timeNs) < 0) return null
    kernel.bind({ nodeTimeNs: timeNs })
    kernel.set({ columnCount: states.length })
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
