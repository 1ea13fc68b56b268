/** What the file is, in one line of figures. */
import type { ReactNode } from 'react'
import { formatDuration, groupDigits } from '../../../base/format-units'
import type { OverviewDto } from '../../../contract/overview-dto'
import type { OverviewPartProps } from './overview-part'
import { wallClockText } from './wall-clock'

interface Fact {
  readonly name: string
  readonly value: string
  readonly hint: string
}

function factsOf(overview: OverviewDto): readonly Fact[] {
  const facts: Fact[] = [
    {
      name: 'Length',
      value: formatDuration(overview.durationNs),
      hint: `${groupDigits(overview.durationNs)} ns`,
    },
    {
      name: 'Go',
      value: overview.goVersion.replace(/^Go /, ''),
      hint: 'The releases that write this format',
    },
    { name: 'Ps', value: String(overview.processorCount), hint: 'Processors seen in the trace (GOMAXPROCS)' },
    {
      name: 'Goroutines',
      value: groupDigits(overview.goroutineCount),
      hint: `At most ${groupDigits(overview.maxGoroutinesAtOnce)} at once`,
    },
    { name: 'Threads', value: groupDigits(overview.threadCount), hint: 'Operating system threads (Ms)' },
    { name: 'Events', value: groupDigits(overview.eventCount), hint: 'Events read from the file' },
  ]
  if (overview.taskCount + overview.regionCount + overview.logCount > 0)
    facts.push({
      name: 'Annotations',
      value: groupDigits(overview.taskCount + overview.regionCount + overview.logCount),
      hint: `${groupDigits(overview.taskCount)} tasks, ${groupDigits(overview.regionCount)} regions, ${groupDigits(overview.logCount)} logs`,
    })
  if (overview.cpuSampleCount > 0)
    facts.push({
      name: 'CPU samples',
      value: groupDigits(overview.cpuSampleCount),
      hint: 'Samples inside the trace',
    })
  const clock = wallClockText(overview.wallClockStartUnixNs)
  facts.push(
    clock === undefined
      ? { name: 'Began', value: 'not recorded', hint: 'Traces carry the wall clock from Go 1.25 on' }
      : { name: 'Began', value: clock.short, hint: clock.long },
  )
  return facts
}

export function Facts({ overview }: OverviewPartProps): ReactNode {
  return (
    <dl className="facts" aria-label="What the file is">
      {factsOf(overview).map((fact) => (
        <div key={fact.name} title={fact.hint}>
          <dt>{fact.name}</dt>
          <dd className="truncated">{fact.value}</dd>
        </div>
      ))}
      {overview.isFlightRecording && (
        <div title="The interesting moment of a flight recording is its end">
          <dt>Recorded by</dt>
          <dd>flight recorder</dd>
        </div>
      )}
    </dl>
  )
}
