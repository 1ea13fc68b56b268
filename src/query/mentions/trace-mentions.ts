/** What a trace has of a function: goroutines that started there, or stood inside it when something happened to them. */
import type { MentionsDto } from '../../contract/mentions-api'
import { GoroutineState, NONE } from '../../model/states'
import type { Trace } from '../../model/trace'
import { goroutineRef } from '../goroutine/span-details'

export function traceMentions(
  trace: Trace,
  functionName: string,
  goroutine: number | undefined,
): MentionsDto {
  const { goroutines, cpuSamples, tables } = trace
  const row = goroutine === undefined ? NONE : tables.goroutines.indexOf(goroutine)
  const has = stacksWith(trace, functionName)
  let started = 0
  for (let one = 0; one < goroutines.count; one++)
    if (tables.strings.get(goroutines.functionName[one]) === functionName) started++
  let samples = 0
  if (has !== undefined)
    for (let sample = 0; sample < cpuSamples.count; sample++) samples += has[cpuSamples.stack[sample]] ?? 0
  return {
    kind: 'trace',
    durationNs: trace.durationNs,
    started,
    onStacks: has === undefined ? 0 : standingIn(trace, has),
    samples,
    ...(row < goroutines.count ? { goroutine: goroutineRef(trace, row) } : {}),
    ...whenOf(trace),
  }
}

/** By stack: 1 when the function is on it; undefined when it is on none. */
function stacksWith({ tables }: Trace, functionName: string): Uint8Array | undefined {
  const { stacks, frames, strings } = tables
  const isOf = new Uint8Array(frames.count)
  let isAny = false
  for (let frame = 0; frame < frames.count; frame++) {
    if (strings.get(frames.functionName[frame]) !== functionName) continue
    isOf[frame] = 1
    isAny = true
  }
  if (!isAny) return undefined
  const has = new Uint8Array(stacks.count)
  for (let stack = 0; stack < stacks.count; stack++) {
    for (let at = stacks.offset[stack]; at < stacks.offset[stack + 1]; at++)
      if (isOf[stacks.frame[at]] === 1) has[stack] = 1
  }
  return has
}

/** Goroutines with a stack of their own that passes through it. A wake-up has the stack of who did it. */
function standingIn({ goroutines, spans }: Trace, has: Uint8Array): number {
  const isOwnReason = Uint8Array.from(spans.reasons, (reason) =>
    reason === 'preempted' || reason === 'runtime.Gosched' ? 1 : 0,
  )
  let count = 0
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    const end = goroutines.spanOffset[goroutine + 1]
    for (let span = goroutines.spanOffset[goroutine]; span < end; span++) {
      if (has[spans.stack.at(span)] !== 1) continue
      if (spans.state[span] === GoroutineState.runnable && isOwnReason[spans.reason[span]] === 0) continue
      count++
      break
    }
  }
  return count
}

function whenOf({ wallClock, durationNs }: Trace): {
  readonly fromUnixMs?: number
  readonly toUnixMs?: number
} {
  if (wallClock.length === 0) return {}
  const [{ atNs, unixNs }] = wallClock
  const fromUnixMs = Number(unixNs / 1_000_000n) - atNs / 1e6
  return { fromUnixMs, toUnixMs: fromUnixMs + durationNs / 1e6 }
}
