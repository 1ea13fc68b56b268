/**
 * Where a goroutine stood, over time: a stack belongs to the instant it was taken, and holds for as long as the goroutine
 * does not run. So a wait, a system call and the time between being made runnable and running have a stack; a running
 * stretch has none but at the instants of its CPU samples, and nothing is drawn between those.
 */
import { drawnKindIndex } from '../../contract/visual-states'
import { GoroutineState, NONE, GoroutineFlag } from '../../model/states'
import type { Trace } from '../../model/trace'
import { sparseListOf } from '../list-by-key'
import type { CutRow } from '../lod/cut'
import { intervalCut } from './interval-row'
import type { TraceIndex } from '../trace-index'

/** Frames beyond are not shown: a row each. */
export const deepestStack = 40

/** Stretches in which a goroutine stood still with a known stack, and instants at which it was sampled. */
export interface StackTrack {
  readonly startNs: Float64Array
  readonly endNs: Float64Array
  readonly stack: Uint32Array
  readonly sampleNs: Float64Array
  readonly sampleStack: Uint32Array
  /** Frames of the deepest stack. */
  readonly depth: number
}

/** Stretches of one depth: [startNs, endNs) with the function that stands there, neighbours of one function joined. */
export interface StackLevel {
  readonly startNs: Float64Array
  readonly endNs: Float64Array
  /** String index. */
  readonly functionName: Uint32Array
  /** The stack of the first stretch that was joined. */
  readonly stack: Uint32Array
  readonly sampleNs: Float64Array
  readonly sampleFunction: Uint32Array
  readonly sampleStack: Uint32Array
  /** The stretches as a row, with its pyramid. */
  readonly cut: CutRow
}

/** Tracks of opened goroutines; a few are kept, as a screen shows no more. */
const keptTracks = 16

export class StackTracks {
  private readonly tracks = new Map<number, StackTrack>()
  private readonly levels = new Map<string, StackLevel>()

  constructor(private readonly index: TraceIndex) {}

  of(goroutine: number): StackTrack {
    let track = this.tracks.get(goroutine)
    if (track === undefined) {
      track = stackTrack(this.index, goroutine)
      if (this.tracks.size >= keptTracks) {
        this.tracks.clear()
        this.levels.clear()
      }
      this.tracks.set(goroutine, track)
    }
    return track
  }

  level(goroutine: number, depth: number): StackLevel {
    const key = `${goroutine}:${depth}`
    const track = this.of(goroutine)
    let level = this.levels.get(key)
    if (level === undefined) {
      level = levelOf(this.index.trace, track, depth)
      this.levels.set(key, level)
    }
    return level
  }
}

/** Spans looked at to decide whether a goroutine has a stack track at all. */
const spansLookedAt = 64

export function hasStacks(index: TraceIndex, goroutine: number): boolean {
  const { trace } = index
  const { spans, goroutines, tables } = trace
  if (index.samplesOf.has(goroutine)) return true
  const first = goroutines.spanOffset[goroutine]
  const end = Math.min(goroutines.spanOffset[goroutine + 1], first + spansLookedAt)
  for (let span = first; span < end; span++) {
    if (spans.stack.at(span) >= tables.stacks.count) continue
    if (standingStack(trace, goroutine, span, NONE) < tables.stacks.count) return true
  }
  return false
}

function stackTrack(index: TraceIndex, goroutine: number): StackTrack {
  const { trace } = index
  const { spans, goroutines, tables, cpuSamples } = trace
  const first = goroutines.spanOffset[goroutine]
  const end = goroutines.spanOffset[goroutine + 1]
  const startNs: number[] = []
  const endNs: number[] = []
  const stacks: number[] = []
  let depth = 0
  let standing: number = NONE
  for (let span = first; span < end; span++) {
    standing = standingStack(trace, goroutine, span, standing)
    if (standing === NONE || standing >= tables.stacks.count) continue
    const spanEndNs = span + 1 < end ? spans.startNs.at(span + 1) : goroutines.rowEndNs.at(goroutine)
    depth = Math.max(depth, depthOf(trace, standing))
    const last = stacks.length - 1
    if (last >= 0 && stacks[last] === standing && endNs[last] === spans.startNs.at(span))
      endNs[last] = spanEndNs
    else {
      startNs.push(spans.startNs.at(span))
      endNs.push(spanEndNs)
      stacks.push(standing)
    }
  }
  const samples = sparseListOf(index.samplesOf, goroutine)
    .filter((sample) => cpuSamples.stack[sample] < tables.stacks.count)
    .sort((a, b) => cpuSamples.atNs[a] - cpuSamples.atNs[b] || a - b)
  for (const sample of samples) depth = Math.max(depth, depthOf(trace, cpuSamples.stack[sample]))
  return {
    startNs: Float64Array.from(startNs),
    endNs: Float64Array.from(endNs),
    stack: Uint32Array.from(stacks),
    sampleNs: Float64Array.from(samples, (sample) => cpuSamples.atNs[sample]),
    sampleStack: Uint32Array.from(samples, (sample) => cpuSamples.stack[sample]),
    depth: Math.min(depth, deepestStack),
  }
}

/**
 * The stack that a goroutine stands in throughout a span, NONE where it runs or it is not known. A span's own column is
 * the stack of the event that began it: the goroutine's only where it stopped by itself; an unblocked goroutine has not
 * moved since it blocked.
 */
function standingStack(
  { spans, goroutines }: Trace,
  goroutine: number,
  span: number,
  before: number,
): number {
  const first = goroutines.spanOffset[goroutine]
  const previous = span > first ? spans.state[span - 1] : GoroutineState.notExist
  const wasThere = previous !== GoroutineState.notExist
  const isCreated =
    !wasThere && (span > first || (goroutines.flags[goroutine] & GoroutineFlag.createdInTrace) !== 0)
  switch (spans.state[span] as GoroutineState) {
    case GoroutineState.waiting:
      // Created blocked: the stack is its creator's.
      return isCreated ? NONE : spans.stack.at(span)
    case GoroutineState.syscall:
      return spans.stack.at(span)
    case GoroutineState.runnable:
      return previous === GoroutineState.running ? spans.stack.at(span) : before
    case GoroutineState.running:
    case GoroutineState.undetermined:
    case GoroutineState.notExist:
      return NONE
  }
}

function depthOf({ tables }: Trace, stack: number): number {
  return tables.stacks.offset[stack + 1] - tables.stacks.offset[stack]
}

/** The function at a depth counted from the outermost frame, or NONE. Stacks are kept innermost first. */
function functionAt({ tables }: Trace, stack: number, depth: number): number {
  const { stacks, frames } = tables
  const at = stacks.offset[stack + 1] - 1 - depth
  return at < stacks.offset[stack] ? NONE : frames.functionName[stacks.frame[at]]
}

function levelOf(trace: Trace, track: StackTrack, depth: number): StackLevel {
  const startNs: number[] = []
  const endNs: number[] = []
  const functionName: number[] = []
  const stack: number[] = []
  for (let at = 0; at < track.stack.length; at++) {
    const name = functionAt(trace, track.stack[at], depth)
    if (name === NONE) continue
    const last = functionName.length - 1
    if (last >= 0 && functionName[last] === name && endNs[last] === track.startNs[at])
      endNs[last] = track.endNs[at]
    else {
      startNs.push(track.startNs[at])
      endNs.push(track.endNs[at])
      functionName.push(name)
      stack.push(track.stack[at])
    }
  }
  const sampled = [...track.sampleStack.keys()].filter(
    (at) => functionAt(trace, track.sampleStack[at], depth) !== NONE,
  )
  const stretches = { startNs: Float64Array.from(startNs), endNs: Float64Array.from(endNs) }
  return {
    ...stretches,
    cut: intervalCut(stretches, drawnKindIndex.stack, false),
    functionName: Uint32Array.from(functionName),
    stack: Uint32Array.from(stack),
    sampleNs: Float64Array.from(sampled, (at) => track.sampleNs[at]),
    sampleFunction: Uint32Array.from(sampled, (at) => functionAt(trace, track.sampleStack[at], depth)),
    sampleStack: Uint32Array.from(sampled, (at) => track.sampleStack[at]),
  }
}
