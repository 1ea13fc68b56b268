/** A goroutine on a page of its own: who it is and where its time went at the left, its life at the right. */
import type { ReactNode } from 'react'
import type { ViewProps } from '../../commands/feature'
import { adviceFor } from '../../data/advice'
import { useLatest } from '../../data/use-query'
import { useSelection } from '../../state/places'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { Charged } from './charged'
import { CreationStack } from './creation-stack'
import { GoroutineHeader } from './goroutine-header'
import { ReasonTable } from './reason-table'
import { Sections } from './sections'
import { SpanDetails } from './span-details'
import './goroutine.css'

export function GoroutineView({ source }: ViewProps): ReactNode {
  const selection = useSelection(source.id)
  const id = selection.kind === 'goroutine' || selection.kind === 'span' ? selection.goroutine : undefined
  const { answer } = useLatest(
    'trace/goroutine',
    id === undefined ? undefined : { source: source.id, goroutine: id },
  )
  if (id === undefined)
    return (
      <WaitingNote text="No goroutine is selected. Choose one in the timeline or the table of goroutines." />
    )
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return (
      <FailureNote
        message={`Goroutine ${id} could not be had: ${answer.error.message}`}
        advice={adviceFor(answer.error)}
      />
    )
  const goroutine = answer.value
  return (
    <div className="goroutine-page">
      <div className="goroutine-side" tabIndex={0} role="region" aria-label="Goroutine">
        <GoroutineHeader source={source} goroutine={goroutine} />
        <ReasonTable source={source} goroutine={goroutine} />
        <Charged source={source} goroutine={goroutine} />
        <CreationStack goroutine={goroutine} />
      </div>
      <Sections source={source} goroutine={goroutine} />
      {selection.kind === 'span' && (
        <div className="goroutine-span" tabIndex={0} role="region" aria-label="Selected span">
          <SpanDetails source={source} selection={selection} />
        </div>
      )}
    </div>
  )
}
