/**
 * The path as a small picture: a lane for its own goroutine, one for each of those with most time on it, one for all others.
 * A line between lanes is a hand-over. The table below tells the same.
 */
import { useMemo, type ReactNode } from 'react'
import { formatDuration, formatExactTime, formatShare } from '../../../base/format-units'
import type { PathDto, PathStepDto } from '../../../contract/path-dto'
import type { SourceDto } from '../../../contract/sources'
import { goroutineName } from '../../data/names'
import { stateClass } from '../../data/state-times'
import { select } from '../../state/places'
import { LinkButton } from '../../widgets/button'
import { SegmentBar, Swatch } from '../../widgets/segment-bar'
import { kindLabels, kindStates, stepText } from './path-words'

const mostLanes = 5
/** Nothing is so short that it cannot be seen. */
const leastPx = 1

interface Lane {
  /** Undefined: all others. */
  readonly goroutine?: number
  readonly name: string
  readonly totalNs: number
}

interface Piece {
  readonly step: PathStepDto
  readonly lane: number
}

/** The goroutine asked about first, then by time; what has no lane of its own shares the last one. */
export function lanesOf(path: PathDto): {
  readonly lanes: readonly Lane[]
  readonly pieces: readonly Piece[]
} {
  const own = path.subject.goroutine
  const isOwn = (share: PathDto['goroutines'][number]): boolean => share.of.id === own.id
  const others = path.goroutines.filter((share) => !isOwn(share))
  const lastNs = new Map(path.steps.map((step) => [step.goroutine?.id, step.toNs]))
  // The nearer to the end of the path, the nearer to its own goroutine: hand-overs look like stairs.
  const single = others
    .slice(0, mostLanes)
    .sort((a, b) => (lastNs.get(b.of.id) ?? 0) - (lastNs.get(a.of.id) ?? 0))
  const lanes: Lane[] = [
    {
      goroutine: own.id,
      name: goroutineName(own),
      totalNs: path.goroutines.find(isOwn)?.totalNs ?? 0,
    },
    ...single.map(({ of, totalNs }) => ({ goroutine: of.id, name: goroutineName(of), totalNs })),
  ]
  const toldNs = lanes.reduce((sum, lane) => sum + lane.totalNs, 0)
  const restNs = path.subject.toNs - path.subject.fromNs - toldNs
  const hasRest = restNs > 0 || path.steps.some((step) => step.goroutine === undefined)
  if (hasRest) lanes.push({ name: 'others and short steps', totalNs: restNs })
  const pieces = path.steps.map((step) => {
    const lane = lanes.findIndex((one) => one.goroutine !== undefined && one.goroutine === step.goroutine?.id)
    return { step, lane: lane < 0 ? lanes.length - 1 : lane }
  })
  return { lanes, pieces }
}

interface PathStripProps {
  readonly source: SourceDto
  readonly path: PathDto
  readonly onStep: (step: PathStepDto) => void
}

export function PathStrip({ source, path, onStep }: PathStripProps): ReactNode {
  const { lanes, pieces } = useMemo(() => lanesOf(path), [path])
  const { fromNs, toNs, text } = path.subject
  const wholeNs = toNs - fromNs
  const x = (timeNs: number): number => ((timeNs - fromNs) / wholeNs) * 100
  const y = (lane: number): number => lane * 18 + 9
  return (
    <section className="path-strip" aria-label="Picture of the path">
      <ul className="path-lanes">
        {lanes.map((lane) => (
          <li key={lane.name} className="truncated">
            {lane.goroutine === undefined ? (
              lane.name
            ) : (
              <LinkButton
                title={`${lane.name}: ${formatDuration(lane.totalNs)}, ${formatShare(lane.totalNs / wholeNs)}`}
                onClick={() => select(source.id, { kind: 'goroutine', goroutine: lane.goroutine ?? 0 })}
              >
                {lane.name}
              </LinkButton>
            )}
          </li>
        ))}
      </ul>
      <div
        className="path-picture"
        role="img"
        aria-label={`${text}: ${lanes.map((lane) => `${lane.name} ${formatDuration(lane.totalNs)}`).join(', ')}`}
        style={{ height: lanes.length * 18 }}
      >
        {pieces.map(({ step, lane }, at) => {
          const before = pieces[at - 1]
          if (before === undefined || before.lane === lane) return null
          const top = Math.min(y(before.lane), y(lane))
          return (
            <span
              key={`hop ${step.fromNs}`}
              className="path-hop"
              style={{ left: `${x(step.fromNs)}%`, top, height: Math.abs(y(lane) - y(before.lane)) }}
            />
          )
        })}
        {pieces.map(({ step, lane }) => (
          <span
            key={step.fromNs}
            className={`path-piece ${step.kind === undefined ? 'path-several' : stateClass(step.visualState)}`}
            style={{
              left: `${x(step.fromNs)}%`,
              top: y(lane) - 6,
              width: `max(${leastPx}px, ${x(step.toNs) - x(step.fromNs)}%)`,
            }}
            title={`${step.goroutine === undefined ? '' : `${goroutineName(step.goroutine)}: `}${stepText(step)}\n${formatDuration(step.toNs - step.fromNs)} from ${formatExactTime(step.fromNs)}`}
            onClick={() => onStep(step)}
          />
        ))}
      </div>
      <div className="path-kinds">
        <SegmentBar
          label="Path by kind"
          segments={path.kinds.map(({ kind, totalNs }) => ({
            key: kind,
            label: kindLabels[kind],
            className: stateClass(kindStates[kind]),
            value: totalNs,
            text: `${formatDuration(totalNs)}, ${formatShare(totalNs / wholeNs)}`,
          }))}
        />
        <ul aria-label="Path by kind, in figures">
          {path.kinds.map(({ kind, totalNs }) => (
            <li key={kind}>
              <Swatch className={stateClass(kindStates[kind])} /> {kindLabels[kind]}{' '}
              <strong>{formatDuration(totalNs)}</strong>{' '}
              <span className="dim">{formatShare(totalNs / wholeNs)}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}
