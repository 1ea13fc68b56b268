/** Who had the Ps while a goroutine could run and did not. */
import type { ReactNode } from 'react'
import type { SourceDto } from '../../../contract/sources'
import type { SpanDto } from '../../../contract/span-dto'
import { useLatest } from '../../data/use-query'
import { select } from '../../state/places'
import { HoldersTable } from '../../widgets/holders-table'

export function WhoRan({ source, span }: { readonly source: SourceDto; readonly span: SpanDto }): ReactNode {
  const isAsked = span.state === 'Runnable' && span.endNs > span.startNs
  const { answer } = useLatest(
    'trace/who-ran',
    isAsked ? { source: source.id, fromNs: span.startNs, toNs: span.endNs } : undefined,
  )
  if (!isAsked || answer.state !== 'ready') return null
  return (
    <HoldersTable
      answer={answer.value}
      onGoroutine={(goroutine) => select(source.id, { kind: 'goroutine', goroutine })}
    />
  )
}
