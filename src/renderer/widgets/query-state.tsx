/** What stands where an answer is still missing or could not be had. */
import type { ReactNode } from 'react'
import './query-state.css'

export const WaitingNote = ({ text = 'Computing…' }: { readonly text?: string }): ReactNode => (
  <p className="query-note dim">{text}</p>
)

interface FailureNoteProps {
  /** What could not be had and why. */
  readonly message: string
  readonly advice: string
}

export const FailureNote = ({ message, advice }: FailureNoteProps): ReactNode => (
  <p className="query-note" role="alert">
    {message}. <span className="dim">{advice}</span>
  </p>
)
