/** A state with its reason in a few words: "Waiting: chan receive", "Runnable: unblocked". */
import type { VisualState } from '../../../contract/visual-states'

export interface StateAndReason {
  readonly state: string
  readonly visualState: VisualState
  readonly reason: string
  /** It began before what the file shows. */
  readonly isClippedLeft?: boolean
}

const stateWords: Readonly<Record<string, string>> = {
  NotExist: 'Does not exist',
  Undetermined: 'Unknown',
}

export function reasonText({ state, reason, isClippedLeft }: StateAndReason): string {
  const word = stateWords[state] ?? state
  if (reason !== '') return `${word}: ${reason}`
  // What already waited when the trace began has no reason in the file; a damaged file may have lost others.
  if (state === 'Waiting')
    return isClippedLeft === true ? 'Waiting: since before the trace' : 'Waiting: reason unknown'
  return word
}
