/**
 * Stacks as the contract shows them, and the place a person would call "where".
 */
import type { FrameDto, StackDto } from '../contract/place-dto'
import type { Trace } from '../model/trace'

/** Frames innermost first; empty for no stack. */
export function stackDto(trace: Trace, stack: number): StackDto {
  const { stacks } = trace.tables
  if (stack >= stacks.count) return []
  const frames: FrameDto[] = []
  for (let at = stacks.offset[stack]; at < stacks.offset[stack + 1]; at++)
    frames.push(frameDto(trace, stacks.frame[at]))
  return frames
}

export function frameDto(trace: Trace, frame: number): FrameDto {
  const { frames, strings } = trace.tables
  return {
    functionName: strings.get(frames.functionName[frame]),
    file: strings.get(frames.file[frame]),
    line: frames.line[frame],
  }
}

const machinery = ['runtime.', 'runtime/', 'internal/', 'sync.', 'syscall.'] as const

/** Whether a frame belongs to the runtime or the layers right above it, which every wait passes through. */
function isMachinery(functionName: string): boolean {
  return functionName !== 'runtime.main' && machinery.some((prefix) => functionName.startsWith(prefix))
}

/** Frame index of the innermost frame outside the machinery, else of the innermost; undefined without a stack. */
export function placeFrame(trace: Trace, stack: number): number | undefined {
  const { stacks, frames, strings } = trace.tables
  if (stack >= stacks.count || stacks.offset[stack] === stacks.offset[stack + 1]) return undefined
  for (let at = stacks.offset[stack]; at < stacks.offset[stack + 1]; at++) {
    if (!isMachinery(strings.get(frames.functionName[stacks.frame[at]]))) return stacks.frame[at]
  }
  return stacks.frame[stacks.offset[stack]]
}

export function placeOf(trace: Trace, stack: number): FrameDto | undefined {
  const frame = placeFrame(trace, stack)
  return frame === undefined ? undefined : frameDto(trace, frame)
}
