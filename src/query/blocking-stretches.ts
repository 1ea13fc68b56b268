/**
 * The stretches that the four blocking profiles are made of: time blocked on each other, on the network, in system calls,
 * and waiting for a P (Go 1.27 src/cmd/trace/pprof.go). A stretch ends where the goroutine changes its state; one that is
 * still open when the trace ends is left out, as go tool trace does.
 */
import type { Steps } from '../base/steps'
import type { BlockingFlameDto, BlockingKind } from '../contract/analysis-dto'
import type { Frame } from '../contract/wire'
import { GoroutineState } from '../model/states'
import { StackWeights, kindsOfWaitReason, KindBit } from './analyses/blocking-profiles'
import { buildWaitProfile, encodeWaitProfile } from './analyses/wait-profile'
import type { Trace } from '../model/trace'
import { insideOf } from './analysis-scope'
import type { Scope } from './analysis-scope'
import { spanPortions } from './span-portions'
import type { SpanPortion } from './span-portions'
import { flameColumns } from './stretch/flame'
import type { TraceIndex } from './trace-index'

/** Whether a stretch of this state and reason belongs to a profile. */
export function isBlockingStretch(kind: BlockingKind, state: GoroutineState, reason: string): boolean {
  if (state === GoroutineState.syscall) return kind === 'syscall'
  if (state === GoroutineState.runnable) return kind === 'sched'
  return state === GoroutineState.waiting && (kindsOfWaitReason(reason) & KindBit[kind]) !== 0
}

/** Hands on every stretch with the part of it that lies inside the scope; nothing for those that are wholly outside. */
function* eachStretch(
  { trace }: TraceIndex,
  kind: BlockingKind,
  scope: Scope,
  take: (durationNs: number, stack: number) => void,
): Steps<void> {
  const { spans } = trace
  const wanted = new Uint8Array(6 << 8)
  for (let one = 0; one < 6; one++) {
    spans.reasons.forEach((name, at) => {
      wanted[(one << 8) | at] = isBlockingStretch(kind, one as GoroutineState, name) ? 1 : 0
    })
  }
  for (const portion of spanPortions(trace)) {
    takePortion(trace, scope, wanted, portion, take)
    yield portion.share
  }
}

function takePortion(
  { spans, goroutines }: Trace,
  scope: Scope,
  wanted: Uint8Array,
  { firstGoroutine, endGoroutine, firstSpan, endSpan }: SpanPortion,
  take: (durationNs: number, stack: number) => void,
): void {
  const { startNs, state, reason, stack } = spans
  const { spanOffset } = goroutines
  for (let goroutine = firstGoroutine; goroutine < endGoroutine; goroutine++) {
    if (!scope.hasGoroutine(goroutine)) continue
    // The last one of a row is still open, or the end of its life.
    const last = Math.min(spanOffset[goroutine + 1] - 1, endSpan)
    for (let span = Math.max(spanOffset[goroutine], firstSpan); span < last; span++) {
      if (wanted[(state[span] << 8) | reason[span]] === 0) continue
      const endNs = startNs.at(span + 1)
      if (scope.isWhole) {
        if (endNs > startNs.at(span)) take(endNs - startNs.at(span), stack.at(span))
        continue
      }
      const inside = insideOf(scope, goroutine, startNs.at(span), endNs)
      if (inside !== undefined) take(inside.durationNs, stack.at(span))
    }
  }
}

/** Time by stack, merged from the outermost function inwards. */
export function* blockingFlame(index: TraceIndex, kind: BlockingKind, scope: Scope): Steps<BlockingFlameDto> {
  const { stacks } = index.trace.tables
  const byStack = new Map<number, number>()
  let count = 0
  let totalNs = 0
  let withoutStackNs = 0
  yield* eachStretch(index, kind, scope, (durationNs, stack) => {
    count++
    totalNs += durationNs
    if (stack >= stacks.count || stacks.offset[stack] === stacks.offset[stack + 1])
      withoutStackNs += durationNs
    else byStack.set(stack, (byStack.get(stack) ?? 0) + durationNs)
  })
  return { count, totalNs, withoutStackNs, ...flameColumns(index.trace, byStack) }
}

/** The same as a pprof message, uncompressed: `go tool pprof` reads it as it is. */
export function* blockingProfile(
  index: TraceIndex,
  kind: BlockingKind,
  scope: Scope,
): Steps<Frame<{ readonly kind: BlockingKind }>> {
  const weights = new StackWeights()
  yield* eachStretch(index, kind, scope, (durationNs, stack) => weights.add(stack, durationNs))
  const { tables } = index.trace
  return {
    head: { kind },
    columns: { bytes: encodeWaitProfile(buildWaitProfile(weights, tables), tables) },
  }
}
