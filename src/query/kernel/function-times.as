/** Time by start function and state, and waits by reason, over all goroutines (analyses/brief-document.ts). */
import { addF64, addU32, setU32, u32At, u8At } from './load-store'
import { NONE, waiting } from './states'
import { firstSpanOf, functionOf, reasonOf, rowEndOf, spanStartNs, stateOf } from './trace-columns'

/** GoroutineState (model/states.ts). */
const notExist: u32 = 1
export const stateKinds: u32 = 6

/** By string: number of the start function of that name, from 1 on; 0 while no goroutine had it. */
export let functionNumber: usize = 0 // u32
// By number less 1.
export let functionString: usize = 0 // u32
export let functionMembers: usize = 0 // u32
/** And by state. */
export let functionNs: usize = 0 // f64
export let functions: u32 = 0
export let mostFunctions: u32 = 0

// By reason of a wait.
export let reasonNs: usize = 0 // f64
/** Goroutines that had such a wait. */
export let reasonMembers: usize = 0 // u32
/** The last of them, from 1 on. */
export let reasonLast: usize = 0 // u32
/** The reason of a goroutine that blocked for ever: that is no wait, but the end of its account. */
export let forever: u32 = NONE

/** Adds goroutines [from, to). False: there are too many functions, or an id has lived more than once. */
export function addFunctionTimes(from: u32, to: u32): bool {
  for (let goroutine = from; goroutine < to; goroutine++) {
    const first = firstSpanOf(goroutine)
    const end = firstSpanOf(goroutine + 1)
    if (first === end) continue
    const name = functionOf(goroutine)
    let number = u32At(functionNumber, name)
    if (number === 0) {
      if (functions === mostFunctions) return false
      setU32(functionString, functions, name)
      number = ++functions
      setU32(functionNumber, name, number)
    }
    addU32(functionMembers, number - 1, 1)
    const times = functionNs + (<usize>((number - 1) * stateKinds) << 3)
    const lastNs = rowEndOf(goroutine)
    let beginNs = spanStartNs(first)
    for (let span = first; span < end; span++) {
      const endNs = span + 1 < end ? spanStartNs(span + 1) : lastNs
      const state = stateOf(span)
      const durationNs = endNs - beginNs
      beginNs = endNs
      if (state === notExist) return false
      if (state === waiting) {
        const reason = reasonOf(span)
        if (reason === forever) continue
        addF64(reasonNs, reason, durationNs)
        if (u32At(reasonLast, reason) !== goroutine + 1) {
          setU32(reasonLast, reason, goroutine + 1)
          addU32(reasonMembers, reason, 1)
        }
      }
      addF64(times, state, durationNs)
    }
  }
  return true
}
