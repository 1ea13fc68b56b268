/** One stretch of one goroutine: exact times, where, on which P and M, and who ended or caused it. */
import type { ReactNode } from 'react'
import { ArrowLeft, ArrowRight, Copy } from 'lucide-react'
import { formatDuration, formatExactTime, groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { SpanDto, SpanNeighbourDto, WakeDto } from '../../../contract/span-dto'
import { copyText } from '../../connection/copy-text'
import { adviceFor } from '../../data/advice'
import { goToTimeline } from '../../data/go-to'
import { openPath } from '../../data/open-path'
import { goroutineName, isRuntimeFrame, runtimeFramesText } from '../../data/names'
import { stateClass } from '../../data/state-times'
import { useLatest } from '../../data/use-query'
import { announce } from '../../state/messages'
import { select } from '../../state/places'
import type { Selection } from '../../state/selection'
import { IconButton, LinkButton } from '../../widgets/button'
import { Elsewhere } from '../../widgets/elsewhere'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { Swatch } from '../../widgets/segment-bar'
import { StackList } from '../../widgets/stack-list'
import { reasonText } from './reason-text'
import { WhoRan } from './who-ran'

interface SpanDetailsProps {
  readonly source: SourceDto
  readonly selection: Extract<Selection, { kind: 'span' }>
}

export function SpanDetails({ source, selection }: SpanDetailsProps): ReactNode {
  const { answer } = useLatest('trace/span', {
    source: source.id,
    goroutine: selection.goroutine,
    startNs: selection.startNs,
    ...(selection.index === undefined ? {} : { span: selection.index }),
  })
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return (
      <FailureNote
        message={`The span could not be had: ${answer.error.message}`}
        advice={adviceFor(answer.error)}
      />
    )
  return <SpanCard source={source} span={answer.value} />
}

function SpanCard({ source, span }: { readonly source: SourceDto; readonly span: SpanDto }): ReactNode {
  const durationNs = span.endNs - span.startNs
  const goToSpan = ({ startNs, index }: SpanNeighbourDto): void =>
    select(source.id, { kind: 'span', goroutine: span.goroutine.id, startNs: Math.round(startNs), index })
  const { previous, next } = span
  return (
    <section className="goroutine-section span-card">
      <header className="span-header">
        <h2 className="truncated" title={reasonText(span)}>
          <Swatch className={stateClass(span.visualState)} /> {reasonText(span)}
        </h2>
        <IconButton
          label={previous === undefined ? 'No span before' : `Span before: ${previous.state}`}
          icon={ArrowLeft}
          isDisabled={previous === undefined}
          onClick={() => previous !== undefined && goToSpan(previous)}
        />
        <IconButton
          label={next === undefined ? 'No span after' : `Span after: ${next.state}`}
          icon={ArrowRight}
          isDisabled={next === undefined}
          onClick={() => next !== undefined && goToSpan(next)}
        />
        <IconButton
          label="Copy exact times"
          icon={Copy}
          onClick={() => {
            void copyText(exactText(span)).then((done) =>
              announce(done ? 'Exact times copied' : 'The clipboard could not be written'),
            )
          }}
        />
      </header>
      <dl className="span-facts">
        <div>
          <dt>Took</dt>
          <dd title={`${groupDigits(durationNs)} ns`}>
            <strong>{formatDuration(durationNs)}</strong>
            {durationNs >= 1_000 && <span className="dim"> {groupDigits(durationNs)} ns</span>}
          </dd>
        </div>
        <div>
          <dt>From</dt>
          <dd>
            <LinkButton
              onClick={() =>
                goToTimeline(
                  source.id,
                  { kind: 'span', goroutine: span.goroutine.id, startNs: Math.round(span.startNs) },
                  { fromNs: span.startNs, toNs: span.endNs },
                )
              }
            >
              {formatExactTime(span.startNs)}
            </LinkButton>
            {span.isClippedLeft && <span className="dim"> began before what the file shows</span>}
          </dd>
        </div>
        <div>
          <dt>To</dt>
          <dd>
            {formatExactTime(span.endNs)}
            {span.isClippedRight && <span className="dim"> goes on after what the file shows</span>}
          </dd>
        </div>
        {(span.processor !== undefined || span.thread !== undefined) && (
          <div>
            <dt>On</dt>
            <dd>
              <Place source={source} span={span} />
            </dd>
          </div>
        )}
        {span.label !== undefined && (
          <div>
            <dt>Worker</dt>
            <dd>{span.label}</dd>
          </div>
        )}
        {span.lostProcessorNs !== undefined && (
          <div>
            <dt>Lost its P</dt>
            <dd>
              {formatExactTime(span.lostProcessorNs)}, {formatDuration(span.lostProcessorNs - span.startNs)}{' '}
              after its begin
            </dd>
          </div>
        )}
      </dl>
      {durationNs > 0 && (
        <p>
          <LinkButton
            title="Who had the time of this span: back from its end, through who ended each wait"
            onClick={() =>
              openPath(source.id, {
                by: 'goroutine',
                goroutine: span.goroutine.id,
                fromNs: span.startNs,
                toNs: span.endNs,
              })
            }
          >
            Critical path of this span
          </LinkButton>
        </p>
      )}
      {span.wokenBy !== undefined && <Wake source={source} title="Ended by" wake={span.wokenBy} />}
      {span.causedBy !== undefined && <Wake source={source} title="Made runnable by" wake={span.causedBy} />}
      {span.place !== undefined && span.place.functionName !== span.goroutine.functionName && (
        <Elsewhere source={source.id} functionName={span.place.functionName} />
      )}
      <WhoRan source={source} span={span} />
      {span.stack.length > 0 && !isStackOfWake(span) && (
        <>
          <h3>{span.causedBy?.goroutine === undefined ? 'Stack' : 'Stack of its waker'}</h3>
          <StackList
            label="Stack"
            frames={span.stack}
            isFolded={isRuntimeFrame}
            foldedText={runtimeFramesText}
          />
        </>
      )}
    </section>
  )
}

/** A runnable span has no stack of its own but that of what made it runnable, which stands there already. */
const isStackOfWake = ({ stack, causedBy }: SpanDto): boolean =>
  causedBy?.stack.length === stack.length &&
  causedBy.stack.every(
    (frame, depth) =>
      frame.functionName === stack[depth]?.functionName &&
      frame.file === stack[depth].file &&
      frame.line === stack[depth].line,
  )

function Place({ source, span }: { readonly source: SourceDto; readonly span: SpanDto }): ReactNode {
  const { processor, thread } = span
  return (
    <>
      {processor !== undefined && (
        <LinkButton onClick={() => select(source.id, { kind: 'proc', processor })}>P{processor}</LinkButton>
      )}
      {processor !== undefined && thread !== undefined && ' · '}
      {thread !== undefined && (
        <LinkButton onClick={() => select(source.id, { kind: 'thread', thread })}>M{thread}</LinkButton>
      )}
    </>
  )
}

interface WakeProps {
  readonly source: SourceDto
  readonly title: string
  readonly wake: WakeDto
}

/** Only `goroutine` names one; the other kinds say in words that none can be named. */
function Wake({ source, title, wake }: WakeProps): ReactNode {
  const { goroutine } = wake
  return (
    <div className="wake">
      <h3>{title}</h3>
      <p>
        {goroutine === undefined ? (
          wake.text
        ) : (
          <>
            <LinkButton
              title={goroutine.functionName}
              onClick={() => select(source.id, { kind: 'goroutine', goroutine: goroutine.id })}
            >
              {goroutineName(goroutine)}
            </LinkButton>
            {/* The heading says already that a goroutine ended the wait. */}
            {wake.kind !== 'goroutine' && <span className="dim"> {wake.text}</span>}
          </>
        )}
      </p>
      {wake.stack.length > 0 && (
        <StackList
          label={`${title}: stack`}
          frames={wake.stack}
          isFolded={isRuntimeFrame}
          foldedText={runtimeFramesText}
        />
      )}
    </div>
  )
}

function exactText(span: SpanDto): string {
  return [
    `goroutine ${span.goroutine.id}`,
    reasonText(span),
    `from ${Math.round(span.startNs)} ns`,
    `to ${Math.round(span.endNs)} ns`,
    `took ${Math.round(span.endNs - span.startNs)} ns`,
  ].join('\t')
}
