/**
 * What a finder gets, and what it gives. One file per kind of finding beside this one; each is silent unless the
 * thing is notable, and says nothing that the trace does not show (docs: what may be said, and how surely).
 */
import type { FindingDto } from '../../contract/overview-dto'
import type { FrameDto } from '../../contract/place-dto'
import { shortFunctionName } from '../../base/function-names'
import type { TraceIndex } from '../trace-index'

export interface RankedFinding {
  readonly finding: FindingDto
  /** Time that was lost to it, to rank findings of one severity. */
  readonly lostNs: number
}

export type Finder = (index: TraceIndex) => readonly RankedFinding[]

/** `g18 main.worker`, or `g18` when the start function is unknown. */
export function nameOfGoroutine(index: TraceIndex, goroutine: number): string {
  const { goroutines, tables } = index.trace
  const name = tables.strings.get(goroutines.functionName[goroutine])
  return name === ''
    ? `g${goroutines.id[goroutine]}`
    : `g${goroutines.id[goroutine]} ${shortFunctionName(name)}`
}

/** A time for a sentence: seconds with three digits behind the point. */
export function atSeconds(timeNs: number): string {
  return `${(timeNs / 1e9).toFixed(3)} s`
}

/** `main.(*cache).get (cache.go:12)`. */
export function placeText({ functionName, file, line }: FrameDto): string {
  return `${functionName} (${file.slice(file.lastIndexOf('/') + 1)}:${line})`
}
