/**
 * Which rectangles of a tile stand out when an expression of the filter language is highlighted: a span that fits, and a
 * bucket with at least one of them in it. What fits is looked for once a row and kept, so that a tile costs a search in
 * it for every rectangle.
 */
import type { Expression } from '../../filter/parse'
import { endOfSpan } from '../goroutine/span-details'
import { compileSpanTest } from '../goroutine/span-filter'
import type { SpanTest } from '../goroutine/span-filter'
import type { StretchRow } from '../lod/stretch-row'
import { codeOfNothing } from '../lod/stretch-row'
import type { RowSubject } from '../rows/row-key'
import type { TraceIndex } from '../trace-index'
import type { ThreadRows } from './thread-rows'

/** Stretches that do not overlap, in order of time. */
export interface LitTimes {
  readonly startNs: Float64Array
  readonly endNs: Float64Array
}

export class LitSpans {
  private readonly tests = new Map<number, SpanTest>()
  private readonly times = new Map<string, LitTimes>()

  constructor(
    private readonly index: TraceIndex,
    private readonly threads: ThreadRows,
    private readonly expression: Expression,
  ) {}

  isLit(goroutine: number, span: number): boolean {
    let test = this.tests.get(goroutine)
    if (test === undefined) {
      test = compileSpanTest(this.index, goroutine, this.expression)
      this.tests.set(goroutine, test)
    }
    return test(span)
  }

  /** When something on a row fits; undefined for rows that hold no spans of goroutines. */
  timesOf(subject: RowSubject): LitTimes | undefined {
    switch (subject.kind) {
      case 'goroutine':
        return this.once(`g${subject.goroutine}`, () => this.ofGoroutines([subject.goroutine]))
      case 'group':
        return this.once(`group${subject.group}`, () =>
          this.ofGoroutines(this.index.groups[subject.group].goroutines),
        )
      case 'processor': {
        const { processorRows, executions } = this.index
        return this.once(`p${subject.processor}`, () =>
          this.ofRow(processorRows[subject.processor].row, (at) => executions.spanGoroutine[at]),
        )
      }
      case 'thread':
        return this.once(`m${subject.thread}`, () => {
          const { heldCut, goroutineAt } = this.threads.rowOf(subject.thread)
          return this.ofRow(heldCut.row, goroutineAt)
        })
      default:
        return undefined
    }
  }

  private once(key: string, find: () => LitTimes): LitTimes {
    let found = this.times.get(key)
    if (found === undefined) this.times.set(key, (found = find()))
    return found
  }

  private ofGoroutines(goroutines: Iterable<number>): LitTimes {
    const { trace } = this.index
    const { spanOffset } = trace.goroutines
    const starts: number[] = []
    const ends: number[] = []
    for (const goroutine of goroutines) {
      for (let span = spanOffset[goroutine]; span < spanOffset[goroutine + 1]; span++) {
        if (!this.isLit(goroutine, span)) continue
        starts.push(trace.spans.startNs.at(span))
        ends.push(endOfSpan(trace, goroutine, span))
      }
    }
    return united(starts, ends)
  }

  private ofRow(row: StretchRow, goroutineAt: (position: number) => number): LitTimes {
    const starts: number[] = []
    const ends: number[] = []
    for (let at = row.first; at < row.first + row.count; at++) {
      if (row.codeAt(at) === codeOfNothing || !this.isLit(goroutineAt(at), row.elementAt(at))) continue
      starts.push(row.startAt(at))
      ends.push(row.endAt(at))
    }
    return united(starts, ends)
  }
}

/** The union of stretches: where it begins, nothing else is open; where it ends, nothing is any more. */
function united(starts: readonly number[], ends: readonly number[]): LitTimes {
  const sortedStarts = Float64Array.from(starts).sort()
  const sortedEnds = Float64Array.from(ends).sort()
  const startNs: number[] = []
  const endNs: number[] = []
  for (let at = 0; at < sortedStarts.length; at++) {
    // The at-th begin joins what goes on when fewer than `at` stretches have ended before it.
    if (at > 0 && sortedStarts[at] <= sortedEnds[at - 1]) continue
    if (at > 0) endNs.push(sortedEnds[at - 1])
    startNs.push(sortedStarts[at])
  }
  if (sortedEnds.length > 0) endNs.push(sortedEnds[sortedEnds.length - 1])
  return { startNs: Float64Array.from(startNs), endNs: Float64Array.from(endNs) }
}

/** Whether something lies in [fromNs, toNs), if only an instant. */
export function isLitBetween({ startNs, endNs }: LitTimes, fromNs: number, toNs: number): boolean {
  // The last stretch that begins before the end.
  let low = 0
  let high = startNs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (startNs[middle] < toNs) low = middle + 1
    else high = middle
  }
  return low > 0 && (endNs[low - 1] > fromNs || startNs[low - 1] >= fromNs)
}
