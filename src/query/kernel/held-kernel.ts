/** Who had the Ps in a stretch of time (scheduling/who-ran.ts), by index-kernel.as: millions of executions may lie in it. */
import { neverCancelled } from '../../base/cancellation'
import { addressOf } from '../../model/column-memory'
import type { ColumnSpace } from '../../model/column-space'
import type { Trace } from '../../model/trace'
import type { StretchRow } from '../lod/stretch-row'
import { HeldTimes } from '../scheduling/held-times'
import type { IndexKernel } from './index-kernel'

const mostHashBits = 18

export class HeldKernel {
  private scratch: { readonly goroutines: Uint32Array; readonly timeNs: Float64Array } | undefined

  /** @param space room for a list, taken when it is first asked for */
  constructor(
    private readonly kernel: IndexKernel,
    private readonly trace: Trace,
    private readonly space: ColumnSpace,
  ) {}

  /** Of rows of Ps, what lies in [fromNs, toNs). Null: too many had some of it, or the memory is full. */
  between(rows: readonly StretchRow[], fromNs: number, toNs: number): HeldTimes | null {
    const { kernel, trace } = this
    const scratch = (this.scratch ??= this.bound())
    if (scratch === undefined) return null
    const { span } = trace.processors
    kernel.call('forgetHeld')
    let isFine = true
    for (const row of rows) {
      if (row.count === 0) continue
      const rowEnd = row.first + row.count
      // The first that begins at or behind the end has no part in it.
      const end = Math.min(rowEnd, row.positionAfter(toNs))
      kernel.inTurns(row.positionAt(fromNs), end, neverCancelled, (first, last) => {
        const afterNs = last < rowEnd ? trace.spans.startNs.at(span[last]) : Infinity
        isFine &&= kernel.call('addHeld', first, last, afterNs, fromNs, toNs) !== 0
      })
    }
    if (!isFine) return null
    const count = kernel.get('heldCount')
    const { goroutines, timeNs } = scratch
    return new HeldTimes(
      goroutines.slice(0, count),
      timeNs.slice(0, count),
      kernel.get('heldSumNs'),
      kernel.get('longestHeldNs'),
    )
  }

  private bound(): HeldKernel['scratch'] {
    const { kernel, space, trace } = this
    const heldBits = Math.min(mostHashBits, Math.ceil(Math.log2(trace.goroutines.count + 2)) + 1)
    // A hash that is fuller takes many steps.
    const mostHeld = 3 * 2 ** (heldBits - 2)
    const goroutines = space.uint32(mostHeld)
    const timeNs = space.float64(mostHeld)
    const heldPlace = space.uint32(2 ** heldBits)
    kernel.set({ heldBits, mostHeld })
    const isBound = kernel.bind({ heldGoroutine: goroutines, heldNs: timeNs, heldPlace }, space)
    // A copy of a column that lies elsewhere cannot be read from here.
    return isBound && kernel.addressOf('heldNs') === addressOf(timeNs) ? { goroutines, timeNs } : undefined
  }
}
