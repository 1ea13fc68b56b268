/** A word in a frame beside what it is about: `likely`, `leaked`, `new`. */
import type { ReactNode } from 'react'
import './tag.css'

interface TagProps {
  readonly text: string
  /** What nobody should miss. */
  readonly isStrong?: boolean
}

export const Tag = ({ text, isStrong = false }: TagProps): ReactNode => (
  <span className={isStrong ? 'tag tag-strong' : 'tag'}>{text}</span>
)
