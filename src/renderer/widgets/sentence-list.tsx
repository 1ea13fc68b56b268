/** Sentences about a file, worst first, each a way to its place. */
import type { ReactNode } from 'react'
import type { SentenceDto } from '../../contract/sentence-dto'
import { Tag } from './tag'
import './sentence-list.css'

interface SentenceListProps<Place> {
  readonly sentences: readonly SentenceDto<Place>[]
  readonly onPick: (sentence: SentenceDto<Place>) => void
  /** In a strip above a view, in a lower one, or as part of a page that gives it room. */
  readonly form?: 'strip' | 'low-strip' | 'page'
  /** What is said where there is none; without it there is no list then. */
  readonly none?: string
}

const severityNames = { high: 'High', medium: 'Medium', low: 'Low' } as const

export function SentenceList<Place>(props: SentenceListProps<Place>): ReactNode {
  const { sentences, onPick, form = 'strip', none } = props
  if (sentences.length === 0 && none === undefined) return null
  return (
    <ol
      className={`sentences sentences-${form}`}
      aria-label="Findings"
      tabIndex={form === 'strip' ? undefined : 0}
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
              {sentence.certainty === 'likely' && <Tag text="likely" />}
            </span>
          </button>
        </li>
      ))}
      {sentences.length === 0 && <li className="dim sentence-none">{none}</li>}
    </ol>
  )
}
