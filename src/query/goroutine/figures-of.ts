/**
 * The figures of a goroutine: those of one with many spans are ready in the index, others are added up when asked for.
 */
import type { TraceIndex } from '../trace-index'
import type { GoroutineFigures } from './figures'
import { addFigures } from './figures'

/** Figures of a goroutine; the object may be reused by the next call with the same `scratch`. */
export function figuresOf(index: TraceIndex, goroutine: number, scratch: GoroutineFigures): GoroutineFigures {
  const heavy = index.heavyFigures.get(goroutine)
  if (heavy !== undefined) return heavy
  const codes = index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes
  addFigures(index.trace, goroutine, codes, index.assists, scratch)
  return scratch
}
