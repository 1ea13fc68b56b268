/**
 * Rows of executions: what ran on a P or M, in order of time, with holes between.
 */
import { visualStateIndex } from '../contract/trace-dto'
import { GoroutineState } from '../model/states'
import type { Trace } from '../model/trace'
import { flagRule } from './flag-rule'
import type { CutRow } from './lod/cut'
import { buildPyramid, rawRowStretches } from './lod/pyramid'
import type { Pyramid } from './lod/pyramid'
import { StretchRow } from './lod/stretch-row'

export interface Executions {
  readonly span: Uint32Array
  readonly spanGoroutine: Uint32Array
}

/**
 * In a whole trace the Ps' rows are in order. Where a generation is lost, a goroutine that is seen running only later
 * has run since the generation's begin, and so may two on one P.
 */
export function executionsInOrder({ processors, spans }: Trace): Executions {
  const { startNs } = spans
  let { span, spanGoroutine } = processors
  for (let processor = 0; processor < processors.count; processor++) {
    const first = processors.spanOffset[processor]
    const end = processors.spanOffset[processor + 1]
    let isInOrder = true
    for (let at = first + 1; at < end && isInOrder; at++)
      isInOrder = startNs[span[at - 1]] <= startNs[span[at]]
    if (isInOrder) continue
    if (span === processors.span) {
      span = processors.span.slice()
      spanGoroutine = processors.spanGoroutine.slice()
    }
    const order = Uint32Array.from({ length: end - first }, (_, at) => first + at)
    order.sort((a, b) => startNs[processors.span[a]] - startNs[processors.span[b]] || a - b)
    for (let at = first; at < end; at++) {
      span[at] = processors.span[order[at - first]]
      spanGoroutine[at] = processors.spanGoroutine[order[at - first]]
    }
  }
  return { span, spanGoroutine }
}

/** What can run on a P or M. */
export const executionStates = Uint8Array.of(
  visualStateIndex.running,
  visualStateIndex.syscall,
  visualStateIndex['gc-work'],
)

/** A row of executions with its pyramid, if it needs one. */
export function executionCut(row: StretchRow): CutRow {
  const isLong = row.count > rawRowStretches
  return executionCutWith(row, isLong ? buildPyramid(row, flagRule, executionStates) : undefined)
}

export function executionCutWith(row: StretchRow, pyramid: Pyramid | undefined): CutRow {
  return { row, pyramid, rule: flagRule, isClippedLeft: false, isClippedRight: false }
}

/** The row of executions that `order` lists: spans with their goroutines, holes between them. */
export function executionRow(
  trace: Trace,
  tables: { readonly codes: Uint8Array; readonly workerCodes: Uint8Array; readonly isGcWorker: Uint8Array },
  order: Executions,
  first: number,
  end: number,
  losesProcessor: boolean,
): StretchRow {
  const { spans, goroutines } = trace
  const { startNs, state, reason } = spans
  const { span, spanGoroutine } = order
  const { codes, workerCodes, isGcWorker } = tables
  const { spanOffset, rowEndNs } = goroutines
  const lost = spans.syscallLostProcessor
  const endOf = (position: number): number => {
    const element = span[position]
    const goroutine = spanGoroutine[position]
    let endNs = element + 1 < spanOffset[goroutine + 1] ? startNs[element + 1] : rowEndNs[goroutine]
    if (losesProcessor && state[element] === GoroutineState.syscall) {
      const at = indexOfSorted(lost.span, element)
      if (at >= 0 && lost.atNs[at] < endNs) endNs = lost.atNs[at]
    }
    // Clocks of two threads may disagree by a little: what came next wins.
    if (position + 1 < end) {
      const nextNs = startNs[span[position + 1]]
      if (nextNs < endNs) endNs = nextNs
    }
    return endNs < startNs[element] ? startNs[element] : endNs
  }
  return new StretchRow({
    columns: spans,
    codes,
    otherCodes: workerCodes,
    usesOtherCodes: (position) => isGcWorker[spanGoroutine[position]] === 1,
    first,
    count: end - first,
    lastEndNs: 0,
    order: span,
    endOf,
    readRun(position, count, chunk) {
      const { startNs: starts, endNs: ends, code } = chunk
      // endOf written out: a call for each of millions of executions costs as much as all the rest.
      let nextStartNs = startNs[span[position]]
      for (let index = 0; index < count; index++) {
        const at = position + index
        const element = span[at]
        const goroutine = spanGoroutine[at]
        const fromNs = nextStartNs
        let endNs = element + 1 < spanOffset[goroutine + 1] ? startNs[element + 1] : rowEndNs[goroutine]
        if (losesProcessor && state[element] === GoroutineState.syscall) {
          const lostAt = indexOfSorted(lost.span, element)
          if (lostAt >= 0 && lost.atNs[lostAt] < endNs) endNs = lost.atNs[lostAt]
        }
        if (at + 1 < end) {
          nextStartNs = startNs[span[at + 1]]
          if (nextStartNs < endNs) endNs = nextStartNs
        }
        const key = (state[element] << 8) | reason[element]
        starts[index] = fromNs
        ends[index] = endNs < fromNs ? fromNs : endNs
        code[index] = isGcWorker[goroutine] === 1 ? workerCodes[key] : codes[key]
      }
    },
  })
}

/** Index of `value` in an ascending column, or -1. */
export function indexOfSorted(column: Uint32Array, value: number): number {
  let low = 0
  let high = column.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (column[middle] < value) low = middle + 1
    else high = middle
  }
  return low < column.length && column[low] === value ? low : -1
}
