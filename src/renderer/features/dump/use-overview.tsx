/** The overview of a dump's file, or what stands in its place. */
import type { ReactNode } from 'react'
import type { DumpOverviewDto } from '../../../contract/dump-dto'
import { useQuery } from '../../data/use-query'
import { FailureNote, WaitingNote } from '../../widgets/query-state'

export function useOverview(
  source: string,
): { readonly overview: DumpOverviewDto } | { readonly instead: ReactNode } {
  const answer = useQuery('dump/overview', { source })
  if (answer.state === 'loading') return { instead: <WaitingNote /> }
  if (answer.state === 'failed')
    return {
      instead: <FailureNote message={answer.error.message} advice="Reopen the file to read it again." />,
    }
  return { overview: answer.value }
}
