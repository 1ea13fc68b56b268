/** The walk of a sketch as WebAssembly (sketch-kernel.as), over columns that lie in its memory. */
import { base64 } from 'kernel:sketch-kernel'
import { instantiateKernel } from '../../../base/instantiate-kernel'
import { addressOf } from '../../../model/column-memory'
import type { SketchColumns } from './sketch-columns'
import type { SketchWalk } from './sketch-walk'

/** Null where it cannot be had. */
export function createKernelWalk(memory: WebAssembly.Memory, columns: SketchColumns): SketchWalk | null {
  const exports = instantiateKernel(base64, memory)
  if (exports === null) return null
  const set = (name: string, value: number): void => {
    ;(exports[name] as WebAssembly.Global).value = value
  }
  for (const [name, column] of Object.entries(columns)) {
    const address = addressOf(column)
    if (address < 0) return null
    set(name, address)
  }
  set('threadSlotMask', columns.threadSlot.length - 1)
  return {
    columns,
    setScale: ({ nsPerTick, bucketNs, freshNs, limitNs, isCut }) => {
      set('nsPerTick', nsPerTick)
      set('bucketNs', bucketNs)
      set('perNs', 1 / bucketNs)
      set('freshNs', freshNs)
      set('limitNs', limitNs)
      set('isCut', isCut ? 1 : 0)
    },
    batch: exports.batch as SketchWalk['batch'],
    endOf: exports.endOf as SketchWalk['endOf'],
    stacks: exports.stacks as (start: number, length: number, known: number) => number,
  }
}
