/** Ids of a generation, as events have them, to indices of the trace. */
import { i32At, u32At } from './column-access'
import {
  goroutineCount,
  NONE,
  pageOf,
  pageOfLength,
  reasonByString,
  reasonByStringLength,
  slots,
  stackLength,
  stackOfWireId,
  stackOfWireIdLength,
  stringOfWireId,
  stringOfWireIdLength,
} from './order-columns'

/** Index of a goroutine that was counted beforehand, or NONE. */
// @ts-ignore: decorator
@inline
export function goroutineOf(id: u32): u32 {
  const high = id >>> 7
  if (high >= pageOfLength) return NONE
  const page = i32At(pageOf, high)
  if (page < 0) return NONE
  const index = u32At(slots, (<u32>page << 7) + (id & 127))
  return index < goroutineCount ? index : NONE
}

/** Stack index of a wire id, -1 for none, -2 for one to leave to TypeScript. */
// @ts-ignore: decorator
@inline
export function stackOf(id: u32): i32 {
  if (id >= stackOfWireIdLength) return -2
  const index = i32At(stackOfWireId, id)
  return index >= <i32>stackLength ? -2 : index
}

/** Reason index of a wire string id, or -1. */
// @ts-ignore: decorator
@inline
export function reasonOf(id: u32): i32 {
  const text = textOf(id)
  if (text < 0 || <u32>text >= reasonByStringLength) return -1
  return <i32>load<u16>(reasonByString + ((<usize>text) << 1)) - 1
}

/** String index of a wire id, or -1 for one to leave to TypeScript. */
// @ts-ignore: decorator
@inline
export function textOf(id: u32): i32 {
  return id < stringOfWireIdLength ? i32At(stringOfWireId, id) : -1
}
