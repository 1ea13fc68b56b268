/** Words of a file that a filter may be about: its start functions, their packages, and why its goroutines waited. */
import { useCallback } from 'react'
import type { SourceId } from '../../contract/sources'
import type { ValueSource } from '../../filter/complete'
import { useQuery } from './use-query'

const none: readonly string[] = []

export function useFilterValues(source: SourceId): ValueSource {
  const answer = useQuery('trace/filter-words', { source })
  const words = answer.state === 'ready' ? answer.value : undefined
  return useCallback(
    (field) => {
      switch (field) {
        case 'function':
        case 'creator':
          return words?.functions ?? none
        case 'package':
          return words?.packages ?? none
        case 'reason':
          return words?.reasons ?? none
        default:
          return undefined
      }
    },
    [words],
  )
}
