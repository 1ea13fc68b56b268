/**
 * Whether a file is a snapshot of a flight recorder, by how its first generation began; nothing in the format says so.
 *
 * - A recording begins with a stop of the world for it, and its stack names who asked: `runtime/trace.Start` for a trace as
 *   usual, `(*FlightRecorder).Start` for a recorder whose snapshot reaches back to its own start.
 * - Every later generation begins with runtime.traceAdvance. A trace that is started beside a running recorder has one that
 *   trace.Start asked for; so where the first generation was begun by the runtime's timer alone, nobody has asked for the
 *   file to begin there, and only a recorder forgets what was before (Go 1.27 src/runtime/trace.go, traceAdvancerState;
 *   src/runtime/trace/subscribe.go).
 *
 * What neither shows is left unsaid: a snapshot that reaches back to where a usual trace was started looks like that trace.
 */
import { GoroutineState, NONE, GoroutineFlag } from '../model/states'
import type { Trace } from '../model/trace'

const startTrace = 'stop-the-world (start trace)'
const recorderStart = 'runtime/trace.(*FlightRecorder).Start'
const advancerFunction = 'runtime.(*traceAdvancerState).start.func1'
const advance = 'runtime.traceAdvance'

export function isFlightRecording(trace: Trace): boolean {
  const { ranges, tables } = trace
  for (let range = 0; range < ranges.count; range++) {
    if (tables.strings.get(ranges.name[range]) === startTrace)
      return passesThrough(trace, ranges.stack[range], recorderStart)
  }
  return !isBeginLost(trace) && beganByTimer(trace)
}

/** A file may also begin in the middle because its begin is damaged. */
function isBeginLost({ warnings }: Trace): boolean {
  return warnings.some((warning) => warning.isLoss === true && (warning.fromNs ?? 0) <= 0)
}

/** The goroutine of the timer was running when the file begins, and then waits inside traceAdvance for that to be done. */
function beganByTimer(trace: Trace): boolean {
  const { goroutines, spans, tables } = trace
  for (let goroutine = 0; goroutine < goroutines.count; goroutine++) {
    if (tables.strings.get(goroutines.functionName[goroutine]) !== advancerFunction) continue
    if ((goroutines.flags[goroutine] & GoroutineFlag.createdInTrace) !== 0) return false
    const first = goroutines.spanOffset[goroutine]
    if (first + 1 >= goroutines.spanOffset[goroutine + 1]) return false
    const ran = spans.state[first] === GoroutineState.running
    const waits = spans.state[first + 1] === GoroutineState.waiting
    return ran && waits && passesThrough(trace, spans.stack.at(first + 1), advance)
  }
  return false
}

function passesThrough({ tables }: Trace, stack: number, functionName: string): boolean {
  const { stacks, frames, strings } = tables
  if (stack === NONE || stack >= stacks.count) return false
  for (let at = stacks.offset[stack]; at < stacks.offset[stack + 1]; at++)
    if (strings.get(frames.functionName[stacks.frame[at]]) === functionName) return true
  return false
}
