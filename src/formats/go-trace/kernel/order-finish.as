/** What is left to be said of a goroutine once all its events have been, as model/goroutine-rows.ts (finishRow) says it. */
import { setF64, setU32, setU8, u32At, u8At } from './column-access'
import {
  createdBy,
  creationStack,
  endedInTrace,
  endUnits,
  flags,
  functionName,
  lastState,
  NONE,
  notExist,
  rowEnd,
  rowOffset,
  system,
  systemNames,
  timeBytes,
} from './order-columns'

/** Of the goroutines [from, to), all of whose rows lie in this generation. False: not every planned row was filled. */
export function finishRows(from: u32, to: u32): bool {
  let isExact = true
  for (let goroutine = from; goroutine < to; goroutine++) {
    const end = u32At(rowOffset, goroutine + 1)
    if (u32At(rowEnd, goroutine) !== end) isExact = false
    const isEmpty = u32At(rowOffset, goroutine) === end
    if (isEmpty) {
      setU32(createdBy, goroutine, NONE)
      setU32(creationStack, goroutine, NONE)
    }
    let known = u8At(flags, goroutine)
    if (u8At(lastState, goroutine) === notExist) known |= endedInTrace
    if (isEmpty || (known & endedInTrace) === 0) setOpenEnd(goroutine)
    if (u8At(systemNames, u32At(functionName, goroutine)) !== 0) known |= system
    setU8(flags, goroutine, known)
  }
  return isExact
}

/** model/time-column.ts, openEnd. */
// @ts-ignore: decorator
@inline
function setOpenEnd(goroutine: u32): void {
  if (timeBytes === 4) setU32(endUnits, goroutine, NONE)
  else setF64(endUnits, goroutine, Infinity)
}
