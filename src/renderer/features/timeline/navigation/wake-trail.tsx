/** The way along wake-ups that one has come, as crumbs over the lower edge of the timeline. */
import type { ReactNode } from 'react'
import { X } from 'lucide-react'
import { formatDuration } from '../../../../base/format-units'
import type { SourceId } from '../../../../contract/sources'
import { IconButton } from '../../../widgets/button'
import { activeTimeline } from '../active-timelines'
import type { Crumb, Trail } from './causality'
import { describeSpan } from './describe'

export function WakeTrail({
  source,
  trail,
}: {
  readonly source: SourceId
  readonly trail: Trail
}): ReactNode {
  const { crumbs, at } = trail
  if (crumbs.length < 2) return null
  const causality = activeTimeline(source)?.causality
  return (
    <nav className="wake-trail" aria-label="Wake-ups walked">
      <ol>
        {crumbs.map((crumb, index) => (
          <li key={index}>
            {index > 0 && <span className="dim">{stepText(crumb)}</span>}
            <button
              type="button"
              className="link-button"
              aria-current={index === at ? 'step' : undefined}
              title={describeSpan(crumb.span)}
              onClick={() => void causality?.goToCrumb(index)}
            >
              g{crumb.span.goroutine.id}
            </button>
            <span className="dim">{stateText(crumb)}</span>
          </li>
        ))}
      </ol>
      <IconButton label="Forget these wake-ups" icon={X} onClick={() => causality?.forget()} />
    </nav>
  )
}

const stateText = ({ span }: Crumb): string =>
  `${span.reason === '' ? span.state.toLowerCase() : span.reason} ${formatDuration(span.endNs - span.startNs)}`

function stepText({ step, delayNs }: Crumb): string {
  const delay = delayNs === undefined ? '' : `, ran ${formatDuration(delayNs)} later`
  return `${step === 'start' ? '' : step}${delay} ›`
}
