/**
 * Whether a runnable span that the model calls 'unblocked by network' really is. The reader gives that name to every
 * wake-up made by whoever was starting the world again, since that polls the network (Go 1.26 runtime/proc.go,
 * startTheWorldWithSema); but the same goroutine also releases the runtime's own semaphores there. Only what had been
 * waiting for the network was woken by it.
 */
import { GoroutineState } from '../../model/states'
import type { Trace } from '../../model/trace'

export const networkWake = 'unblocked by network'
/** Go's reason of a wait for the network (Go 1.27 src/runtime/traceruntime.go). */
export const networkWaitReason = 'network'

/** @param first index of the first span of the goroutine's row. */
export function isNetworkWake({ spans }: Trace, first: number, span: number): boolean {
  if (spans.reasons[spans.reason[span]] !== networkWake) return false
  const wait = span - 1
  return (
    wait >= first &&
    spans.state[wait] === GoroutineState.waiting &&
    spans.reasons[spans.reason[wait]] === 'network'
  )
}

/** Reads the reason of spans of a goroutine's row as an index into `reasons`, 'unblocked' where it was not the network. */
export function reasonReader(trace: Trace): (first: number, span: number) => number {
  const { reason, reasons } = trace.spans
  const network = reasons.indexOf(networkWake)
  const unblocked = reasons.indexOf('unblocked')
  // A trace with no other wake-up has no such reason to give instead.
  if (network < 0 || unblocked < 0) return (_first, span) => reason[span]
  return (first, span) =>
    reason[span] === network && !isNetworkWake(trace, first, span) ? unblocked : reason[span]
}

/**
 * Ends of waits for the network, as go tool trace draws them (Go 1.27 src/cmd/trace/gstate.go, unblock). Wakes of other waits
 * while the world restarts are left out: nothing proves that the network ended them.
 */
export function networkWakeupsOf(trace: Trace): number[] {
  const { spans } = trace
  const byPoller = spans.reasons.indexOf(networkWake)
  const unblocked = spans.reasons.indexOf('unblocked')
  const network = spans.reasons.indexOf(networkWaitReason)
  const found: number[] = []
  if (network < 0) return found
  const { state, reason: reasons, count } = spans
  for (let span = 0; span < count; span++) {
    const reason = reasons[span]
    if (reason !== unblocked && reason !== byPoller) continue
    if (state[span] !== GoroutineState.runnable) continue
    // A span that was unblocked has the wait before it in the same row.
    if (span > 0 && reasons[span - 1] === network) found.push(span)
  }
  return found
}

/** The reason of one span in words, as `reasonReader` reads it. */
export function reasonTextOf(trace: Trace, first: number, span: number): string {
  const reason = trace.spans.reasons[trace.spans.reason[span]]
  return reason === networkWake && !isNetworkWake(trace, first, span) ? 'unblocked' : reason
}
