/** What all views of a profile stand in: its facts, the kind of value, and the label that samples must carry. */
import type { ReactNode } from 'react'
import { formatDuration, groupDigits } from '../../../base/format-units'
import { formatValue } from '../../../base/format-value'
import type { ProfileOverviewDto, SampleTypeDto } from '../../../contract/profile-dto'
import type { SourceDto } from '../../../contract/sources'
import { adviceFor } from '../../data/advice'
import { localTime } from '../../data/local-time'
import { useQuery } from '../../data/use-query'
import { chooseInProfile, useProfileChoice } from '../../state/profile-choice'
import { LabelledSelect } from '../../widgets/labelled-select'
import { EmptyNote, FailureNote, WaitingNote } from '../../widgets/query-state'
import './profile.css'

export interface ChosenValues {
  readonly overview: ProfileOverviewDto
  readonly type: number
  readonly sampleType: SampleTypeDto
  readonly label: string | undefined
}

interface ProfileFrameProps {
  readonly source: SourceDto
  readonly children: (chosen: ChosenValues) => ReactNode
}

export function ProfileFrame({ source, children }: ProfileFrameProps): ReactNode {
  const answer = useQuery('profile/overview', { source: source.id })
  const choice = useProfileChoice(source.id)
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return <FailureNote message={answer.error.message} advice={adviceFor(answer.error)} />
  const overview = answer.value
  const type = choice.type ?? overview.defaultType
  const sampleType = overview.sampleTypes[type]
  if (sampleType === undefined)
    return <EmptyNote>The file does not say what its samples count: there is nothing to show.</EmptyNote>
  return (
    <div className="profile">
      <header className="view-bar">
        <LabelledSelect
          label="Value"
          options={overview.sampleTypes.map((one, index) => ({
            value: index,
            text: `${valueName(one, index)}, ${formatValue(one.total, one.unit)}`,
          }))}
          value={type}
          onChange={(value) => chooseInProfile(source.id, { type: value })}
        />
        {overview.labels.length > 0 && (
          <LabelledSelect
            label="Label"
            options={[
              { value: '', text: 'any or none' },
              ...overview.labels.map(({ label, sampleCount }) => ({
                value: label,
                text: `${label}, ${countOfSamples(sampleCount)}`,
              })),
            ]}
            value={choice.label ?? ''}
            onChange={(label) => chooseInProfile(source.id, { label: label === '' ? undefined : label })}
          />
        )}
        <p className="dim truncated profile-facts">{factsOf(overview)}</p>
      </header>
      {children({ overview, type, sampleType, label: choice.label })}
    </div>
  )
}

/** A damaged file may have lost the name of a kind of value. */
const valueName = ({ type }: SampleTypeDto, index: number): string =>
  type === '' ? `value ${index + 1}` : type

const countOfSamples = (count: number): string => (count === 1 ? '1 stack' : `${groupDigits(count)} stacks`)

function factsOf({ sampleCount, functionCount, durationNs, timeUnixMs, period }: ProfileOverviewDto): string {
  const parts = [`${countOfSamples(sampleCount)}, ${groupDigits(functionCount)} functions`]
  if (durationNs > 0) parts.push(`over ${formatDuration(durationNs)}`)
  if (timeUnixMs !== undefined) parts.push(`taken ${secondsText(timeUnixMs)}`)
  // Without a period, or with each event counted, there is nothing to say.
  if (!/^0 |^1 .*count$/.test(period)) parts.push(`one sample per ${periodText(period)}`)
  return parts.join(' · ')
}

/** `10 ms of cpu` for `10000000 cpu/nanoseconds`. */
function periodText(period: string): string {
  const match = /^(\d+) ([^/]*)\/(.*)$/.exec(period)
  if (match === null) return period
  const [, count = '0', type = '', unit = ''] = match
  const value = formatValue(Number(count), unit)
  return type === '' ? value : `${value} of ${type}`
}

/** `2026-11-21 14:03:07` */
function secondsText(unixMs: number): string {
  const { day, time } = localTime(new Date(unixMs))
  return `${day} ${time.slice(0, 8)}`
}
