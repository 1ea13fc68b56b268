/** A user task on a page of its own: its goroutines, and what happened in it in order of time. */
import type { ReactNode } from 'react'
import { groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import { adviceFor } from '../../data/advice'
import { useQuery } from '../../data/use-query'
import { showPage } from '../../state/analyses-page'
import { LinkButton } from '../../widgets/button'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { printInnerPage } from './kinds'
import { TaskEvents, TaskFacts, TaskGoroutines, taskName } from './task-body'

export function TaskPage({ source, task }: { readonly source: SourceDto; readonly task: number }): ReactNode {
  const answer = useQuery('trace/task', { source: source.id, task })
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return (
      <FailureNote
        message={`Task ${task} could not be had: ${answer.error.message}`}
        advice={adviceFor(answer.error)}
      />
    )
  const { value } = answer
  return (
    <div className="analysis">
      <header className="analysis-header">
        <p>
          <LinkButton onClick={() => showPage(source.id, 'tasks')}>All tasks by name</LinkButton>
          {' · '}
          <LinkButton
            onClick={() => showPage(source.id, printInnerPage({ kind: 'task-list', name: value.name }))}
          >
            {value.name === '' ? 'Tasks without a name' : `Tasks “${value.name}”`}
          </LinkButton>
        </p>
        <div className="analysis-title">
          <h2>{taskName(value)}</h2>
          <TaskFacts source={source} task={value} />
          <p className="dim">
            Its goroutines are those that began or ended it, ran a region of it or logged to it; their times
            are of the stretch from its begin to its end. Other work for it is not in the data.
          </p>
        </div>
      </header>
      <h3 className="analysis-heading">Goroutines</h3>
      <TaskGoroutines source={source} task={value} />
      <h3 className="analysis-heading">
        Events{' '}
        <span className="dim">
          {groupDigits(value.eventTotal)}
          {value.eventTotal > value.events.length && `, the first ${groupDigits(value.events.length)}`}
        </span>
      </h3>
      <TaskEvents source={source} task={value} />
    </div>
  )
}
