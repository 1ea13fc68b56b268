/** Columns by index, for the kernels of this folder. */

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
export function i32At(column: usize, index: u32): i32 {
  return load<i32>(column + ((<usize>index) << 2))
}
// @ts-ignore: decorator
@inline
export function setI32(column: usize, index: u32, value: i32): void {
  store<i32>(column + ((<usize>index) << 2), value)
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
