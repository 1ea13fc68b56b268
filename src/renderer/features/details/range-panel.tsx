/** A stretch of time: what ran, what waited, and what GC and STW took, in exactly that stretch. */
import type { ReactNode } from 'react'
import { formatDuration, formatExactTime, formatShare, groupDigits } from '../../../base/format-units'
import type { PanelProps } from '../../commands/feature'
import { adviceFor } from '../../data/advice'
import { showTime } from '../../data/go-to'
import { useLatest } from '../../data/use-query'
import { goTo } from '../../state/places'
import { LinkButton } from '../../widgets/button'
import { FailureNote, WaitingNote } from '../../widgets/query-state'
import './details.css'

interface Line {
  readonly name: string
  readonly value: string
  readonly hint: string
}

export function RangePanel({ source, selection }: PanelProps): ReactNode {
  const range = selection.kind === 'range' ? selection : undefined
  const { answer } = useLatest(
    'trace/counters',
    range === undefined || range.toNs <= range.fromNs
      ? undefined
      : { source: source.id, fromNs: range.fromNs, toNs: range.toNs, slices: 1 },
  )
  if (range === undefined) return null
  const durationNs = range.toNs - range.fromNs
  return (
    <section className="details">
      <h2 title={`${groupDigits(durationNs)} ns`}>Range of {formatDuration(durationNs)}</h2>
      <p className="dim">
        {formatExactTime(range.fromNs)} to {formatExactTime(range.toNs)} ({groupDigits(durationNs)} ns)
      </p>
      <p>
        <LinkButton
          onClick={() => {
            showTime(source.id, range.fromNs, range.toNs)
            goTo(source.id, { view: 'timeline' })
          }}
        >
          Show in the timeline
        </LinkButton>
      </p>
      {durationNs > 0 && answer.state === 'loading' && <WaitingNote />}
      {answer.state === 'failed' && (
        <FailureNote message={answer.error.message} advice={adviceFor(answer.error)} />
      )}
      {answer.state === 'ready' && (
        <dl className="details-figures">
          {linesOf(answer.value.columns, durationNs).map((line) => (
            <div key={line.name} title={line.hint}>
              <dt>{line.name}</dt>
              <dd className="number">{line.value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

function linesOf(columns: Readonly<Record<string, ArrayLike<number>>>, durationNs: number): readonly Line[] {
  const at = (name: string): number => columns[name]?.[0] ?? Number.NaN
  const mean = (name: string, label: string, hint: string): readonly Line[] =>
    Number.isFinite(at(name)) ? [{ name: label, value: at(name).toFixed(2), hint }] : []
  const part = (name: string, label: string, hint: string): readonly Line[] =>
    Number.isFinite(at(name))
      ? [
          {
            name: label,
            value: `${formatDuration(Math.round(at(name) * durationNs))} · ${formatShare(at(name))}`,
            hint,
          },
        ]
      : []
  return [
    ...(Number.isFinite(at('occupancy'))
      ? [
          {
            name: 'P occupancy',
            value: formatShare(at('occupancy')),
            hint: 'Mean share of Ps that were running in this range',
          },
        ]
      : []),
    ...mean('running', 'Goroutines running', 'On average over this range'),
    ...mean('runnable', 'Runnable, without a P', 'On average over this range'),
    ...mean('waiting', 'Waiting', 'On average over this range'),
    ...mean('syscall', 'In system calls', 'On average over this range'),
    ...part('stw', 'World stopped', 'Time in this range in which the world was being stopped or stood still'),
    ...part('gc', 'GC marking', 'Time in this range in which a mark phase was going on'),
  ]
}
