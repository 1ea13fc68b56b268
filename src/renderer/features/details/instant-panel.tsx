/** The inspector for what happened at an instant of a goroutine: a message that it logged, a sample of the CPU profiler. */
import type { ReactNode } from 'react'
import { formatDuration, formatExactTime, groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { DrawnDto } from '../../../contract/pick-dto'
import type { SpanDto } from '../../../contract/span-dto'
import { goToTimeline } from '../../data/go-to'
import { goroutineName, isRuntimeFrame, runtimeFramesText } from '../../data/names'
import { stateClass } from '../../data/state-times'
import { select } from '../../state/places'
import { LinkButton } from '../../widgets/button'
import { Swatch } from '../../widgets/segment-bar'
import { StackList } from '../../widgets/stack-list'
import './details.css'

interface InstantPanelProps {
  readonly source: SourceDto
  /** Logs and CPU samples at the instant. */
  readonly marks: readonly DrawnDto[]
  /** What the goroutine did then. */
  readonly span: SpanDto | undefined
}

export function InstantPanel({ source, marks, span }: InstantPanelProps): ReactNode {
  return (
    <section className="details">
      {marks.map((mark) => (
        <Mark key={mark.kind} mark={mark} />
      ))}
      {span !== undefined && <Meanwhile source={source} span={span} />}
    </section>
  )
}

function Mark({ mark }: { readonly mark: DrawnDto }): ReactNode {
  const { kind, startNs, count, category = '', message = '', stack = [] } = mark
  const more = count > 1 ? `, one of ${groupDigits(count)} at this instant` : ''
  return (
    <>
      <h2>{kind === 'log' ? (message === '' ? 'Empty log message' : message) : 'CPU sample'}</h2>
      <p className="dim">
        {kind === 'log'
          ? `User log${category === '' ? '' : `, category ${category}`}`
          : 'The CPU profiler stopped the goroutine here'}
        {' at '}
        <span className="unbroken">{formatExactTime(startNs)}</span>
        {more}.
      </p>
      {stack.length > 0 && (
        <>
          <h3>Stack</h3>
          <StackList label="Stack" frames={stack} isFolded={isRuntimeFrame} foldedText={runtimeFramesText} />
        </>
      )}
    </>
  )
}

/** The span that the instant lies in, and whose it is, each a link. */
function Meanwhile({ source, span }: { readonly source: SourceDto; readonly span: SpanDto }): ReactNode {
  const { goroutine, startNs, endNs, visualState, state, processor } = span
  return (
    <>
      <h3>Goroutine</h3>
      <p>
        <LinkButton
          title={goroutine.functionName}
          onClick={() => select(source.id, { kind: 'goroutine', goroutine: goroutine.id })}
        >
          {goroutineName(goroutine)}
        </LinkButton>
      </p>
      <p>
        <Swatch className={stateClass(visualState)} />{' '}
        <LinkButton
          onClick={() =>
            goToTimeline(source.id, {
              kind: 'span',
              goroutine: goroutine.id,
              startNs: Math.round(startNs),
              index: span.index,
            })
          }
        >
          {state} for {formatDuration(endNs - startNs)}
        </LinkButton>
        {processor !== undefined && (
          <>
            {' on '}
            <LinkButton onClick={() => select(source.id, { kind: 'proc', processor })}>
              P{processor}
            </LinkButton>
          </>
        )}
      </p>
    </>
  )
}
