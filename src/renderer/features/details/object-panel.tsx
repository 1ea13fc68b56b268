/** The inspector for things that are rows of the timeline but no goroutines. */
import type { ReactNode } from 'react'
import type { PanelProps } from '../../commands/feature'
import { goToTimeline } from '../../data/go-to'
import { openShape } from '../../data/open-shape'
import { printSelection, type Selection } from '../../state/selection'
import { usePlace } from '../../state/places'
import { LinkButton } from '../../widgets/button'
import { ExecutionFigures } from './execution-figures'
import './details.css'

function describe(selection: Selection): { readonly title: string; readonly text: string } {
  switch (selection.kind) {
    case 'proc':
      return {
        title: `P${selection.processor}`,
        text: 'A processor: the right to run Go code. Its row shows which goroutine had it, and when nobody did.',
      }
    case 'thread':
      return {
        title: `M${selection.thread}`,
        text: 'A thread of the operating system. It runs goroutines while it holds a P; in a long system call it may lose the P.',
      }
    default:
      return { title: printSelection(selection), text: '' }
  }
}

export function ObjectPanel({ source, selection }: PanelProps): ReactNode {
  const { view } = usePlace(source.id)
  const { title, text } = describe(selection)
  return (
    <section className="details">
      <h2>{title}</h2>
      <p className="dim">{text}</p>
      {selection.kind === 'task' && (
        <p>
          <LinkButton onClick={() => openShape(source.id, { by: 'task', task: selection.task })}>
            Shape of its goroutines
          </LinkButton>
        </p>
      )}
      {view !== 'timeline' && (
        <p>
          <LinkButton onClick={() => goToTimeline(source.id, selection)}>Show in the timeline</LinkButton>
        </p>
      )}
      {(selection.kind === 'proc' || selection.kind === 'thread') && (
        <ExecutionFigures key={printSelection(selection)} source={source} selection={selection} />
      )}
    </section>
  )
}
