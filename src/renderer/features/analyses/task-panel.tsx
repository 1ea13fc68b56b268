/** The inspector for a user task. */
import type { ReactNode } from 'react'
import type { PanelProps } from '../../commands/feature'
import { adviceFor } from '../../data/advice'
import { goToTimeline } from '../../data/go-to'
import { goroutineName } from '../../data/names'
import { useLatest } from '../../data/use-query'
import { showPage } from '../../state/analyses-page'
import { select, showView } from '../../state/places'
import { LinkButton } from '../../widgets/button'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { formatExactTime, groupDigits } from '../../../base/format-units'
import { printInnerPage } from './kinds'
import { TaskFacts, taskName } from './task-body'
import './analyses.css'

const mostShown = 40

export function TaskPanel({ source, selection }: PanelProps): ReactNode {
  const id = selection.kind === 'task' ? selection.task : undefined
  const { answer } = useLatest('trace/task', id === undefined ? undefined : { source: source.id, task: id })
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return (
      <FailureNote
        message={`Task ${id} could not be had: ${answer.error.message}`}
        advice={adviceFor(answer.error)}
      />
    )
  const task = answer.value
  const shown = task.events.slice(0, mostShown)
  return (
    <section className="task-panel">
      <h2>{taskName(task)}</h2>
      <TaskFacts source={source} task={task} />
      <p>
        <LinkButton
          onClick={() => {
            showPage(source.id, printInnerPage({ kind: 'task', task: task.id }))
            showView(source.id, 'analyses')
          }}
        >
          Open its page
        </LinkButton>
      </p>
      <h3>Goroutines</h3>
      <ul aria-label="Goroutines of the task">
        {task.goroutines.slice(0, mostShown).map(({ goroutine }) => (
          <li key={goroutine.id}>
            <LinkButton
              title={goroutine.functionName}
              onClick={() => select(source.id, { kind: 'goroutine', goroutine: goroutine.id })}
            >
              {goroutineName(goroutine)}
            </LinkButton>
          </li>
        ))}
      </ul>
      <h3>
        Events <span className="dim">{groupDigits(task.eventTotal)}</span>
      </h3>
      <ol aria-label="Events of the task">
        {shown.map((event, at) => (
          <li key={`${event.atNs} ${at}`}>
            <LinkButton
              title="Show it in the timeline"
              onClick={() =>
                goToTimeline(
                  source.id,
                  { kind: 'task', task: task.id },
                  { fromNs: event.atNs, toNs: event.atNs },
                )
              }
            >
              {formatExactTime(event.atNs)}
            </LinkButton>{' '}
            {event.text}
          </li>
        ))}
        {task.eventTotal > shown.length && (
          <li className="dim">and {groupDigits(task.eventTotal - shown.length)} more on its page</li>
        )}
      </ol>
    </section>
  )
}
