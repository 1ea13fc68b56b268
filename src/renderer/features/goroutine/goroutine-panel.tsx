/** The inspector for a goroutine or one of its spans: the span first, then the goroutine's whole life. */
import type { ReactNode } from 'react'
import type { PanelProps } from '../../commands/feature'
import { adviceFor } from '../../data/advice'
import { useLatest } from '../../data/use-query'
import { Elsewhere } from '../../widgets/elsewhere'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { Charged } from './charged'
import { GoroutineHeader } from './goroutine-header'
import { LifeList } from './life-list'
import { ReasonTable } from './reason-table'
import { SpanDetails } from './span-details'
import './goroutine.css'

export function GoroutinePanel({ source, selection }: PanelProps): ReactNode {
  const id = selection.kind === 'goroutine' || selection.kind === 'span' ? selection.goroutine : undefined
  const { answer } = useLatest(
    'trace/goroutine',
    id === undefined ? undefined : { source: source.id, goroutine: id },
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
    <div className="goroutine-panel">
      {selection.kind === 'span' && <SpanDetails source={source} selection={selection} />}
      <GoroutineHeader source={source} goroutine={goroutine} />
      <Elsewhere
        source={source.id}
        functionName={goroutine.functionName}
        goroutine={goroutine.id}
        startFunction={goroutine.functionName}
      />
      <ReasonTable source={source} goroutine={goroutine} />
      <Charged source={source} goroutine={goroutine} />
      <LifeList source={source} goroutine={goroutine} />
    </div>
  )
}
