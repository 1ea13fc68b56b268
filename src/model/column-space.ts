/**
 * Where the columns of rows come from. Usually each is a typed array of its own; a reader that works on them from
 * WebAssembly lends them out of that memory.
 */
export interface ColumnSpace {
  /** All zero. */
  uint8(length: number): Uint8Array
  uint16(length: number): Uint16Array
  int32(length: number): Int32Array
  uint32(length: number): Uint32Array
  float64(length: number): Float64Array
}

export const ownArrays: ColumnSpace = {
  uint8: (length) => new Uint8Array(length),
  uint16: (length) => new Uint16Array(length),
  int32: (length) => new Int32Array(length),
  uint32: (length) => new Uint32Array(length),
  float64: (length) => new Float64Array(length),
}

/** A longer column with the same values in front; new ones are -1. */
export function widerInt32(space: ColumnSpace, column: Int32Array, length: number): Int32Array {
  const wider = space.int32(length).fill(-1)
  wider.set(column)
  return wider
}
/** The same; new ones are 0. */
export function widerUint8(space: ColumnSpace, column: Uint8Array, length: number): Uint8Array {
  const wider = space.uint8(length)
  wider.set(column)
  return wider
}
export function widerUint32(space: ColumnSpace, column: Uint32Array, length: number): Uint32Array {
  const wider = space.uint32(length)
  wider.set(column)
  return wider
}
