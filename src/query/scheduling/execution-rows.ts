/**
 * Rows of executions: what ran on a P or M, in order of time, with holes between.
 */
import { visualStateIndex } from '../../contract/visual-states'
import { GoroutineState } from '../../model/states'
import type { Trace } from '../../model/trace'
import { flagRule } from '../tiles/flag-rule'
import type { CutRow } from '../lod/cut'
import { buildPyramid, rawRowStretches } from '../lod/pyramid'
import type { Pyramid } from '../lod/pyramid'
import { StretchRow } from '../lod/stretch-row'
import type { StretchChunk } from '../lod/stretch-row'
import { positionsOf, segmentedCount, segmentOf } from './thread-segments'
import type { Segments } from './thread-segments'

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
      isInOrder = startNs.at(span[at - 1]) <= startNs.at(span[at])
    if (isInOrder) continue
    if (span === processors.span) {
      span = processors.span.slice()
      spanGoroutine = processors.spanGoroutine.slice()
    }
    const order = Uint32Array.from({ length: end - first }, (_, at) => first + at)
    order.sort((a, b) => startNs.at(processors.span[a]) - startNs.at(processors.span[b]) || a - b)
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

export interface ExecutionTables {
  readonly codes: Uint8Array
  readonly workerCodes: Uint8Array
  readonly isGcWorker: Uint8Array
}

/** The row of a P: executions [first, end), holes between them. */
export function executionRow(
  trace: Trace,
  tables: ExecutionTables,
  executions: Executions,
  first: number,
  end: number,
): StretchRow {
  const { span, spanGoroutine } = executions
  const { startNs } = trace.spans
  const reader = new ExecutionReader(trace, tables, executions, true)
  const startAt = (position: number): number => (position < end ? startNs.at(span[position]) : Infinity)
  return new StretchRow({
    columns: trace.spans,
    codes: tables.codes,
    otherCodes: tables.workerCodes,
    usesOtherCodes: (position) => tables.isGcWorker[spanGoroutine[position]] === 1,
    first,
    count: end - first,
    lastEndNs: 0,
    order: span,
    endOf: (position) => reader.endAt(position, startAt(position + 1)),
    readRun: (position, count, chunk) => reader.read(position, count, startAt(position + count), chunk, 0),
  })
}

/** The row of an M, whose executions lie in pieces among those of the Ps. Numbered from 0. */
export function segmentedRow(
  trace: Trace,
  tables: ExecutionTables,
  executions: Executions,
  segments: Segments,
  losesProcessor: boolean,
): StretchRow {
  const { span, spanGoroutine } = executions
  const { startNs } = trace.spans
  const reader = new ExecutionReader(trace, tables, executions, losesProcessor)
  const count = segmentedCount(segments)
  const positionOf = positionsOf(segments)
  const startAt = (number: number): number =>
    number < count ? startNs.at(span[positionOf(number)]) : Infinity
  return new StretchRow({
    columns: trace.spans,
    codes: tables.codes,
    otherCodes: tables.workerCodes,
    usesOtherCodes: (number) => tables.isGcWorker[spanGoroutine[positionOf(number)]] === 1,
    first: 0,
    count,
    lastEndNs: 0,
    elementOf: (number) => span[positionOf(number)],
    endOf: (number) => reader.endAt(positionOf(number), startAt(number + 1)),
    readRun(number, wanted, chunk) {
      let segment = segmentOf(segments, number)
      for (let done = 0; done < wanted; segment++) {
        const from = number + done
        const part = Math.min(wanted - done, segments.number[segment + 1] - from)
        const position = segments.position[segment] + from - segments.number[segment]
        reader.read(position, part, startAt(from + part), chunk, done)
        done += part
      }
    },
  })
}

/** Begins, ends and states of executions. */
class ExecutionReader {
  private readonly lost: Trace['spans']['syscallLostProcessor']

  constructor(
    private readonly trace: Trace,
    private readonly tables: ExecutionTables,
    private readonly executions: Executions,
    /** Whether a system call ends where it loses its P. */
    private readonly losesProcessor: boolean,
  ) {
    this.lost = trace.spans.syscallLostProcessor
  }

  /** @param nextNs where the next execution of the row begins, Infinity for none */
  endAt(position: number, nextNs: number): number {
    const { spans, goroutines } = this.trace
    const element = this.executions.span[position]
    const goroutine = this.executions.spanGoroutine[position]
    let endNs =
      element + 1 < goroutines.spanOffset[goroutine + 1]
        ? spans.startNs.at(element + 1)
        : goroutines.rowEndNs.at(goroutine)
    if (this.losesProcessor && spans.state[element] === GoroutineState.syscall)
      endNs = Math.min(endNs, this.lostAt(element))
    // Clocks of two threads may disagree by a little: what came next wins.
    return Math.max(spans.startNs.at(element), Math.min(endNs, nextNs))
  }

  /** `count` executions from a position on, the one behind them beginning at `nextNs`, to a place in a chunk. */
  read(position: number, count: number, nextNs: number, chunk: StretchChunk, at: number): void {
    const { startNs: starts, endNs: ends, code } = chunk
    const { startNs, state, reason } = this.trace.spans
    const { spanOffset, rowEndNs } = this.trace.goroutines
    const { span, spanGoroutine } = this.executions
    const { codes, workerCodes, isGcWorker } = this.tables
    const { losesProcessor } = this
    const { units, unitNs } = startNs
    // endAt and TimeColumn.at written out: calls for each of millions of executions cost as much as all the rest.
    let nextStartNs = units[span[position]] * unitNs
    for (let index = 0; index < count; index++) {
      const element = span[position + index]
      const goroutine = spanGoroutine[position + index]
      const fromNs = nextStartNs
      let endNs =
        element + 1 < spanOffset[goroutine + 1] ? units[element + 1] * unitNs : rowEndNs.at(goroutine)
      if (losesProcessor && state[element] === GoroutineState.syscall)
        endNs = Math.min(endNs, this.lostAt(element))
      nextStartNs = index + 1 < count ? units[span[position + index + 1]] * unitNs : nextNs
      if (nextStartNs < endNs) endNs = nextStartNs
      const key = (state[element] << 8) | reason[element]
      starts[at + index] = fromNs
      ends[at + index] = endNs < fromNs ? fromNs : endNs
      code[at + index] = isGcWorker[goroutine] === 1 ? workerCodes[key] : codes[key]
    }
  }

  /** When a system call lost its P, or Infinity. */
  private lostAt(element: number): number {
    const at = indexOfSorted(this.lost.span, element)
    return at < 0 ? Infinity : this.lost.atNs[at]
  }
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
