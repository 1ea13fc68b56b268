/** Why a stretch of a goroutine took as long as it did: sentences, a picture of the path, its steps and sums. */
import { useState, type ReactNode } from 'react'
import { formatDuration, formatExactTime, groupDigits } from '../../../base/format-units'
import type { PathDto, PathStepDto } from '../../../contract/path-dto'
import type { SourceDto } from '../../../contract/sources'
import type { ViewProps } from '../../commands/feature'
import { adviceFor } from '../../data/advice'
import { goToTimeline } from '../../data/go-to'
import { useLatest } from '../../data/use-query'
import { showPage } from '../../state/analyses-page'
import { changePath, usePath, type PathForm } from '../../state/path'
import { Button, LinkButton } from '../../widgets/button'
import { Choice } from '../../widgets/choice'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { PathShares } from './path-shares'
import { PathSteps } from './path-steps'
import { PathStrip } from './path-strip'
import { StepDetails } from './step-details'
import './path.css'

const forms: readonly { readonly value: PathForm; readonly label: string }[] = [
  { value: 'steps', label: 'Steps' },
  { value: 'functions', label: 'By start function' },
  { value: 'goroutines', label: 'By goroutine' },
]

export function PathPage({ source }: ViewProps): ReactNode {
  const { choice } = usePath(source.id)
  const { answer, isStale } = useLatest('trace/path', { source: source.id, choice })
  return (
    <div className="analysis path-page" aria-busy={isStale}>
      {answer.state === 'loading' && <WaitingNote />}
      {answer.state === 'failed' && (
        <>
          <header className="analysis-header analysis-title">
            <h2>Critical path</h2>
          </header>
          <FailureNote
            message={`There is no path to show: ${answer.error.message}`}
            advice={adviceFor(answer.error)}
          />
          <Chooser source={source} />
        </>
      )}
      {answer.state === 'ready' && <Path source={source} path={answer.value} />}
    </div>
  )
}

function Path({ source, path }: { readonly source: SourceDto; readonly path: PathDto }): ReactNode {
  const { choice, form, drawn } = usePath(source.id)
  const { subject, sentences, stepTotal, hopTotal } = path
  const [step, setStep] = useState<PathStepDto>()
  const shown = step !== undefined && path.steps.includes(step) ? step : undefined
  const onStep = (next: PathStepDto): void => {
    changePath(source.id, { form: 'steps' })
    setStep(next)
  }
  return (
    <>
      <header className="analysis-header">
        <div className="analysis-title">
          <h2>
            Critical path of {subject.text}
            <span className="dim analysis-count" role="status">
              {formatDuration(subject.toNs - subject.fromNs)} from {formatExactTime(subject.fromNs)} ·{' '}
              {groupDigits(stepTotal)} {stepTotal === 1 ? 'step' : 'steps'} · {groupDigits(hopTotal)}{' '}
              {hopTotal === 1 ? 'hand-over' : 'hand-overs'}
            </span>
          </h2>
          {subject.note !== '' && <p>{subject.note}</p>}
          <ul className="analysis-sentences" aria-label="What the path says">
            {sentences.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <p className="dim">
            Back from the end: where a goroutine waited, the path is with the one that ended the wait, for as
            long as the wait lasted. That this came first is proved; that all it did was for this wait is not:
            such steps are “likely”.
          </p>
          {choice.by === 'longest' && <Chooser source={source} />}
        </div>
        <div className="analysis-tools path-tools">
          <Choice
            label="Form"
            options={forms}
            value={form}
            onChange={(next) => changePath(source.id, { form: next })}
          />
          <Button
            label="Show in the timeline"
            hint="Selects its goroutine and draws the path over the rows"
            onClick={() => {
              changePath(source.id, { drawn: path })
              goToTimeline(source.id, { kind: 'goroutine', goroutine: subject.goroutine.id }, subject)
            }}
          />
          {drawn !== undefined && (
            <Button
              label="Hide it there"
              hint="The timeline no longer draws the path"
              onClick={() => changePath(source.id, { drawn: undefined })}
            />
          )}
        </div>
      </header>
      <PathStrip source={source} path={path} onStep={onStep} />
      {form === 'steps' && <PathSteps source={source} path={path} selected={shown} onSelect={setStep} />}
      {form !== 'steps' && <PathShares key={form} source={source} path={path} form={form} />}
      {form === 'steps' && shown !== undefined && <StepDetails source={source} step={shown} />}
    </>
  )
}

/** Where others are chosen. */
const Chooser = ({ source }: { readonly source: SourceDto }): ReactNode => (
  <p className="path-chooser">
    For another one: open a <LinkButton onClick={() => showPage(source.id, 'tasks')}>task</LinkButton> or a{' '}
    <LinkButton onClick={() => showPage(source.id, 'regions')}>region</LinkButton>, or select a goroutine, a
    span, or a range of a goroutine’s row in the timeline, and take <em>Critical path</em> from its menu.
  </p>
)
