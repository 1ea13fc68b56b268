import { GoroutineState, NONE } from '../../model/states'
import { insideOf } from '../analysis-scope'
import type { Scope } from '../analysis-scope'
import type { GoroutineGroup } from '../goroutine/groups'
import { orderBy } from '../order-by'
import { stackDto } from '../stack-dto'
import type { TraceIndex } from '../trace-index'
import type { ListTest } from './list-filter'
import type { SteppedTable } from './table'
import { column, cut, ns, placeInTime, placeName, text } from './table'

/** Looked at in one piece of work. */
const goroutinesAtOnce = 2_048

/** Single waits for a P of the goroutines of one start function: the list behind a row of the table of latencies. */
export const latencyListTable: SteppedTable = function* (index, { scope, name, test }) {
  const { trace } = index
  const { spans, goroutines } = trace
  const found = new Waits(index, scope, test)
  const group = index.groups.find((one) => !one.isRuntime && one.functionName === name)
  const members: GoroutineGroup['goroutines'] = group?.goroutines ?? new Uint32Array(0)
  for (let from = 0; from < members.length; from += goroutinesAtOnce) {
    found.add(members.subarray(from, from + goroutinesAtOnce))
    yield from / members.length
  }
  return {
    formula:
      'Every stretch in which a goroutine of this start function could run and did not yet, longest first, with what made it runnable.',
    limits:
      'The stack is that of whoever woke or created it, or where it stood when its P was taken. How late a timer was noticed is not in it.',
    columns: [
      column('goroutine', 'Goroutine', 'goroutine'),
      column('at', 'At', 'time'),
      ns('length', 'Waited'),
      text('reason', 'After'),
      column('by', 'By', 'goroutine', 'Who woke or created it'),
      text('place', 'At the place'),
    ],
    sortedBy: 'length',
    ...cut(found.longestFirst(), ({ goroutine, span, startNs, durationNs }) => {
      const by = spans.link[span]
      const stack = spans.stack.at(span)
      const place = placeName(trace, stack)
      return {
        cells: [
          goroutines.id[goroutine],
          startNs,
          durationNs,
          spans.reasons[spans.reason[span]],
          by < goroutines.count ? goroutines.id[by] : null,
          place === '' ? null : place,
        ],
        ...placeInTime(trace, startNs, durationNs, goroutine),
        ...(stack === NONE
          ? {}
          : { stacks: [{ label: 'Stack of the cause', frames: stackDto(trace, stack) }] }),
      }
    }),
  }
}

interface Wait {
  readonly goroutine: number
  readonly span: number
  readonly startNs: number
  readonly durationNs: number
}

/** In columns: one function may have millions. */
class Waits {
  private readonly goroutine: number[] = []
  private readonly span: number[] = []
  private readonly startNs: number[] = []
  private readonly durationNs: number[] = []

  constructor(
    private readonly index: TraceIndex,
    private readonly scope: Scope,
    private readonly test: ListTest | undefined,
  ) {}

  add(members: Uint32Array): void {
    const { scope, test } = this
    const { trace } = this.index
    const { spans, goroutines } = trace
    for (let at = 0; at < members.length; at++) {
      const goroutine = members[at]
      if (!scope.hasGoroutine(goroutine)) continue
      const end = goroutines.spanOffset[goroutine + 1]
      for (let span = goroutines.spanOffset[goroutine]; span < end; span++) {
        if (spans.state[span] !== GoroutineState.runnable) continue
        const endNs = span + 1 < end ? spans.startNs.at(span + 1) : goroutines.rowEndNs.at(goroutine)
        let startNs = spans.startNs.at(span)
        let durationNs = endNs - startNs
        if (!scope.isWhole) {
          const inside = insideOf(scope, goroutine, startNs, endNs)
          if (inside === undefined) continue
          startNs = inside.startNs
          durationNs = inside.durationNs
        }
        const isWanted = test?.({
          lengthNs: durationNs,
          atNs: startNs,
          goroutine: goroutines.id[goroutine],
          task: NaN,
          texts: () => [spans.reasons[spans.reason[span]], placeName(trace, spans.stack.at(span))],
        })
        if (isWanted === false) continue
        this.goroutine.push(goroutine)
        this.span.push(span)
        this.startNs.push(startNs)
        this.durationNs.push(durationNs)
      }
    }
  }

  longestFirst(): { readonly length: number; slice(from: number, to: number): readonly Wait[] } {
    const { goroutine, span, startNs, durationNs } = this
    const order = orderBy(
      Uint32Array.from(durationNs, (_, at) => at),
      Float64Array.from(durationNs, (lengthNs) => -lengthNs),
    )
    return {
      length: order.length,
      slice: (from, to) =>
        Array.from(order.subarray(from, to), (at) => ({
          goroutine: goroutine[at],
          span: span[at],
          startNs: startNs[at],
          durationNs: durationNs[at],
        })),
    }
  }
}
