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
