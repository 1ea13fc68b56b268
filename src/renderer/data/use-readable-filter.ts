/**
 * A filter while it is typed: it takes effect when it is whole, or when Enter says so. What was applied last stands
 * meanwhile, so that what it filters does not jump.
 */
import { useState } from 'react'
import { traceVocabulary, type Vocabulary } from '../../filter/fields'
import { parseExpression } from '../../filter/parse'
import { expressionStage } from '../../filter/stage'
import type { FilterError } from '../../filter/tokens'
import { useSettled } from './use-settled'

export interface ReadableFilter {
  /** What is in effect. */
  readonly filter: string
  /** In words, '' when nothing is wrong, or not yet. */
  readonly error: string
  readonly errorAt: FilterError | undefined
  /** Said beside the field while what is typed does not count yet. */
  readonly hint: string
  /** Enter, or the field is left. */
  readonly commit: () => void
}

/** @param vocabulary must be the same all the time. */
export function useReadableFilter(
  text: string,
  vocabulary: Vocabulary<string> = traceVocabulary,
): ReadableFilter {
  const isWhole = (): boolean => parseExpression(text, vocabulary).ok
  const [applied, setApplied] = useState(() => (isWhole() ? text : ''))
  const [committed, setCommitted] = useState(text)
  const { stage, error } = expressionStage(text, vocabulary)
  if (stage === 'whole' && applied !== text) setApplied(text)
  // What is unfinished is not wrong yet, unless the user says that this is all.
  const errorAt = stage === 'wrong' || (stage === 'unfinished' && committed === text) ? error : undefined
  return {
    filter: useSettled(applied),
    error: errorAt?.message ?? '',
    errorAt,
    hint: stage === 'unfinished' && applied !== text ? 'Enter applies it' : '',
    commit: () => {
      setCommitted(text)
      if (isWhole()) setApplied(text)
    },
  }
}
