/**
 * Interned tables shared by everything in one trace. Growable while a trace is read, then only read.
 */

/** Distinct texts; index 0 is ''. */
export interface StringTable {
  readonly count: number
  get(index: number): string
  /** The index of a text, added if new. */
  intern(text: string): number
}

/** Distinct frames by (pc, function, file, line). Columns may be longer than `count`. */
export interface FrameTable {
  readonly count: number
  /** Program counter; exact up to 2^53, 0 when the format has none. */
  readonly pc: Float64Array
  /** String indices. */
  readonly functionName: Uint32Array
  readonly file: Uint32Array
  readonly line: Uint32Array
}

/** Distinct stacks as runs of frames, innermost first: frames[offset[i] .. offset[i + 1]). */
export interface StackTable {
  readonly count: number
  readonly offset: Uint32Array
  readonly frame: Uint32Array
}

/** Ids as a column: four bytes each while that is enough for all, exact integers up to 2^53 otherwise. */
export type IdValues = Uint32Array | Float64Array

/** Dense index -> id as the trace writes it. */
export interface IdTable {
  readonly count: number
  readonly ids: IdValues
  /** The index of an id, or NONE. */
  indexOf(id: number): number
}

/** A table that may still grow. */
export interface InternedIds extends IdTable {
  intern(id: number): number
  /** Index of an id that lies in a page: slots[pageOf[id >>> 7] * 128 + (id & 127)]. */
  readonly pages: { readonly pageOf: Int32Array; readonly slots: Uint32Array }
}

export interface TraceTables {
  readonly strings: StringTable
  readonly frames: FrameTable
  readonly stacks: StackTable
  readonly goroutines: IdTable
  readonly threads: IdTable
}
