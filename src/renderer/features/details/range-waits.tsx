/** The longest waits of a range: who, for what, where, how long of it inside. */
import { useState, type ReactNode } from 'react'
import { formatDuration } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import type { SpanPlaceDto } from '../../../contract/stretch-dto'
import { goroutineName, placeName, shortFunctionName } from '../../data/names'
import { stateClass, stateName } from '../../data/state-times'
import { LinkButton } from '../../widgets/button'
import { Swatch } from '../../widgets/segment-bar'
import { TableFrame } from '../../widgets/table-frame'
import type { TableContent } from '../../data/table-text'
import { SpanLink } from './span-link'

interface RangeWaitsProps {
  readonly source: SourceDto
  readonly waits: readonly SpanPlaceDto[]
}

const shownFirst = 8

export function RangeWaits({ source, waits }: RangeWaitsProps): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const shown = isOpen ? waits : waits.slice(0, shownFirst)
  return (
    <>
      <h3 title="Blocked or runnable; the runtime’s own goroutines and sleeps are left out">Longest waits</h3>
      {waits.length === 0 && <p className="dim">No goroutine was blocked or waited for a P in this range.</p>}
      <TableFrame label="Longest waits" content={() => waitsContent(waits)}>
        <ul className="range-waits" aria-label="Longest waits">
          {shown.map((wait) => (
            <li key={`${wait.goroutine.id} ${wait.startNs}`}>
              <SpanLink source={source} span={wait}>
                <Swatch className={stateClass(wait.visualState)} /> {goroutineName(wait.goroutine)}
              </SpanLink>
              <span className="number">{formatDuration(wait.insideNs)}</span>
              <span className="dim truncated" title={whereOf(wait)}>
                {wordsOf(wait)}
              </span>
            </li>
          ))}
        </ul>
      </TableFrame>
      {waits.length > shownFirst && (
        <p>
          <LinkButton onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Show fewer' : `Show ${waits.length - shownFirst} more`}
          </LinkButton>
        </p>
      )}
    </>
  )
}

const whereOf = ({ place }: SpanPlaceDto): string =>
  place === undefined ? '' : `${place.functionName}\n${place.file}:${place.line}`

function wordsOf(wait: SpanPlaceDto): string {
  const reason = wait.reason === '' ? stateName(wait.visualState) : wait.reason
  if (wait.place === undefined) return wait.state === 'Runnable' ? `runnable: ${reason}` : reason
  return `${reason} in ${shortFunctionName(wait.place.functionName)} ${placeName(wait.place)}`
}

function waitsContent(waits: readonly SpanPlaceDto[]): TableContent {
  return {
    name: 'longest waits of the range',
    header: ['goroutine', 'start function', 'state', 'reason', 'begins ns', 'inside ns', 'function', 'place'],
    rows: waits.map((wait) => [
      wait.goroutine.id,
      wait.goroutine.functionName,
      wait.state,
      wait.reason,
      wait.startNs,
      wait.insideNs,
      wait.place?.functionName ?? null,
      wait.place === undefined ? null : `${wait.place.file}:${wait.place.line}`,
    ]),
  }
}
