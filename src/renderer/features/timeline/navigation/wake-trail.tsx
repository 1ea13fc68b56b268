/** The way along wake-ups that one has come, as crumbs over the lower edge of the timeline. */
import { useEffect, useRef, type ReactNode } from 'react'
import { X } from 'lucide-react'
import { formatDuration } from '../../../../base/format-units'
import type { SourceId } from '../../../../contract/sources'
import { IconButton } from '../../../widgets/button'
import { activeTimeline } from '../active-timelines'
import type { Crumb, Trail } from './causality'
import { describeSpan } from './describe'

interface WakeTrailProps {
  readonly source: SourceId
  readonly trail: Trail
}

export function WakeTrail({ source, trail }: WakeTrailProps): ReactNode {
  const { crumbs, at } = trail
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    // Of a long way the place where one is.
    list.current?.children[at]?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [trail, at])
  if (crumbs.length < 2) return null
  const causality = activeTimeline(source)?.causality
  return (
    <nav className="wake-trail" aria-label="Wake-ups walked">
      <div className="wake-trail-bar">
        <ol ref={list}>
          {crumbs.map((crumb, index) => (
            <li key={index}>
              {index > 0 && <StepBetween crumb={crumb} />}
              <span className="wake-crumb">
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
              </span>
            </li>
          ))}
        </ol>
        <IconButton label="Forget these wake-ups" icon={X} onClick={() => causality?.forget()} />
      </div>
    </nav>
  )
}

const stateText = ({ span }: Crumb): string =>
  `${span.reason === '' ? span.state.toLowerCase() : span.reason} ${formatDuration(span.endNs - span.startNs)}`

/** From the crumb before to this one: who woke whom, and how long the woken one waited for a P then. */
function StepBetween({ crumb: { step, delayNs } }: { readonly crumb: Crumb }): ReactNode {
  const delay = delayNs === undefined ? '' : `, ran ${formatDuration(delayNs)} later`
  return (
    <span className="dim">
      <span aria-hidden="true">{step === 'woke' ? '→' : '←'}</span> {step}
      {delay}
    </span>
  )
}
