/** A state with its reason in a few words: "Waiting: chan receive", "Runnable: unblocked". */
import type { VisualState } from '../../../contract/trace-dto'

export interface StateAndReason {
  readonly state: string
  readonly visualState: VisualState
  readonly reason: string
}

const stateWords: Readonly<Record<string, string>> = {
  NotExist: 'Does not exist',
  Undetermined: 'Unknown',
}

export function reasonText({ state, reason, visualState }: StateAndReason): string {
  const word = stateWords[state] ?? state
  if (reason !== '') return `${word}: ${reason}`
  // What already waited when the trace began has no reason in the file.
  if (state === 'Waiting') return visualState === 'unknown' ? 'Waiting: since before the trace' : 'Waiting'
  return word
}
