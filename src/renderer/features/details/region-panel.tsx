/** The inspector for a user region: when, how long, what its goroutine did meanwhile, and what lies in it. */
import type { ReactNode } from 'react'
import { formatDuration, formatExactTime, groupDigits } from '../../../base/format-units'
import type { RegionDto, RegionRefDto } from '../../../contract/work-dto'
import type { SourceDto } from '../../../contract/sources'
import type { PanelProps } from '../../commands/feature'
import { adviceFor } from '../../data/advice'
import { goToTimeline } from '../../data/go-to'
import { goroutineName, placeName, shortFunctionName } from '../../data/names'
import { openPath } from '../../data/open-path'
import { toStateTimes } from '../../data/state-times'
import { useLatest } from '../../data/use-query'
import { select } from '../../state/places'
import { LinkButton } from '../../widgets/button'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import { SegmentBar, Swatch } from '../../widgets/segment-bar'
import './details.css'

const mostShown = 60

export function RegionPanel({ source, selection }: PanelProps): ReactNode {
  const region = selection.kind === 'region' ? selection.region : undefined
  const { answer } = useLatest(
    'trace/region',
    region === undefined ? undefined : { source: source.id, region },
  )
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return (
      <FailureNote
        message={`Region ${region} could not be had: ${answer.error.message}`}
        advice={adviceFor(answer.error)}
      />
    )
  return <RegionCard source={source} region={answer.value} />
}

interface RegionProps {
  readonly source: SourceDto
  readonly region: RegionDto
}

function RegionCard({ source, region }: RegionProps): ReactNode {
  return (
    <section className="details">
      <h2 className="truncated" title={region.name}>
        {region.name}
      </h2>
      <p className="dim">A user region of the goroutine, from runtime/trace.StartRegion to its End.</p>
      <p>
        <LinkButton
          title="Who had its time: back from its end, through who ended each wait"
          onClick={() =>
            openPath(source.id, {
              by: 'goroutine',
              goroutine: region.goroutine.id,
              fromNs: region.startNs,
              toNs: region.endNs,
            })
          }
        >
          Critical path of this region
        </LinkButton>
      </p>
      <Facts source={source} region={region} />
      <States region={region} />
      {region.innerTotal > 0 && <Inner source={source} region={region} />}
      {region.logTotal > 0 && <Logs source={source} region={region} />}
    </section>
  )
}

function Facts({ source, region }: RegionProps): ReactNode {
  const { startNs, endNs, isOpenAtStart, isOpenAtEnd, goroutine, task, outer, place, among } = region
  const lengthNs = endNs - startNs
  const isCut = isOpenAtStart || isOpenAtEnd
  return (
    <dl className="details-figures">
      <div>
        <dt>Took</dt>
        <dd title={`${groupDigits(lengthNs)} ns`}>
          {isCut && 'at least '}
          <strong>{formatDuration(lengthNs)}</strong>
        </dd>
      </div>
      {among !== undefined && among.count > 1 && (
        <div>
          <dt>Of its name</dt>
          <dd>
            longer than {groupDigits(among.shorter)} of {groupDigits(among.count - 1)} others
          </dd>
        </div>
      )}
      <div>
        <dt>Begins</dt>
        <dd>
          {isOpenAtStart ? (
            'before the trace shows it'
          ) : (
            <LinkButton
              title="Show it in the timeline"
              onClick={() =>
                goToTimeline(
                  source.id,
                  { kind: 'region', region: region.region },
                  { fromNs: startNs, toNs: endNs },
                )
              }
            >
              {formatExactTime(startNs)}
            </LinkButton>
          )}
        </dd>
      </div>
      <div>
        <dt>Ends</dt>
        <dd>{isOpenAtEnd ? 'its end is not in the trace' : formatExactTime(endNs)}</dd>
      </div>
      <div>
        <dt>Goroutine</dt>
        <dd>
          <LinkButton
            title={goroutine.functionName}
            onClick={() => select(source.id, { kind: 'goroutine', goroutine: goroutine.id })}
          >
            {goroutineName(goroutine)}
          </LinkButton>
        </dd>
      </div>
      {task !== undefined && (
        <div>
          <dt>Task</dt>
          <dd>
            <LinkButton onClick={() => select(source.id, { kind: 'task', task: task.id })}>
              {task.name === '' ? `task ${task.id}` : `${task.name} (${task.id})`}
            </LinkButton>
          </dd>
        </div>
      )}
      {outer !== undefined && (
        <div>
          <dt>Inside</dt>
          <dd>
            <RegionLink source={source} region={outer} />
          </dd>
        </div>
      )}
      {place !== undefined && (
        <div>
          <dt>Begun in</dt>
          <dd className="truncated" title={`${place.functionName} ${place.file}:${place.line}`}>
            {shortFunctionName(place.functionName)} <span className="dim">{placeName(place)}</span>
          </dd>
        </div>
      )}
    </dl>
  )
}

const RegionLink = ({
  source,
  region,
}: {
  readonly source: SourceDto
  readonly region: RegionRefDto
}): ReactNode => (
  <LinkButton onClick={() => select(source.id, { kind: 'region', region: region.region })}>
    {region.name}
  </LinkButton>
)

function States({ region }: { readonly region: RegionDto }): ReactNode {
  const states = toStateTimes(region.stateTimes)
  if (states.length === 0) return null
  return (
    <>
      <h3>What its goroutine did</h3>
      <SegmentBar label="Time by state within the region" segments={states} />
      <dl className="details-figures" aria-label="Time by state within the region">
        {states.map(({ key, label, className, text }) => (
          <div key={key}>
            <dt>
              <Swatch className={className} /> {label}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function Inner({ source, region }: RegionProps): ReactNode {
  const { inner, innerTotal } = region
  return (
    <>
      <h3>
        Regions directly inside <span className="dim">{groupDigits(innerTotal)}</span>
      </h3>
      <ul className="details-list" aria-label="Regions inside the region">
        {inner.slice(0, mostShown).map((one) => (
          <li key={one.region}>
            <RegionLink source={source} region={one} />
            <span className="dim"> {formatDuration(one.endNs - one.startNs)}</span>
          </li>
        ))}
        {innerTotal > mostShown && <li className="dim">and {groupDigits(innerTotal - mostShown)} more</li>}
      </ul>
    </>
  )
}

function Logs({ source, region }: RegionProps): ReactNode {
  const { logs, logTotal } = region
  return (
    <>
      <h3>
        Logs within <span className="dim">{groupDigits(logTotal)}</span>
      </h3>
      <ol className="details-list" aria-label="Logs within the region">
        {logs.slice(0, mostShown).map((log, at) => (
          <li key={`${log.atNs} ${at}`}>
            <LinkButton
              title="Show it in the timeline"
              onClick={() =>
                goToTimeline(
                  source.id,
                  { kind: 'region', region: region.region },
                  { fromNs: log.atNs, toNs: log.atNs },
                )
              }
            >
              {formatExactTime(log.atNs)}
            </LinkButton>{' '}
            {log.category !== '' && <span className="dim">[{log.category}] </span>}
            {log.message}
          </li>
        ))}
        {logTotal > mostShown && <li className="dim">and {groupDigits(logTotal - mostShown)} more</li>}
      </ol>
    </>
  )
}
