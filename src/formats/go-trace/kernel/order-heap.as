/** The cursors' next events, and Go's heap over them (cursors.ts). */
import { f64At, i32At, setF64, setI32, setU32, setU8, u32At } from './column-access'
import {
  argumentCounts,
  cursorArgumentsAt,
  cursorEnd,
  cursorLastNs,
  cursorLimitNs,
  cursorPosition,
  cursorTimeNs,
  cursorType,
  data,
  heap,
  nsPerTick,
} from './order-columns'
import { behind, tooLong, valueOf, varint } from './varints'

let heapLength: i32 = 0

export function beginHeap(cursorsLeft: i32): void {
  heapLength = cursorsLeft
}

/** No event is longer: a number takes eleven bytes at most (cursors.ts). */
const widestEvent: u32 = 64

/**
 * Finds the next event of a cursor, at `at`, up to its time; its arguments are read when it is its turn. Returns where they
 * begin, or 0 when only the position has changed, and TypeScript must do it.
 */
// @ts-ignore: decorator
@inline
export function next(cursor: u32, at: usize): usize {
  const position = <u32>(at - data)
  setU32(cursorPosition, cursor, position)
  const end = u32At(cursorEnd, cursor)
  if (position >= end) return 0
  const type = <u32>load<u8>(at)
  const count = <i32>load<i8>(argumentCounts + type)
  if (count < 0) return 0
  const ticks = varint(at + 1)
  if (valueOf(ticks) >= tooLong) return 0
  const begin = behind(ticks)
  if (position + widestEvent > end) {
    at = begin
    for (let i: i32 = 0; i < count; i++) {
      const argument = varint(at)
      if (valueOf(argument) >= tooLong) return 0
      at = behind(argument)
    }
    if (at > data + end) return 0
  }
  const timeNs = f64At(cursorLastNs, cursor) + Math.floor(<f64>valueOf(ticks) * nsPerTick)
  if (timeNs > f64At(cursorLimitNs, cursor)) return 0
  setU32(cursorPosition, cursor, <u32>(begin - data))
  setU32(cursorArgumentsAt, cursor, <u32>(begin - data))
  setU8(cursorType, cursor, type)
  setF64(cursorLastNs, cursor, timeNs)
  setF64(cursorTimeNs, cursor, timeNs)
  return begin
}

/** cursors.ts, siftDown(0). */
// @ts-ignore: decorator
@inline
export function settleTop(): void {
  let place: i32 = 0
  const moved = i32At(heap, 0)
  const movedNs = f64At(cursorTimeNs, <u32>moved)
  for (;;) {
    let least = place
    let leastNs = movedNs
    const left = 2 * place + 1
    if (left < heapLength) {
      const leftNs = f64At(cursorTimeNs, u32At(heap, <u32>left))
      if (leftNs < leastNs) {
        least = left
        leastNs = leftNs
      }
      if (left + 1 < heapLength && f64At(cursorTimeNs, u32At(heap, <u32>(left + 1))) < leastNs) least = left + 1
    }
    if (least === place) break
    setI32(heap, <u32>place, i32At(heap, <u32>least))
    place = least
  }
  setI32(heap, <u32>place, moved)
}

/** Up to that time the top of the heap stays where it is. */
// @ts-ignore: decorator
@inline
export function earliestBelowTop(): f64 {
  let earliest = Infinity
  if (heapLength > 1) earliest = f64At(cursorTimeNs, u32At(heap, 1))
  if (heapLength > 2) earliest = Math.min(earliest, f64At(cursorTimeNs, u32At(heap, 2)))
  return earliest
}
