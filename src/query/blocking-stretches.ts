/**
 * The stretches that the four blocking profiles are made of: time blocked on each other, on the network, in system calls,
 * and waiting for a P (Go 1.27 src/cmd/trace/pprof.go). A stretch ends where the goroutine changes its state; one that is
 * still open when the trace ends is left out, as go tool trace does.
 */
import type { BlockingKind } from '../contract/goroutine-dto'
import type { Frame } from '../contract/wire'
import { GoroutineState } from '../model/states'
import { StackWeights, kindsOfWaitReason, KindBit } from './analyses/blocking-profiles'
import { buildWaitProfile, encodeWaitProfile } from './analyses/wait-profile'
import { insideOf } from './analysis-scope'
import type { Scope } from './analysis-scope'
import type { BlockingFlameDto } from '../contract/goroutine-dto'
import { flameColumns } from './stretch/flame'
import type { TraceIndex } from './trace-index'

/** Whether a stretch of this state and reason belongs to a profile. */
export function isBlockingStretch(kind: BlockingKind, state: GoroutineState, reason: string): boolean {
  if (state === GoroutineState.syscall) return kind === 'syscall'
  if (state === GoroutineState.runnable) return kind === 'sched'
  return state === GoroutineState.waiting && (kindsOfWaitReason(reason) & KindBit[kind]) !== 0
}

/** Hands on every stretch with the part of it that lies inside the scope; nothing for those that are wholly outside. */
function eachStretch(
  { trace }: TraceIndex,
  kind: BlockingKind,
  scope: Scope,
  take: (goroutine: number, startNs: number, durationNs: number, stack: number) => void,
): void {
  const { spans, goroutines } = trace
  const { startNs, state, reason, stack } = spans
  const wanted = new Uint8Array(6 << 8)
  for (let one = 0; one < 6; one++) {
    spans.reasons.forEach((name, at) => {
      wanted[(one << 8) | at] = isBlockingStretch(kind, one as GoroutineState, name) ? 1 : 0
    })
  }
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    if (!scope.hasGoroutine(goroutine)) continue
    const end = goroutines.spanOffset[goroutine + 1]
    // The last one of a row is still open, or the end of its life.
    for (let span = goroutines.spanOffset[goroutine]; span + 1 < end; span++) {
      if (wanted[(state[span] << 8) | reason[span]] === 0) continue
      const endNs = startNs[span + 1]
      if (scope.isWhole) {
        if (endNs > startNs[span]) take(goroutine, startNs[span], endNs - startNs[span], stack[span])
        continue
      }
      const inside = insideOf(scope, goroutine, startNs[span], endNs)
      if (inside !== undefined) take(goroutine, inside.startNs, inside.durationNs, stack[span])
    }
  }
}

/** Time by stack, merged from the outermost function inwards. */
export function blockingFlame(index: TraceIndex, kind: BlockingKind, scope: Scope): BlockingFlameDto {
  const { stacks } = index.trace.tables
  const byStack = new Map<number, number>()
  let count = 0
  let totalNs = 0
  let withoutStackNs = 0
  eachStretch(index, kind, scope, (_goroutine, _startNs, durationNs, stack) => {
    count++
    totalNs += durationNs
    if (stack >= stacks.count || stacks.offset[stack] === stacks.offset[stack + 1])
      withoutStackNs += durationNs
    else byStack.set(stack, (byStack.get(stack) ?? 0) + durationNs)
  })
  return { count, totalNs, withoutStackNs, ...flameColumns(index.trace, byStack) }
}

/** The same as a pprof message, uncompressed: `go tool pprof` reads it as it is. */
export function blockingProfile(
  index: TraceIndex,
  kind: BlockingKind,
  scope: Scope,
): Frame<{ readonly kind: BlockingKind }> {
  const weights = new StackWeights()
  eachStretch(index, kind, scope, (_goroutine, _startNs, durationNs, stack) => weights.add(stack, durationNs))
  const { tables } = index.trace
  return {
    head: { kind },
    columns: { bytes: encodeWaitProfile(buildWaitProfile(weights, tables), tables) },
  }
}
