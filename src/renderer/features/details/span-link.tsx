/** Links to spans and goroutines from the panels of a stretch of time. */
import type { ReactNode } from 'react'
import { formatExactTime, groupDigits } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { SpanPlaceDto } from '../../../contract/stretch-dto'
import type { GoroutineRefDto } from '../../../contract/place-dto'
import { goToTimeline } from '../../data/go-to'
import { goroutineName } from '../../data/names'
import { LinkButton } from '../../widgets/button'

interface SpanLinkProps {
  readonly source: SourceDto
  readonly span: SpanPlaceDto
  readonly children: ReactNode
}

/** Selects the span and brings it into sight. */
export function SpanLink({ source, span, children }: SpanLinkProps): ReactNode {
  const isCut = span.insideNs < span.endNs - span.startNs
  const whole = isCut ? ` of ${groupDigits(span.endNs - span.startNs)} ns` : ''
  return (
    <LinkButton
      title={`${goroutineName(span.goroutine)}, from ${formatExactTime(span.startNs)}: ${groupDigits(span.insideNs)} ns${whole} inside the range`}
      onClick={() =>
        goToTimeline(source.id, {
          kind: 'span',
          goroutine: span.goroutine.id,
          startNs: Math.round(span.startNs),
        })
      }
    >
      {children}
    </LinkButton>
  )
}

interface GoroutineLinkProps {
  readonly source: SourceDto
  readonly goroutine: GoroutineRefDto
}

export const GoroutineLink = ({ source, goroutine }: GoroutineLinkProps): ReactNode => (
  <LinkButton
    title={goroutine.functionName === '' ? 'Start function unknown' : goroutine.functionName}
    onClick={() => goToTimeline(source.id, { kind: 'goroutine', goroutine: goroutine.id })}
  >
    {goroutineName(goroutine)}
  </LinkButton>
)
