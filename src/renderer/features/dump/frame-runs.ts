/** How a stack is laid out: frames of the runtime and recursions are folded, all else stands as it is. */
import type { DumpFrameDto } from '../../../contract/dump-dto'

export interface FrameRun {
  readonly kind: 'plain' | 'runtime' | 'repeat'
  /** Index of the first frame in the stack. */
  readonly start: number
  readonly frames: readonly DumpFrameDto[]
  /** Of a repetition: how many frames make one round; they stand right before it. */
  readonly period: number
}

/** Rounds of a recursion of that many functions are recognised. */
const longestPeriod = 8
/** Fewer are not worth a fold. */
const fewestFolded = 6

/** @param isKept frames that must stay in sight: marked ones, ones with a note. */
export function frameRuns(
  frames: readonly DumpFrameDto[],
  isKept: (index: number) => boolean,
): readonly FrameRun[] {
  const runs: { kind: FrameRun['kind']; start: number; frames: DumpFrameDto[]; period: number }[] = []
  const add = (kind: FrameRun['kind'], start: number, end: number, period = 0): void => {
    const last = runs.at(-1)
    const added = frames.slice(start, end)
    if (kind !== 'repeat' && last?.kind === kind) last.frames.push(...added)
    else runs.push({ kind, start, frames: added, period })
  }
  for (let at = 0; at < frames.length;) {
    const { period, end } = repetitionAt(frames, at, isKept)
    const firstRound = period === 0 ? at + 1 : at + period
    for (let i = at; i < firstRound; i++) add(isRuntime(frames[i]) ? 'runtime' : 'plain', i, i + 1)
    if (period > 0) add('repeat', firstRound, end, period)
    at = period === 0 ? firstRound : end
  }
  return runs
}

const isRuntime = (frame: DumpFrameDto): boolean => frame.owner === 'runtime' && !frame.isNote

/** The rounds that begin with a frame: as few functions a round as explain them. Period 0 where there are none. */
function repetitionAt(
  frames: readonly DumpFrameDto[],
  start: number,
  isKept: (index: number) => boolean,
): { readonly period: number; readonly end: number } {
  for (let period = 1; period <= longestPeriod; period++) {
    let end = start + period
    while (end < frames.length && !isKept(end) && isSamePlace(frames[end], frames[end - period])) end++
    end -= (end - start) % period
    if (end - start - period >= fewestFolded) return { period, end }
  }
  return { period: 0, end: start }
}

function isSamePlace(a: DumpFrameDto, b: DumpFrameDto): boolean {
  return !a.isNote && a.functionName === b.functionName && a.line === b.line && a.file === b.file
}
