/** Elements of columns by their address in the memory. */

// @ts-ignore: decorator
@inline
export function u32At(column: usize, index: u32): u32 {
  return load<u32>(column + ((<usize>index) << 2))
}
// @ts-ignore: decorator
@inline
export function setU32(column: usize, index: u32, value: u32): void {
  store<u32>(column + ((<usize>index) << 2), value)
}
// @ts-ignore: decorator
@inline
export function f64At(column: usize, index: u32): f64 {
  return load<f64>(column + ((<usize>index) << 3))
}
// @ts-ignore: decorator
@inline
export function setF64(column: usize, index: u32, value: f64): void {
  store<f64>(column + ((<usize>index) << 3), value)
}
// @ts-ignore: decorator
@inline
export function u8At(column: usize, index: u32): u32 {
  return load<u8>(column + <usize>index)
}
// @ts-ignore: decorator
@inline
export function setU8(column: usize, index: u32, value: u32): void {
  store<u8>(column + <usize>index, <u8>value)
}
// @ts-ignore: decorator
@inline
export function addU32(column: usize, index: u32, value: u32): void {
  setU32(column, index, u32At(column, index) + value)
}
// @ts-ignore: decorator
@inline
export function addF64(column: usize, index: u32, value: f64): void {
  setF64(column, index, f64At(column, index) + value)
}

/** A time in nanoseconds: `isNarrow` in four bytes, units of so many, else as it is. */
// @ts-ignore: decorator
@inline
export function timeAt(isNarrow: bool, units: usize, unitNs: f64, index: u32): f64 {
  return isNarrow ? <f64>u32At(units, index) * unitNs : f64At(units, index)
}
