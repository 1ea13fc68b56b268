/**
 * Numbers as batches have them, for the kernels of this folder. Where a number ends is handed on in locals: a place in a
 * global is stored and loaded again for every byte, and all of a loop waits for it.
 */

/** Bit of a value that stands for a number of more than 28 bits. */
export const tooLong: u32 = 0x80000000

/** The number at a place: its value, or `tooLong` with other bits, and the place behind it. */
// @ts-ignore: decorator
@inline
export function varint(at: usize): u64 {
  let byte = <u32>load<u8>(at)
  if (byte < 0x80) return ((<u64>at + 1) << 32) | <u64>byte
  let value = byte & 0x7f
  let shift: u32 = 7
  do {
    byte = <u32>load<u8>(++at)
    value |= (byte & 0x7f) << shift
    shift += 7
  } while (byte >= 0x80 && shift < 28)
  if (byte >= 0x80) value |= tooLong
  return ((<u64>at + 1) << 32) | <u64>value
}

// @ts-ignore: decorator
@inline
export function valueOf(number: u64): u32 {
  return <u32>number
}

/** The place behind it. */
// @ts-ignore: decorator
@inline
export function behind(number: u64): usize {
  return <usize>(number >> 32)
}

/** The place behind a number of at most 28 bits. */
// @ts-ignore: decorator
@inline
export function skipped(at: usize): usize {
  while (load<u8>(at++) >= 0x80);
  return at
}

/** A number of any length (cursors.ts, varint and longVarint). */
export function wideAt(at: usize): f64 {
  const low = varint(at)
  if (valueOf(low) < tooLong) return <f64>valueOf(low)
  let next = behind(low)
  let value = <f64>(valueOf(low) & ~tooLong)
  let scale: f64 = 268435456
  let byte: u32
  do {
    byte = <u32>load<u8>(next++)
    value += <f64>(byte & 0x7f) * scale
    scale *= 128
  } while (byte >= 0x80 && scale < 151115727451828646838272.0)
  return value
}

/** The place behind a number of any length: it takes eleven bytes at most. */
export function behindWide(at: usize): usize {
  const end = at + 11
  while (load<u8>(at++) >= 0x80 && at < end);
  return at
}
