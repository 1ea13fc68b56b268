/** Spans, the longest first: whose, in which state and where, how long of it inside; a click goes there. */
import { useState, type ReactNode } from 'react'
import { formatDuration } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { SpanPlaceDto } from '../../../contract/stretch-dto'
import { goroutineName, placeName, shortFunctionName } from '../../data/names'
import { stateClass, stateName } from '../../data/state-times'
import type { TableContent } from '../../data/table-text'
import { LinkButton } from '../../widgets/button'
import { Swatch } from '../../widgets/segment-bar'
import { TableFrame } from '../../widgets/table-frame'
import { SpanLink } from './span-link'

interface SpanListProps {
  readonly source: SourceDto
  readonly label: string
  /** Its name when it is taken out. */
  readonly outName: string
  readonly spans: readonly SpanPlaceDto[]
}

const shownFirst = 8

export function SpanList({ source, label, outName, spans }: SpanListProps): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const shown = isOpen ? spans : spans.slice(0, shownFirst)
  return (
    <>
      <TableFrame label={label} content={() => spansContent(outName, spans)}>
        <ul className="range-waits" aria-label={label}>
          {shown.map((span) => (
            <li key={`${span.goroutine.id} ${span.startNs}`}>
              <SpanLink source={source} span={span}>
                <Swatch className={stateClass(span.visualState)} /> {goroutineName(span.goroutine)}
              </SpanLink>
              <span className="number">{formatDuration(span.insideNs)}</span>
              <span className="dim truncated" title={whereOf(span)}>
                {wordsOf(span)}
              </span>
            </li>
          ))}
        </ul>
      </TableFrame>
      {spans.length > shownFirst && (
        <p>
          <LinkButton onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Show fewer' : `Show ${spans.length - shownFirst} more`}
          </LinkButton>
        </p>
      )}
    </>
  )
}

const whereOf = ({ place }: SpanPlaceDto): string =>
  place === undefined ? '' : `${place.functionName}\n${place.file}:${place.line}`

function wordsOf(span: SpanPlaceDto): string {
  const reason = span.reason === '' ? stateName(span.visualState) : span.reason
  if (span.place === undefined) return span.state === 'Runnable' ? `runnable: ${reason}` : reason
  return `${reason} in ${shortFunctionName(span.place.functionName)} ${placeName(span.place)}`
}

function spansContent(name: string, spans: readonly SpanPlaceDto[]): TableContent {
  return {
    name,
    header: ['goroutine', 'start function', 'state', 'reason', 'begins ns', 'inside ns', 'function', 'place'],
    rows: spans.map((span) => [
      span.goroutine.id,
      span.goroutine.functionName,
      span.state,
      span.reason,
      span.startNs,
      span.insideNs,
      span.place?.functionName ?? null,
      span.place === undefined ? null : `${span.place.file}:${span.place.line}`,
    ]),
  }
}
