/** The selected step: how the path came there, how sure that is, and who had the Ps where it had none. */
import type { ReactNode } from 'react'
import { formatDuration, formatExactTime, groupDigits } from '../../../base/format-units'
import type { PathStepDto } from '../../../contract/path-dto'
import type { SourceDto } from '../../../contract/sources'
import { goToGoroutine, goToTimeline } from '../../data/go-to'
import { goroutineName } from '../../data/names'
import { Button } from '../../widgets/button'
import { Holders } from '../../widgets/holders-table'
import { hopText, selectionOfStep, stepText } from './path-words'

const sureText: Readonly<Record<PathStepDto['certainty'], string>> = {
  proved: 'Proved: it is of the goroutine asked about.',
  likely:
    'Likely: it came before what followed, for its goroutine ended the wait or created the other one. That what it did here was for that is not in the trace.',
  unknown: 'Unknown: the trace does not tell more.',
}

export function StepDetails({
  source,
  step,
}: {
  readonly source: SourceDto
  readonly step: PathStepDto
}): ReactNode {
  const { goroutine, fromNs, toNs, hop, kind } = step
  const lengthNs = toNs - fromNs
  return (
    <div className="analysis-details" tabIndex={0} role="region" aria-label="Selected step">
      <div className="analysis-go">
        <Button
          label="Show in the timeline"
          shortcut="Enter"
          onClick={() => goToTimeline(source.id, selectionOfStep(step), step)}
        />
        {goroutine !== undefined && (
          <Button label={`Page of g${goroutine.id}`} onClick={() => goToGoroutine(source.id, goroutine.id)} />
        )}
      </div>
      <p className="path-step-hop">
        {goroutine === undefined ? '' : `${goroutineName(goroutine)}: `}
        {stepText(step)}. <strong title={`${groupDigits(lengthNs)} ns`}>{formatDuration(lengthNs)}</strong>{' '}
        from {formatExactTime(fromNs)}.
      </p>
      {hop !== undefined && (
        <p className="path-step-hop">
          Reached: {hopText(step)}.{' '}
          {hop.waitNs !== undefined && `The wait took ${formatDuration(hop.waitNs)} in all.`}
        </p>
      )}
      <p className="path-step-hop dim">{sureText[step.certainty]}</p>
      {kind === 'runnable' && <Holders source={source} fromNs={fromNs} toNs={toNs} />}
    </div>
  )
}
