/**
 * Texts and stacks of a format-1 trace, put into the tables of the model when they are first used.
 */
import { NONE } from '../../../model/states'
import type { GrowableTables } from '../../../model/trace-tables'
import type { ParsedTrace } from './parser'

export class Names {
  private readonly stringIndex = new Map<number, number>()
  private readonly stackIndex = new Map<number, number>([[0, NONE]])
  /** The file names a text or a stack that it does not have. */
  hasLost = false
  /** By program counter, in strict reading only: Go keeps the first frame it meets for each. */
  private readonly frameOfPc: Map<number, number> | null

  constructor(
    private readonly parsed: ParsedTrace,
    private readonly tables: GrowableTables,
    isStrict: boolean,
  ) {
    this.frameOfPc = isStrict ? new Map() : null
    if (isStrict) for (const id of parsed.stacks.keys()) this.stack(id)
  }

  /** String index of a text of the file; 0 when the file has lost it. */
  string(id: number): number {
    let index = this.stringIndex.get(id)
    if (index === undefined) {
      const text = this.parsed.strings.get(id)
      if (text === undefined && id !== 0) this.hasLost = true
      index = this.tables.strings.intern(text ?? '')
      this.stringIndex.set(id, index)
    }
    return index
  }

  /** Stack index of a stack of the file, NONE when it has none. */
  stack(id: number): number {
    let index = this.stackIndex.get(id)
    if (index !== undefined) return index
    const frames = this.parsed.stacks.get(id)
    if (frames === undefined || frames.length === 0) {
      if (frames === undefined) this.hasLost = true
      index = NONE
    } else {
      const indices = frames.map((frame) => {
        const known = this.frameOfPc?.get(frame.pc)
        if (known !== undefined) return known
        const made = this.tables.frames.intern(
          frame.pc,
          this.string(frame.functionId),
          this.string(frame.fileId),
          frame.line,
        )
        this.frameOfPc?.set(frame.pc, made)
        return made
      })
      index = this.tables.stacks.intern(indices, indices.length)
    }
    this.stackIndex.set(id, index)
    return index
  }
}
