/**
 * Distinct stacks of a text, each looked at once: names, owners, the first frame of the user's code. Everything that
 * groups or reasons asks here, so a dump costs by its distinct stacks, not by its goroutines.
 */
import type { GoroutineText } from '../../model/goroutine-dump'
import { DumpFrameFlag } from '../../model/goroutine-dump'
import type { CodeOwner } from './function-names'
import { codeOwnerOf } from './function-names'

export interface FrameView {
  readonly functionName: string
  /** Between the parentheses, as printed; '...' for inlined frames. */
  readonly argumentText: string
  readonly file: string
  readonly line: number
  readonly owner: CodeOwner
  /** Bits of DumpFrameFlag. */
  readonly flags: number
}

export interface StackView {
  readonly frames: readonly FrameView[]
  /** Index of the frame to show for the stack: the user's own code first; -1 for an empty stack. */
  readonly tellingFrame: number
  /** Nothing of the program outside the standard library. */
  readonly isStandardOnly: boolean
  readonly functionNames: readonly string[]
}

export class StackViews {
  private readonly frames = new Map<number, FrameView>()
  private readonly stacks = new Map<number, StackView>()

  constructor(private readonly text: GoroutineText) {}

  stack(index: number): StackView {
    const known = this.stacks.get(index)
    if (known !== undefined) return known
    const { stacks } = this.text.tables
    const frames: FrameView[] = []
    for (let i = stacks.offset[index]; i < stacks.offset[index + 1]; i++) {
      frames.push(this.frame(stacks.frame[i]))
    }
    const view: StackView = {
      frames,
      tellingFrame: tellingFrameOf(frames),
      isStandardOnly: !frames.some((frame) => frame.owner === 'user' || frame.owner === 'dependency'),
      functionNames: frames.map((frame) => frame.functionName),
    }
    this.stacks.set(index, view)
    return view
  }

  private frame(index: number): FrameView {
    const known = this.frames.get(index)
    if (known !== undefined) return known
    const { strings, frames } = this.text.tables
    const functionName = strings.get(frames.functionName[index])
    const file = strings.get(frames.file[index])
    const flags = frames.flags[index]
    const isText = (flags & (DumpFrameFlag.elision | DumpFrameFlag.unavailable)) !== 0
    const view: FrameView = {
      functionName,
      argumentText: strings.get(frames.argumentText[index]),
      file,
      line: frames.line[index],
      owner: isText || (flags & DumpFrameFlag.foreign) !== 0 ? 'runtime' : codeOwnerOf(functionName, file),
      flags,
    }
    this.frames.set(index, view)
    return view
  }
}

/**
 * The first frame of the user's own code, else of a dependency. In a stack of the standard library alone the outermost
 * one, which is what the program called: `sync.(*Mutex).Lock` says more than the semaphore below it.
 */
function tellingFrameOf(frames: readonly FrameView[]): number {
  for (const owner of ['user', 'dependency'] as const) {
    const index = frames.findIndex((frame) => frame.owner === owner && !isWrapper(frame.functionName))
    if (index >= 0) return index
  }
  for (let i = frames.length - 1; i >= 0; i--) {
    if (frames[i].owner === 'standard' && !isWrapper(frames[i].functionName)) return i
  }
  // The runtime's own: where the goroutine began, below what every stack ends with.
  for (let i = frames.length - 1; i >= 0; i--) {
    if (!isWrapper(frames[i].functionName) && frames[i].functionName !== 'runtime.goexit') return i
  }
  return frames.length > 0 ? 0 : -1
}

/** Functions that the compiler makes around a `go` or `defer` statement. */
export function isWrapper(functionName: string): boolean {
  return /\.(?:gowrap|deferwrap)\d+$/.test(functionName)
}
