/**
 * Waits of all goroutines by the place they began at: one table of every reason, and the four that `go tool trace` calls
 * blocking profiles (Go 1.27 src/cmd/trace/pprof.go).
 */
import type { Steps } from '../../base/steps'
import type { BlockingKind } from '../../contract/analysis-dto'
import { GoroutineState, NONE, GoroutineFlag } from '../../model/states'
import type { Trace } from '../../model/trace'
import { insideOf } from '../analysis-scope'
import type { Scope } from '../analysis-scope'
import { isBlockingStretch } from '../blocking-stretches'
import { Durations } from '../durations'
import { reasonReader } from '../goroutine/network-wake'
import { PlaceSums } from '../kernel/place-sums'
import type { PlaceOfSpans } from '../kernel/place-sums'
import { spanPortions } from '../span-portions'
import type { SpanPortion } from '../span-portions'
import { frameDto, placeFrame, stackDto } from '../stack-dto'
import type { TraceIndex } from '../trace-index'
import type { SteppedTable } from './table'
import { cut, durationCells, durationColumns, frameName, placeInTime, text } from './table'

interface Gathering {
  readonly reason: number
  readonly state: number
  readonly frame: number | undefined
  /** Stack and goroutine of the longest. */
  stack: number
  goroutine: number
  readonly durations: Durations
}

/** Which spans are gathered. */
export interface Wanted {
  readonly has: (state: GoroutineState, reason: string) => boolean
  /** Leaves out stretches that are still open at the end, and those of no length. */
  readonly skipsOpen: boolean
  readonly skipsSystem?: boolean
}

/** Spans that are wanted, gathered by reason and place; longest in all first. */
export function* gather(
  index: TraceIndex,
  scope: Scope,
  wanted: Wanted,
  options: { readonly usesKernel?: boolean } = {},
): Steps<readonly Gathering[]> {
  if (scope.isWhole && options.usesKernel !== false) {
    const found = yield* gatherByKernel(new PlaceGathering(index, scope, wanted), index, wanted)
    if (found !== undefined) return found
  }
  const gathering = new PlaceGathering(index, scope, wanted)
  for (const portion of spanPortions(index.trace)) {
    gathering.add(portion)
    yield portion.share
  }
  return gathering.sorted()
}

/** Undefined: it has to be done without a kernel. */
function* gatherByKernel(
  gathering: PlaceGathering,
  index: TraceIndex,
  { skipsOpen, skipsSystem = false }: Wanted,
): Steps<readonly Gathering[] | undefined> {
  const sums = PlaceSums.begin(index, {
    isWanted: gathering.isWanted,
    skipsOpen,
    skipsSystem,
    placeOf: (goroutine, span) => gathering.placeOf(goroutine, span),
  })
  if (sums === null) return undefined
  try {
    for (const portion of spanPortions(index.trace)) {
      if (!sums.add(portion)) return undefined
      yield portion.share
    }
  } finally {
    sums.finish()
  }
  return gathering.sorted()
}

class PlaceGathering {
  private readonly groups = new Map<number, Gathering>()
  /** By kind and stack, so that places are looked up once. */
  private readonly known = new Map<number, Gathering>()
  private readonly places = new Map<Gathering, PlaceOfSpans>()
  /** By `state << 8 | reason`. */
  readonly isWanted = new Uint8Array(6 << 8)
  private readonly reasonAt: (first: number, span: number) => number

  constructor(
    private readonly index: TraceIndex,
    private readonly scope: Scope,
    private readonly wanted: Wanted,
  ) {
    const { trace } = index
    this.reasonAt = reasonReader(trace)
    for (let state = 0; state < 6; state++) {
      trace.spans.reasons.forEach((name, at) => {
        this.isWanted[(state << 8) | at] = wanted.has(state as GoroutineState, name) ? 1 : 0
      })
    }
  }

  add({ firstGoroutine, endGoroutine, firstSpan, endSpan }: SpanPortion): void {
    const { scope, isWanted, reasonAt } = this
    const { skipsOpen, skipsSystem } = this.wanted
    const { spans, goroutines } = this.index.trace
    const { startNs, state, stack } = spans
    for (let goroutine = firstGoroutine; goroutine < endGoroutine; goroutine++) {
      if (skipsSystem === true && (goroutines.flags[goroutine] & GoroutineFlag.system) !== 0) continue
      if (!scope.hasGoroutine(goroutine)) continue
      const first = goroutines.spanOffset[goroutine]
      const end = goroutines.spanOffset[goroutine + 1]
      const last = Math.min(end, endSpan)
      for (let span = Math.max(first, firstSpan); span < last; span++) {
        const kind = (state[span] << 8) | reasonAt(first, span)
        if (isWanted[kind] === 0 || (skipsOpen && span + 1 === end)) continue
        const endNs = span + 1 < end ? startNs.at(span + 1) : goroutines.rowEndNs.at(goroutine)
        const inside = scope.isWhole ? undefined : insideOf(scope, goroutine, startNs.at(span), endNs)
        if (!scope.isWhole && inside === undefined) continue
        const durationNs = inside?.durationNs ?? endNs - startNs.at(span)
        const at = stack.at(span)
        const group = this.groupOf(kind, at, goroutine)
        if (skipsOpen && durationNs <= 0) continue
        if (durationNs > group.durations.longestNs) {
          group.stack = at
          group.goroutine = goroutine
        }
        group.durations.add(durationNs, inside?.startNs ?? startNs.at(span))
      }
    }
  }

  /** Of a span, to whoever adds what it gathers itself. */
  placeOf(goroutine: number, span: number): PlaceOfSpans {
    const { spans, goroutines } = this.index.trace
    const kind = (spans.state[span] << 8) | this.reasonAt(goroutines.spanOffset[goroutine], span)
    const group = this.groupOf(kind, spans.stack.at(span), goroutine)
    let place = this.places.get(group)
    if (place === undefined) this.places.set(group, (place = placeOfGroup(this.index.trace, group)))
    return place
  }

  private groupOf(kind: number, stack: number, goroutine: number): Gathering {
    const { groups, known, index } = this
    const { tables } = index.trace
    const key = kind * (tables.stacks.count + 1) + (stack === NONE ? tables.stacks.count : stack)
    const before = known.get(key)
    if (before !== undefined) return before
    const frame = stack === NONE ? undefined : placeFrame(index.trace, stack)
    const placeKey = kind * (tables.frames.count + 1) + (frame ?? tables.frames.count)
    let group = groups.get(placeKey)
    if (group === undefined) {
      const durations = new Durations()
      group = { state: kind >> 8, reason: kind & 0xff, frame, stack, goroutine, durations }
      groups.set(placeKey, group)
    }
    known.set(key, group)
    return group
  }

  sorted(): readonly Gathering[] {
    return [...this.groups.values()]
      .filter((group) => group.durations.count > 0)
      .sort((a, b) => b.durations.totalNs - a.durations.totalNs)
  }
}

function placeOfGroup({ spans }: Trace, group: Gathering): PlaceOfSpans {
  return {
    durations: group.durations,
    noteLongest: (goroutine, span) => {
      group.goroutine = goroutine
      group.stack = spans.stack.at(span)
    },
  }
}

export const placeRow =
  (trace: Trace, stackLabel: string) =>
  (group: Gathering): ReturnType<typeof cut>['rows'][number] => ({
    cells: [
      group.frame === undefined ? '(no stack)' : frameName(frameDto(trace, group.frame)),
      reasonOf(trace, group),
      ...durationCells(group.durations),
    ],
    ...placeInTime(trace, group.durations.longestStartNs, group.durations.longestNs, group.goroutine),
    stacks: group.stack === NONE ? [] : [{ label: stackLabel, frames: stackDto(trace, group.stack) }],
  })

function reasonOf({ spans }: Trace, { state, reason }: Gathering): string {
  const name = spans.reasons[reason]
  if (state === GoroutineState.syscall) return 'system call'
  if (state === GoroutineState.waiting && name === 'preempted') return 'suspended by the runtime'
  return name === '' ? 'since before the trace' : name
}

export const placeColumns = [text('place', 'Place'), text('reason', 'Reason'), ...durationColumns]

export const waitsTable: SteppedTable = function* (index, { scope }) {
  const wanted: Wanted = {
    has: (state) => state === GoroutineState.waiting,
    skipsOpen: false,
    skipsSystem: true,
  }
  const found = yield* gather(index, scope, wanted)
  return {
    formula:
      'Length of every blocked stretch of all goroutines but the runtime’s own, by reason and by the first frame outside the runtime; waits that are still open count as far as the trace shows them.',
    limits:
      'An idle worker waits at its place for hours and nothing is wrong. Which lock, channel or connection it was is not in the data.',
    columns: placeColumns,
    sortedBy: 'total',
    ...cut(found, placeRow(index.trace, 'Stack of the longest wait')),
  }
}

const profileText = {
  sync: 'blocked on channels, select, locks and the like',
  net: 'blocked on the network',
  syscall: 'in system calls',
  sched: 'waiting for a P',
} as const satisfies Readonly<Record<BlockingKind, string>>

export const profileTable = (kind: BlockingKind): SteppedTable =>
  function* (index, { scope }) {
    const wanted: Wanted = {
      has: (state, reason) => isBlockingStretch(kind, state, reason),
      skipsOpen: true,
    }
    const found = yield* gather(index, scope, wanted)
    return {
      formula: `Time that goroutines spent ${profileText[kind]}, by the stack at its begin${kind === 'sched' ? ' (that of who woke, created or preempted the goroutine)' : ''}; stretches still open at the end are left out, as in go tool trace.`,
      limits:
        kind === 'net'
          ? 'A wait ends when the runtime noticed, not when the data came.'
          : kind === 'sync'
            ? 'Waits that were open when the trace began have no reason and are left out.'
            : '',
      columns: placeColumns,
      sortedBy: 'total',
      ...cut(found, placeRow(index.trace, kind === 'sched' ? 'Stack of the cause' : 'Stack')),
    }
  }
