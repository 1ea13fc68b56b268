/** Pyramids of the rows of threads (M), which are pieces of the Ps' rows: made one by one, when they are asked for. */
import type { Cancellation } from '../../base/cancellation'
import type { ColumnSpace } from '../../model/column-space'
import type { Trace } from '../../model/trace'
import { rawRowStretches } from '../lod/pyramid'
import type { Pyramid } from '../lod/pyramid'
import type { StretchRow } from '../lod/stretch-row'
import { executionCut, executionStates } from '../scheduling/execution-rows'
import type { Segments } from '../scheduling/thread-segments'
import type { IndexKernel } from './index-kernel'
import { PyramidKernel } from './pyramid-kernel'

export class ThreadPyramids {
  private readonly pyramids: PyramidKernel

  constructor(
    private readonly kernel: IndexKernel,
    private readonly trace: Trace,
    space: ColumnSpace,
  ) {
    this.pyramids = new PyramidKernel(kernel, space)
  }

  /** Undefined for a row that needs none. @throws CancelledError */
  of(row: StretchRow, { number, position }: Segments, cancellation: Cancellation): Pyramid | undefined {
    const { kernel, trace, pyramids } = this
    if (row.count <= rawRowStretches) return undefined
    const { span } = trace.processors
    const startAt = (at: number): number => trace.spans.startNs.at(span[at])
    pyramids.begin(row)
    let isFine = true
    for (let segment = 0; segment < position.length; segment++) {
      const first = position[segment]
      const end = first + number[segment + 1] - number[segment]
      const nextNs = segment + 1 < position.length ? startAt(position[segment + 1]) : Infinity
      kernel.inTurns(first, end, cancellation, (from, to) => {
        const afterNs = to < end ? startAt(to) : nextNs
        isFine &&= kernel.call('addExecutions', from, to, afterNs, number[segment] - first) !== 0
      })
    }
    kernel.call('leaveRow')
    const pyramid = isFine ? pyramids.finish(executionStates) : null
    return pyramid ?? executionCut(row).pyramid
  }
}
