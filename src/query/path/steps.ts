/** Steps of a path in words, with where each stood and how the path came there. */
import { visualStates } from '../../contract/visual-states'
import type { FrameDto } from '../../contract/place-dto'
import type { VisualState } from '../../contract/visual-states'
import { pathKinds } from '../../contract/path-dto'
import type { PathHopDto, PathKind, PathStepDto } from '../../contract/path-dto'
import { GoroutineState, NONE } from '../../model/states'
import { processorOfPlace } from '../../model/trace'
import type { Trace } from '../../model/trace'
import { indexOfSorted } from '../scheduling/execution-rows'
import { Largest } from '../order-by'
import { endOfSpan, goroutineRef } from '../goroutine/span-details'
import { placeOf } from '../stack-dto'
import type { TraceIndex } from '../trace-index'
import { NOT_DRAWN } from '../visual-state'
import type { PathColumns } from './columns'
import { PathExit } from './walk-path'

/** Steps that are told one by one; those between them are joined. */
const mostSingleSteps = 1_000

export function pathStepDtos(index: TraceIndex, steps: PathColumns): readonly PathStepDto[] {
  const isSingle = longestSteps(steps)
  const dtos: PathStepDto[] = []
  for (let step = 0; step < steps.count;) {
    if (isSingle === undefined || isSingle[step] === 1) {
      dtos.push(stepDto(index, steps, step++))
      continue
    }
    const first = step
    while (step < steps.count && isSingle[step] === 0) step++
    dtos.push(step - first === 1 ? stepDto(index, steps, first) : severalDto(steps, first, step))
  }
  return dtos
}

/** 1 for steps that stand alone; undefined when all do. */
function longestSteps({ count, fromNs, toNs }: PathColumns): Uint8Array | undefined {
  if (count <= mostSingleSteps) return undefined
  const largest = new Largest<number>(mostSingleSteps)
  for (let step = 0; step < count; step++) largest.offer(step, toNs[step] - fromNs[step])
  const isSingle = new Uint8Array(count)
  for (const step of largest.items) isSingle[step] = 1
  return isSingle
}

function severalDto(steps: PathColumns, first: number, end: number): PathStepDto {
  let depth = Infinity
  for (let step = first; step < end; step++) depth = Math.min(depth, steps.depth[step])
  return {
    fromNs: steps.fromNs[first],
    toNs: steps.toNs[end - 1],
    count: end - first,
    visualState: 'unknown',
    text: 'short steps',
    certainty: depth > 0 ? 'likely' : 'proved',
    depth,
  }
}

function stepDto(index: TraceIndex, steps: PathColumns, step: number): PathStepDto {
  const { trace } = index
  const kind = pathKinds[steps.kind[step]]
  const goroutine = steps.goroutine[step]
  const span = steps.span[step]
  const place = placeOfStep(trace, steps, step, kind)
  const hop = step === 0 ? undefined : hopInto(index, steps, step)
  const processor = processorOf(trace, span, kind)
  return {
    fromNs: steps.fromNs[step],
    toNs: steps.toNs[step],
    kind,
    count: 1,
    goroutine: goroutineRef(trace, goroutine),
    visualState: visualOf(index, kind, goroutine, span),
    text: textOf(index, steps, step, kind),
    ...(place === undefined ? {} : { place }),
    certainty:
      kind === 'unknown' || kind === 'wait' ? 'unknown' : steps.depth[step] > 0 ? 'likely' : 'proved',
    depth: steps.depth[step],
    ...(hop === undefined ? {} : { hop }),
    ...(span === NONE ? {} : { span: { startNs: trace.spans.startNs.at(span), index: span } }),
    ...(processor < 0 ? {} : { processor }),
  }
}

/** -1 for none: it did not run, or lost its P in the call. */
function processorOf({ spans }: Trace, span: number, kind: PathKind): number {
  const isExecuting = kind === 'running' || kind === 'assist' || kind === 'syscall'
  if (!isExecuting || span === NONE) return -1
  const hasLost = kind === 'syscall' && indexOfSorted(spans.syscallLostProcessor.span, span) >= 0
  return hasLost ? -1 : processorOfPlace(spans.link[span])
}

function visualOf(index: TraceIndex, kind: PathKind, goroutine: number, span: number): VisualState {
  if (kind === 'assist') return 'gc-assist'
  if (kind === 'stopped') return 'stw'
  if (span === NONE) return 'unknown'
  const { state, reason } = index.trace.spans
  const codes = index.isGcWorker[goroutine] === 1 ? index.workerCodes : index.codes
  const code = codes[(state[span] << 8) | reason[span]]
  return code === NOT_DRAWN ? 'unknown' : visualStates[code]
}

function textOf({ trace, isGcWorker }: TraceIndex, steps: PathColumns, step: number, kind: PathKind): string {
  const span = steps.span[step]
  const { spans } = trace
  const reason = span === NONE ? '' : spans.reasons[spans.reason[span]]
  switch (kind) {
    case 'running':
      return isGcWorker[steps.goroutine[step]] === 1 ? 'marks for the collector' : 'runs'
    case 'assist':
      return 'runs, marking for the collector because it allocates'
    case 'syscall':
      return indexOfSorted(spans.syscallLostProcessor.span, span) >= 0
        ? 'in a system call that lost its P'
        : 'in a system call'
    case 'runnable':
      return `can run, has no P${whyRunnable(reason)}`
    case 'stopped':
      return 'can run, the world is stopped'
    case 'network':
      return 'waits for the network; no goroutine ended it'
    case 'timer':
      return reason === 'sleep'
        ? 'sleeps; a timer, or the runtime, ended it'
        : `waits: ${reason === '' ? 'reason unknown' : reason}; a timer, or the runtime itself, ended it`
    case 'wait':
      return `waits: ${reason === '' ? 'reason unknown' : reason}; ${whyNobody(trace, steps, step)}`
    case 'unknown':
      return whyUnknown(trace, steps, step)
  }
}

function whyRunnable(reason: string): string {
  switch (reason) {
    case 'preempted':
      return ' after it was preempted'
    case 'runtime.Gosched':
      return ' after it gave way'
    case 'syscall exit':
      return ' after a system call'
    case 'created':
      return ' after its creation'
    default:
      return reason.startsWith('unblocked') ? ' after its wake-up' : ''
  }
}

function whyNobody(trace: Trace, steps: PathColumns, step: number): string {
  const goroutine = steps.goroutine[step]
  const isOver = endOfSpan(trace, goroutine, steps.span[step]) <= steps.toNs[step]
  const isLast = steps.span[step] + 1 === trace.goroutines.spanOffset[goroutine + 1]
  if (isLast) return 'the trace shows no end of it'
  return isOver ? 'the trace does not show what ended it' : 'it is not over at the end of the stretch'
}

function whyUnknown({ spans }: Trace, steps: PathColumns, step: number): string {
  const span = steps.span[step]
  if (span === NONE) return 'before what the trace shows of it'
  return spans.state[span] === GoroutineState.notExist ? 'does not exist yet' : 'the trace does not tell'
}

/** Where its goroutine stood: in a wait or system call, or at the end of what it ran. */
function placeOfStep(trace: Trace, steps: PathColumns, step: number, kind: PathKind): FrameDto | undefined {
  const { spans, goroutines } = trace
  const span = steps.span[step]
  if (span === NONE) return undefined
  const goroutine = steps.goroutine[step]
  switch (kind) {
    case 'running':
    case 'assist': {
      // The stack of a wake-up is the waker's, at that instant.
      const isWaker = steps.exit[step] === PathExit.woke || steps.exit[step] === PathExit.created
      if (isWaker) return placeOf(trace, spans.stack.at(steps.exitSpan[step]))
      const next = span + 1
      const isEnd = next < goroutines.spanOffset[goroutine + 1] && spans.startNs.at(next) === steps.toNs[step]
      return isEnd && hasOwnStack(trace, next) ? placeOf(trace, spans.stack.at(next)) : undefined
    }
    case 'runnable':
    case 'stopped':
      return hasOwnStack(trace, span) ? placeOf(trace, spans.stack.at(span)) : undefined
    default:
      return placeOf(trace, spans.stack.at(span))
  }
}

/** The stack of a goroutine that was woken or created is that of who did it. */
function hasOwnStack({ spans }: Trace, span: number): boolean {
  if (spans.state[span] !== GoroutineState.runnable) return true
  const reason = spans.reasons[spans.reason[span]]
  return reason === 'preempted' || reason === 'runtime.Gosched'
}

function hopInto(index: TraceIndex, steps: PathColumns, step: number): PathHopDto | undefined {
  const { trace } = index
  const { spans } = trace
  const span = steps.exitSpan[step - 1]
  const exit = steps.exit[step - 1] as PathExit
  if (exit === PathExit.same) return undefined
  const owner = ownerOf(trace, span)
  const name = (goroutine: number): string => `g${trace.goroutines.id[goroutine]}`
  const place = placeOf(trace, spans.stack.at(span))
  const at = place === undefined ? {} : { place }
  if (exit === PathExit.created) {
    const creator = steps.goroutine[step - 1]
    return { how: 'created', text: `${name(creator)} created ${name(owner)}`, ...at }
  }
  // A wake-up follows the wait that it ended.
  const wait = exit === PathExit.woke ? span - 1 : span
  const reason = spans.reasons[spans.reason[wait]]
  const waited = { reason, waitNs: endOfSpan(trace, owner, wait) - spans.startNs.at(wait) }
  const ofReason = reason === '' ? '' : `: ${reason}`
  if (exit === PathExit.woke)
    return {
      how: 'woke',
      text: `${name(spans.link[span])} ended the wait of ${name(owner)}${ofReason}`,
      ...waited,
      ...at,
    }
  const waker = spans.link[wait + 1]
  const now = steps.goroutine[step]
  const through = waker === now ? '' : `, which waited for ${name(now)} in turn`
  return {
    how: 'waited',
    text: `${name(owner)} began to wait${ofReason}; ${name(waker)} ended that${through}`,
    ...waited,
    ...at,
  }
}

/** The goroutine whose row a span is of. */
function ownerOf({ goroutines }: Trace, span: number): number {
  let low = 0
  let high = goroutines.count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (goroutines.spanOffset[middle] <= span) low = middle + 1
    else high = middle
  }
  return low - 1
}
