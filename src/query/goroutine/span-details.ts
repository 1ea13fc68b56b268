/**
 * One stretch of one goroutine with all that the trace proves about it.
 *
 * Who ended a wait: the runnable span that follows names the goroutine whose event it was. The reader has already
 * taken away those that only restarted the world (truths.md); where no goroutine is named, none is claimed.
 */
import { visualStates } from '../../contract/visual-states'
import type { RangeDto } from '../../contract/pick-dto'
import type { GoroutineRefDto } from '../../contract/place-dto'
import type { SpanDto, WakeDto } from '../../contract/span-dto'
import { GoroutineState, NONE, RangeScope, goroutineStateNames, GoroutineFlag } from '../../model/states'
import { RangeFlag, processorOfPlace, threadOfPlace } from '../../model/trace'
import type { Trace } from '../../model/trace'
import { isNetworkWake, networkWake, reasonTextOf } from './network-wake'
import { placeOf, stackDto } from '../stack-dto'
import { indexOfSorted } from '../scheduling/execution-rows'
import type { TraceIndex } from '../trace-index'
import { NOT_DRAWN } from '../visual-state'
import { workerLabelsOf } from '../scheduling/worker-labels'

export function goroutineRef(trace: Trace, goroutine: number): GoroutineRefDto {
  const { goroutines, tables } = trace
  return {
    id: goroutines.id[goroutine],
    functionName: tables.strings.get(goroutines.functionName[goroutine]),
  }
}

/** When a span of a goroutine's row ends. */
export function endOfSpan(trace: Trace, goroutine: number, span: number): number {
  const { goroutines, spans } = trace
  return span + 1 < goroutines.spanOffset[goroutine + 1]
    ? spans.startNs.at(span + 1)
    : goroutines.rowEndNs.at(goroutine)
}

export function spanDto(index: TraceIndex, goroutine: number, span: number): SpanDto {
  const { trace } = index
  const { spans, goroutines, tables } = trace
  const first = goroutines.spanOffset[goroutine]
  const end = goroutines.spanOffset[goroutine + 1]
  const state = spans.state[span] as GoroutineState
  const codes = index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes
  const code = codes[(state << 8) | spans.reason[span]]
  const flags = goroutines.flags[goroutine]
  const isExecuting = state === GoroutineState.running || state === GoroutineState.syscall
  const processor = isExecuting ? processorOfPlace(spans.link[span]) : -1
  const thread = isExecuting ? threadOfPlace(spans.link[span]) : -1
  const lost = state === GoroutineState.syscall ? indexOfSorted(spans.syscallLostProcessor.span, span) : -1
  const neighbour = (at: number) => ({
    index: at,
    startNs: spans.startNs.at(at),
    state: goroutineStateNames[spans.state[at]],
  })
  return {
    index: span,
    goroutine: goroutineRef(trace, goroutine),
    startNs: spans.startNs.at(span),
    endNs: endOfSpan(trace, goroutine, span),
    isClippedLeft: span === first && (flags & GoroutineFlag.createdInTrace) === 0,
    isClippedRight: span === end - 1 && (flags & GoroutineFlag.endedInTrace) === 0,
    state: goroutineStateNames[state],
    visualState: code === NOT_DRAWN ? 'unknown' : visualStates[code],
    reason: reasonTextOf(trace, first, span),
    label: state === GoroutineState.running ? workerLabelsOf(trace).get(span) : undefined,
    processor: processor >= 0 ? processor : undefined,
    thread: thread >= 0 ? tables.threads.ids[thread] : undefined,
    place: placeOf(trace, spans.stack.at(span)),
    stack: stackDto(trace, spans.stack.at(span)),
    wokenBy:
      state === GoroutineState.waiting && span + 1 < end
        ? wakeOf(trace, goroutine, span + 1, true)
        : undefined,
    causedBy: state === GoroutineState.runnable ? wakeOf(trace, goroutine, span, false) : undefined,
    lostProcessorNs: lost >= 0 ? spans.syscallLostProcessor.atNs[lost] : undefined,
    previous: span > first ? neighbour(span - 1) : undefined,
    next: span + 1 < end ? neighbour(span + 1) : undefined,
  }
}

/** From a runnable span's begin until the goroutine ran; undefined where no running span follows. */
export function delayUntilRun(trace: Trace, goroutine: number, span: number): number | undefined {
  const { spans, goroutines } = trace
  const isFollowed = span + 1 < goroutines.spanOffset[goroutine + 1]
  if (!isFollowed || spans.state[span + 1] !== GoroutineState.running) return undefined
  return spans.startNs.at(span + 1) - spans.startNs.at(span)
}

/** What made a goroutine runnable, told by its runnable span. */
function wakeOf(trace: Trace, index: number, span: number, endsWait: boolean): WakeDto | undefined {
  const { spans } = trace
  const first = trace.goroutines.spanOffset[index]
  if (spans.state[span] !== GoroutineState.runnable) {
    if (!endsWait) return undefined
    return {
      kind: 'unknown',
      atNs: spans.startNs.at(span),
      stack: [],
      text: 'The trace does not show what ended this wait.',
    }
  }
  const reason = spans.reasons[spans.reason[span]]
  const base = {
    atNs: spans.startNs.at(span),
    place: placeOf(trace, spans.stack.at(span)),
    stack: stackDto(trace, spans.stack.at(span)),
    delayNs: delayUntilRun(trace, index, span),
  }
  const waker = spans.link[span]
  if (reason === networkWake) {
    if (!isNetworkWake(trace, first, span)) {
      return {
        ...base,
        kind: 'timer-or-runtime',
        text: 'The runtime ended the wait while it started the world again. No goroutine can be named.',
      }
    }
    return { ...base, kind: 'network', text: 'The network poller found it ready. No goroutine woke it.' }
  }
  if (reason === 'created') {
    const creator = waker === NONE ? undefined : goroutineRef(trace, waker)
    return {
      ...base,
      kind: 'creation',
      goroutine: creator,
      text: creator === undefined ? 'It was created here.' : `It was created by g${creator.id}.`,
    }
  }
  if (waker !== NONE) {
    const goroutine = goroutineRef(trace, waker)
    return { ...base, kind: 'goroutine', goroutine, text: `g${goroutine.id} ended the wait.` }
  }
  if (reason === 'unblocked') {
    return {
      ...base,
      kind: 'timer-or-runtime',
      text: 'No goroutine ended the wait: a timer, or the runtime itself.',
    }
  }
  if (endsWait) return { ...base, kind: 'unknown', text: 'The trace does not show what ended this wait.' }
  return { ...base, kind: 'unknown', text: whyRunnable(reason) }
}

function whyRunnable(reason: string): string {
  switch (reason) {
    case 'preempted':
      return 'The scheduler preempted it.'
    case 'runtime.Gosched':
      return 'It gave way by itself (runtime.Gosched).'
    case 'syscall exit':
      return 'It came back from a system call and found no processor.'
    case '':
      return 'It was runnable before the trace began.'
    default:
      return `It became runnable: ${reason}.`
  }
}

export function rangeDto(trace: Trace, range: number): RangeDto {
  const { ranges, tables, goroutines } = trace
  const goroutine = ranges.goroutine[range]
  return {
    name: tables.strings.get(ranges.name[range]),
    startNs: ranges.startNs[range],
    endNs: ranges.endNs[range],
    isOpenAtStart: (ranges.flags[range] & RangeFlag.openAtStart) !== 0,
    isOpenAtEnd: (ranges.flags[range] & RangeFlag.openAtEnd) !== 0,
    goroutine: goroutine < goroutines.count ? goroutineRef(trace, goroutine) : undefined,
    processor: ranges.scope[range] === RangeScope.processor ? ranges.scopeId[range] : undefined,
    stack: stackDto(trace, ranges.stack[range]),
  }
}
