/** Tells a kernel where the columns of a trace lie, and what its tables say. */
import type { ColumnSpace } from '../../model/column-space'
import { NONE } from '../../model/states'
import type { Trace } from '../../model/trace'
import { kindOfState, kindOfVisualState } from '../counters/counters-index'
import { isBlocked } from '../goroutine/figures'
import { networkWaitReason, networkWake } from '../goroutine/network-wake'
import { contendedReasonsOf, longWaitForProcessorNs } from '../goroutine/wait-totals'
import { rawRowStretches } from '../lod/pyramid'
import { flagRule } from '../tiles/flag-rule'
import { gcWorkerFunction } from '../visual-state'
import type { IndexKernel } from './index-kernel'
import type { WalkTables } from './walked'

/** False: the memory is full. @param space for copies of columns that lie elsewhere */
export function bindTrace(
  kernel: IndexKernel,
  trace: Trace,
  tables: WalkTables,
  space: ColumnSpace,
): boolean {
  const { spans, goroutines, processors } = trace
  const { strings, stacks } = trace.tables
  const { syscallLostProcessor: lost, reasons } = spans
  const reasonOf = (text: string): number => {
    const index = reasons.indexOf(text)
    return index < 0 ? NONE : index
  }
  let workerName: number = NONE
  for (let string = 0; string < strings.count && workerName === NONE; string++)
    if (strings.get(string) === gcWorkerFunction) workerName = string
  kernel.set({
    workerName,
    stackCount: stacks.count,
    stackBytes: spans.stack.values.BYTES_PER_ELEMENT,
    timeBytes: spans.startNs.units.BYTES_PER_ELEMENT,
    unitNs: spans.startNs.unitNs,
    durationNs: trace.durationNs,
    lostCount: lost.span.length,
    rawSpans: rawRowStretches,
    longWaitNs: longWaitForProcessorNs,
    unblocked: reasonOf('unblocked'),
    unblockedByNetwork: reasonOf(networkWake),
    networkWait: reasonOf(networkWaitReason),
  })
  return kernel.bind(
    {
      startUnits: spans.startNs.units,
      state: spans.state,
      reason: spans.reason,
      stack: spans.stack.values,
      link: spans.link,
      spanOffset: goroutines.spanOffset,
      endUnits: goroutines.rowEndNs.units,
      functionName: goroutines.functionName,
      creationStack: goroutines.creationStack,
      flags: goroutines.flags,
      processorSpan: processors.span,
      processorSpanGoroutine: processors.spanGoroutine,
      lostSpan: lost.span,
      lostAtNs: lost.atNs,
      codes: tables.codes,
      workerCodes: tables.workerCodes,
      isBlocked,
      kindOfState,
      kindOfVisualState,
      isContended: contendedReasonsOf(reasons),
      flagThresholdNs: flagRule.thresholdNs,
      flagBits: flagRule.bits,
    },
    space,
  )
}
