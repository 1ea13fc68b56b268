/** Times of goroutines by row-sums.as. */
import { NONE } from '../../model/states'
import type { Durations } from '../durations'
import type { TraceIndex } from '../trace-index'
import { turn } from './index-kernel'
import { goroutinesAtOnce, SpanKernel } from './span-kernel'

/** Rows with fewer spans are added up before a kernel is called. */
const fewestSpans = 256

/**
 * Adds the time of a goroutine's spans by `state << 8 | reason`, and the durations of those that are waits. False: nothing is
 * done, for there is no kernel or it would not pay.
 */
export function addRowByKernel(
  index: TraceIndex,
  goroutine: number,
  isWait: Uint8Array,
  timeByKey: Float64Array,
  waits: Durations,
): boolean {
  const { spanOffset } = index.trace.goroutines
  const { startNs } = index.trace.spans
  const [first, end] = [spanOffset[goroutine], spanOffset[goroutine + 1]]
  const found = end - first < fewestSpans ? null : SpanKernel.of(index)
  if (found === null) return false
  const { kernel, slots, rowTimes } = found
  if (slots.areTaken) return false
  const startNsOf = (span: number): number => startNs.at(span)
  found.isWait.set(isWait)
  slots.add(waits)
  for (let from = first; from < end; from += turn) {
    kernel.call('addRowTimes', goroutine, from, Math.min(end, from + turn))
    slots.drain(startNsOf)
  }
  slots.finish(startNsOf)
  for (let key = 0; key < rowTimes.length; key++) timeByKey[key] += rowTimes[key]
  rowTimes.fill(0)
  return true
}

/** Time in the spans that are wanted, of many goroutines. */
export class WantedTimes {
  private constructor(
    private readonly found: SpanKernel,
    private readonly wanted: Uint8Array,
    private readonly wantedOfWorkers: Uint8Array,
  ) {}

  /** Undefined where there is no kernel. @param wanted 1 by `state << 8 | reason` */
  static of(index: TraceIndex, wanted: Uint8Array, wantedOfWorkers = wanted): WantedTimes | undefined {
    const found = SpanKernel.of(index)
    return found === null ? undefined : new WantedTimes(found, wanted, wantedOfWorkers)
  }

  /**
   * Of goroutines [from, to), each to its place in `sums`.
   * @param longestRow goroutines with more spans are left to `addLong`
   */
  add(
    from: number,
    to: number,
    sums: Float64Array,
    longestRow = NONE,
    addLong?: (goroutine: number) => void,
  ): void {
    const { kernel, wantedNs } = this.found
    // Someone else may have asked in between.
    this.found.wanted.set(this.wanted)
    this.found.wantedOfWorkers.set(this.wantedOfWorkers)
    for (let first = from; first < to;) {
      const last = Math.min(to, first + goroutinesAtOnce)
      const end = kernel.call('wantedTimes', first, last, longestRow) >>> 0
      sums.set(wantedNs.subarray(0, end - first), first)
      first = end
      if (end < last) addLong?.(first++)
    }
  }
}
