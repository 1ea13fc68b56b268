/** Sentences about a file, worst first, each a way to its place. */
import type { ReactNode } from 'react'
import type { SentenceDto } from '../../contract/sentence-dto'
import './sentence-list.css'

interface SentenceListProps<Place> {
  readonly sentences: readonly SentenceDto<Place>[]
  readonly onPick: (sentence: SentenceDto<Place>) => void
  /** Of a shorter list, which keys can scroll. */
  readonly isCompact?: boolean
  /** What is said where there is none; without it there is no list then. */
  readonly none?: string
}

const severityNames = { high: 'High', medium: 'Medium', low: 'Low' } as const

export function SentenceList<Place>(props: SentenceListProps<Place>): ReactNode {
  const { sentences, onPick, isCompact = false, none } = props
  if (sentences.length === 0 && none === undefined) return null
  return (
    <ol
      className={isCompact ? 'sentences sentences-compact' : 'sentences'}
      aria-label="Findings"
      tabIndex={isCompact ? 0 : undefined}
    >
      {sentences.map((sentence, index) => (
        <li key={`${sentence.code} ${index}`}>
          <button
            type="button"
            className="sentence"
            title={sentence.formula}
            onClick={() => onPick(sentence)}
          >
            <span className={`sentence-mark sentence-${sentence.severity}`}>
              <span className="visually-hidden">{severityNames[sentence.severity]}: </span>
            </span>
            <span className="sentence-text">
              {sentence.text}
              {sentence.certainty === 'likely' && <span className="sentence-likely">likely</span>}
            </span>
          </button>
        </li>
      ))}
      {sentences.length === 0 && <li className="dim sentence-none">{none}</li>}
    </ol>
  )
}
