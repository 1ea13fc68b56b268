/** What all views of a GODEBUG log stand in: its facts, and which process where it holds several. */
import type { ReactNode } from 'react'
import { formatDuration, groupDigits } from '../../../base/format-units'
import type { GodebugOverviewDto, GodebugRunDto } from '../../../contract/godebug-dto'
import type { SourceDto } from '../../../contract/sources'
import { adviceFor } from '../../data/advice'
import { localTime } from '../../data/local-time'
import { useQuery } from '../../data/use-query'
import { chooseInGodebug, useGodebugChoice } from '../../state/godebug-choice'
import { dropWindow } from '../../state/time-window'
import { LabelledSelect } from '../../widgets/labelled-select'
import { EmptyNote, FailureNote, WaitingNote } from '../../widgets/query-state'
import './godebug.css'

export interface ShownRun {
  readonly overview: GodebugOverviewDto
  readonly run: GodebugRunDto
  readonly index: number
}

interface GodebugFrameProps {
  readonly source: SourceDto
  readonly children: (shown: ShownRun) => ReactNode
}

export function GodebugFrame({ source, children }: GodebugFrameProps): ReactNode {
  const answer = useQuery('godebug/overview', { source: source.id })
  const choice = useGodebugChoice(source.id)
  if (answer.state === 'loading') return <WaitingNote />
  if (answer.state === 'failed')
    return <FailureNote message={answer.error.message} advice={adviceFor(answer.error)} />
  const overview = answer.value
  const index = Math.min(choice.run, overview.runs.length - 1)
  const run = overview.runs[index]
  if (run === undefined) return <EmptyNote>No process printed anything here.</EmptyNote>
  return (
    <div className="godebug">
      <header className="view-bar">
        {overview.runs.length > 1 && (
          <LabelledSelect
            label="Process"
            options={overview.runs.map((one, at) => ({ value: at, text: nameOfRun(one, at) }))}
            value={index}
            onChange={(at) => showRun(source.id, at)}
          />
        )}
        <p className="dim truncated godebug-facts" title={factsOf(overview, run).join(' · ')}>
          {factsOf(overview, run).join(' · ')}
        </p>
      </header>
      {children({ overview, run, index })}
    </div>
  )
}

export function showRun(source: string, run: number): void {
  chooseInGodebug(source, { run, line: undefined, detail: 0 })
  dropWindow(source)
}

function nameOfRun({ source, firstLine, lastLine }: GodebugRunDto, index: number): string {
  const where = source === '' ? '' : `, ${source}`
  return `${index + 1}: lines ${groupDigits(firstLine)} to ${groupDigits(lastLine)}${where}`
}

function factsOf(
  { lineCount, readLineCount, wrappers }: GodebugOverviewDto,
  { gc, scheduler, inits, startUnixMs, endNs }: GodebugRunDto,
): readonly string[] {
  const facts: string[] = []
  if (endNs > 0) facts.push(formatDuration(endNs))
  if (gc !== null) facts.push(`GC ${gc.firstNumber} to ${gc.lastNumber}`)
  if (scheduler !== null) facts.push(countText(scheduler.samples, 'SCHED line'))
  if (inits !== null) facts.push(countText(inits.packages, 'package'))
  if (startUnixMs !== null) {
    const { day, time } = localTime(new Date(startUnixMs))
    facts.push(`began about ${day} ${time.slice(0, 8)} by the times of the log`)
  }
  facts.push(`${groupDigits(readLineCount)} of ${countText(lineCount, 'line')} read`)
  if (wrappers.length > 0) facts.push(`inside ${wrappers.join(', ')}`)
  if (gc !== null && scheduler !== null)
    facts.push('GC times count from the start of the runtime, SCHED times from the first SCHED line')
  return facts
}

export const countText = (count: number, word: string): string =>
  `${groupDigits(count)} ${word}${count === 1 ? '' : 's'}`
