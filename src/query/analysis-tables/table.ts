/** What every table of the Analyses view is made of. */
import type { Steps } from '../../base/steps'
import type { AnalysisColumnDto, AnalysisDto, AnalysisRowDto } from '../../contract/analysis-dto'
import type { FrameDto } from '../../contract/place-dto'
import { NONE } from '../../model/states'
import type { Trace } from '../../model/trace'
import type { Scope } from '../analysis-scope'
import type { Durations } from '../durations'
import { frameDto, placeFrame } from '../stack-dto'
import type { TraceIndex } from '../trace-index'
import type { ListTest } from './list-filter'

/** What a table is asked for. */
export interface TableQuestion {
  readonly scope: Scope
  /** Of the tasks, regions or start function that a list is of. */
  readonly name: string | undefined
  /** Of lists: those that are wanted; undefined: all. */
  readonly test?: ListTest | undefined
}

export type TableContent = Omit<AnalysisDto, 'kind' | 'sourceFile' | 'takesScope'>

/** A table that is had in a moment at any size of trace. */
export type AnalysisTable = (index: TraceIndex, question: TableQuestion) => TableContent

/** One that looks at every span. */
export type SteppedTable = (index: TraceIndex, question: TableQuestion) => Steps<TableContent>

/** Rows in one answer; the rest is counted. */
export const mostRows = 2_000

export const text = (key: string, label: string, hint?: string): AnalysisColumnDto =>
  column(key, label, 'text', hint)
export const ns = (key: string, label: string, hint?: string): AnalysisColumnDto =>
  column(key, label, 'ns', hint)
export const counted = (key: string, label: string, hint?: string): AnalysisColumnDto =>
  column(key, label, 'count', hint)

export function column(
  key: string,
  label: string,
  unit: AnalysisColumnDto['unit'],
  hint?: string,
): AnalysisColumnDto {
  return { key, label, unit, ...(hint === undefined ? {} : { hint }) }
}

/** Columns of durations, in the order of `durationCells`. */
export const durationColumns: readonly AnalysisColumnDto[] = [
  counted('count', 'Count'),
  ns('total', 'Total'),
  ns('p50', 'p50', 'Half of them are not longer'),
  ns('p99', 'p99', '99 of 100 are not longer'),
  ns('longest', 'Longest', 'A click leads there'),
]

export function durationCells(durations: Durations): readonly number[] {
  const { count, totalNs, p50Ns, p99Ns, longestNs } = durations.dto()
  return [count, totalNs, p50Ns, p99Ns, longestNs]
}

/** `main.(*cache).get (cache.go:12)`; '' without a stack. */
export function placeName(trace: Trace, stack: number): string {
  const frame = stack === NONE ? undefined : placeFrame(trace, stack)
  return frame === undefined ? '' : frameName(frameDto(trace, frame))
}

export function frameName({ functionName, file, line }: FrameDto): string {
  return `${functionName} (${file.slice(file.lastIndexOf('/') + 1)}:${line})`
}

/** The first rows of a list, as the contract sends them. */
export function cut<T>(
  list: { readonly length: number; slice(from: number, to: number): readonly T[] },
  toRow: (one: T) => AnalysisRowDto,
): { readonly rows: readonly AnalysisRowDto[]; readonly total: number } {
  return { rows: list.slice(0, mostRows).map(toRow), total: list.length }
}

/** Where a wait of a goroutine is. */
export function placeInTime(
  trace: Trace,
  startNs: number,
  durationNs: number,
  goroutine: number,
): { readonly at: NonNullable<AnalysisRowDto['at']> } {
  return {
    at: {
      fromNs: startNs,
      toNs: startNs + durationNs,
      ...(goroutine < trace.goroutines.count ? { goroutine: trace.goroutines.id[goroutine] } : {}),
    },
  }
}
