/** What stands where an answer is still missing or could not be had. */
import type { ReactNode } from 'react'
import { formatShare } from '../../base/format-units'
import type { Answer } from '../data/query-cache'
import { Button, type Icon } from './button'
import { ProgressBar } from './progress-bar'
import './query-state.css'

interface WaitingNoteProps {
  readonly text?: string
  /** Of a question that may take long: how far it is, with a way out. */
  readonly answer?: Answer<unknown>
}

export function WaitingNote({ text = 'Computing…', answer }: WaitingNoteProps): ReactNode {
  const work = answer?.state === 'loading' ? answer.work : undefined
  if (work === undefined) return <p className="query-note dim">{text}</p>
  return (
    <div className="query-note query-progress">
      <ProgressBar label={text} share={work.share} text={`${text} ${formatShare(work.share)}`} />
      <p>
        <span className="dim">
          {text} {formatShare(work.share)}
        </span>
        <Button label="Cancel" onClick={work.withdraw} />
      </p>
    </div>
  )
}

interface EmptyNoteProps {
  /** Why there is nothing, and what would bring something. */
  readonly children: ReactNode
  /** The way to it. */
  readonly action?: EmptyAction | undefined
}

interface EmptyAction {
  readonly label: string
  readonly icon?: Icon
  readonly onClick: () => void
}

/** Where a view or a part of it has nothing to show. */
export const EmptyNote = ({ children, action }: EmptyNoteProps): ReactNode => (
  <div className="query-note empty-note">
    <p className="dim">{children}</p>
    {action !== undefined && <Button {...action} />}
  </div>
)

interface FailureNoteProps {
  /** What could not be had and why. */
  readonly message: string
  readonly advice: string
  /** It was cancelled, and can be computed after all. */
  readonly again?: (() => void) | undefined
}

export function FailureNote({ message, advice, again }: FailureNoteProps): ReactNode {
  if (again === undefined)
    return (
      <p className="query-note" role="alert">
        {message}. <span className="dim">{advice}</span>
      </p>
    )
  return (
    <div className="query-note query-cancelled" role="status">
      <span className="dim">Cancelled: it was not computed.</span>
      <Button label="Compute after all" onClick={again} />
    </div>
  )
}
