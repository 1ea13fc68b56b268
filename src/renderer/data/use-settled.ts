/** Values that change at every key, and a question to the host for each: only where one pauses is it asked. */
import { useEffect, useState } from 'react'
import { beginBusy } from '../state/idle'

/** Longer than the gap between two keys of one who types, shorter than one notices. */
const settleMs = 140

/** The value once it has stood still for a moment. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    if (Object.is(value, settled)) return undefined
    const over = beginBusy()
    const timer = setTimeout(() => {
      setSettled(value)
      over()
    }, settleMs)
    return () => {
      clearTimeout(timer)
      over()
    }
  }, [value, settled])
  return settled
}
