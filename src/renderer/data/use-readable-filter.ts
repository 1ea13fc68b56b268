/**
 * A filter while it is typed: it takes effect when it is whole, or when Enter says so. What was applied last stands
 * meanwhile, so that what it filters does not jump.
 */
import { useState } from 'react'
import { parseFilter } from '../../filter/parse'
import { filterStage } from '../../filter/stage'
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

export function useReadableFilter(text: string): ReadableFilter {
  const [applied, setApplied] = useState(() => (parseFilter(text).ok ? text : ''))
  const [committed, setCommitted] = useState(text)
  const { stage, error } = filterStage(text)
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
      if (parseFilter(text).ok) setApplied(text)
    },
  }
}
