/** Who it is, in words: number, start function, creator and place, how long it lived as far as the trace shows. */
import type { ReactNode } from 'react'
import { formatDuration, groupDigits } from '../../../base/format-units'
import type { GoroutineDto } from '../../../contract/goroutine-dto'
import type { SourceDto } from '../../../contract/sources'
import { goroutineName, placeName } from '../../data/names'
import { goToTimeline } from '../../data/go-to'
import { openPath } from '../../data/open-path'
import { openShape } from '../../data/open-shape'
import { sentence } from '../../data/sentence'
import { toStateTimes } from '../../data/state-times'
import { goTo, select, usePlace } from '../../state/places'
import { LinkButton } from '../../widgets/button'
import { SegmentBar } from '../../widgets/segment-bar'

interface GoroutineHeaderProps {
  readonly source: SourceDto
  readonly goroutine: GoroutineDto
}

/** Named in the header; all of them stand on the full page. */
const mostTasks = 6

export function GoroutineHeader({ source, goroutine }: GoroutineHeaderProps): ReactNode {
  const { view } = usePlace(source.id)
  const { createdBy, creationPlace } = goroutine
  const totalNs = goroutine.stateTimes.reduce((sum, time) => sum + time, 0)
  return (
    <section className="goroutine-section">
      <h2 className="goroutine-title" title={goroutine.functionName}>
        <span className="goroutine-id">g{goroutine.id}</span>{' '}
        {goroutine.functionName === '' ? 'start function unknown' : goroutine.functionName}
      </h2>
      <p>
        {sentence(goroutine.lifetimeText)}
        {goroutine.isSystem && ' One of the runtime’s own.'}
      </p>
      {createdBy !== undefined ? (
        <p>
          Created by{' '}
          <LinkButton
            title={createdBy.functionName}
            onClick={() => select(source.id, { kind: 'goroutine', goroutine: createdBy.id })}
          >
            {goroutineName(createdBy)}
          </LinkButton>
          {creationPlace !== undefined && (
            <span className="dim" title={`${creationPlace.file}:${creationPlace.line}`}>
              {' '}
              at {placeName(creationPlace)}
            </span>
          )}
          .
        </p>
      ) : (
        <p className="dim">The trace does not show who created it.</p>
      )}
      <SegmentBar
        label={`Time by state of goroutine ${goroutine.id}`}
        segments={toStateTimes(goroutine.stateTimes)}
      />
      <p className="dim goroutine-totals">
        <span title={`${groupDigits(totalNs)} ns`}>{formatDuration(totalNs)} shown</span>
        <span>
          {groupDigits(goroutine.spanCount)} {goroutine.spanCount === 1 ? 'span' : 'spans'}
        </span>
        {goroutine.childCount > 0 && (
          <span>
            created {groupDigits(goroutine.childCount)}{' '}
            {goroutine.childCount === 1 ? 'goroutine' : 'goroutines'}
          </span>
        )}
        <span className="goroutine-links">
          {view !== 'timeline' && (
            <LinkButton
              onClick={() => goToTimeline(source.id, { kind: 'goroutine', goroutine: goroutine.id })}
            >
              Timeline
            </LinkButton>
          )}
          <LinkButton
            title="Its lifeline among those it created, woke, or was woken by"
            onClick={() => openShape(source.id, { by: 'goroutines', ids: [goroutine.id] })}
          >
            Shape
          </LinkButton>
          <LinkButton
            title="Its life back from the end, through who ended each of its waits"
            onClick={() => openPath(source.id, { by: 'goroutine', goroutine: goroutine.id })}
          >
            Critical path
          </LinkButton>
          {view !== 'goroutine' && (
            <LinkButton title="Its page (Enter)" onClick={() => goTo(source.id, { view: 'goroutine' })}>
              Full page
            </LinkButton>
          )}
        </span>
      </p>
      {goroutine.tasks.length > 0 && (
        <p>
          Tasks:{' '}
          {goroutine.tasks.slice(0, mostTasks).map((task, index) => (
            <span key={task.id}>
              {index > 0 && ', '}
              <LinkButton onClick={() => select(source.id, { kind: 'task', task: task.id })}>
                {task.name === '' ? `task ${task.id}` : `${task.name} (${task.id})`}
              </LinkButton>
            </span>
          ))}
          {goroutine.tasks.length > mostTasks && (
            <span className="dim">
              {' '}
              and {groupDigits(goroutine.tasks.length - mostTasks)} more on its full page
            </span>
          )}
        </p>
      )}
    </section>
  )
}
