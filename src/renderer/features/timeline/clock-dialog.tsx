/**
 * When was it? A trace that carries no wall clock is told the time of one of its instants; its axis can then read as a
 * clock, and times of day be searched for. Kept for the file.
 */
import { useState, type KeyboardEvent, type ReactNode } from 'react'
import { formatExactTime } from '../../../base/format-units'
import type { SourceDto } from '../../../contract/sources'
import { localTime } from '../../data/local-time'
import { parseMoment } from '../../data/parse-moment'
import { useQuery } from '../../data/use-query'
import { openOverlay, useShell } from '../../state/shell'
import { useActiveSource } from '../../state/sources'
import { changeTimeAxis, useTimeAxis } from '../../state/time-axis'
import { Button } from '../../widgets/button'
import { Dialog } from '../../widgets/dialog'
import { activeTimeline } from './active-timelines'
import './clock-dialog.css'

export function ClockOverlay(): ReactNode {
  const isOpen = useShell((state) => state.overlay === 'clock')
  const source = useActiveSource()
  return (
    <Dialog
      title="Set the clock"
      description="This file does not say what time it was. Tell the time of one instant; all others follow, and it is kept for this file."
      isNarrow
      isOpen={isOpen && source?.kind === 'trace'}
      onClose={() => openOverlay('none')}
    >
      {source !== undefined && <ClockForm key={source.id} source={source} />}
    </Dialog>
  )
}

interface Instant {
  readonly name: string
  readonly label: string
  readonly timeNs: number
}

/** Instants whose time may be known: what was set or selected last stands first. */
function instantsOf(source: SourceDto, durationNs: number): readonly Instant[] {
  const scene = activeTimeline(source.id)?.scene
  const cursorNs = scene?.cursor.timeNs
  const selectedNs = scene?.selectedStartNs
  const one = (name: string, label: string, timeNs: number): Instant => ({
    name,
    label: `${label}, ${formatExactTime(timeNs)}`,
    timeNs,
  })
  return [
    ...(cursorNs === undefined ? [] : [one('cursor', 'the cursor', cursorNs)]),
    ...(selectedNs === undefined
      ? []
      : [one('selection', 'the begin of the selection', Math.round(selectedNs))]),
    { name: 'start', label: 'the start of the trace', timeNs: 0 },
    one('end', 'the end of the trace', durationNs),
  ]
}

const momentText = (unixMs: number): string => {
  const { day, time } = localTime(new Date(unixMs))
  return `${day} ${time}`
}

function ClockForm({ source }: { readonly source: SourceDto }): ReactNode {
  const overview = useQuery('trace/overview', { source: source.id })
  const { anchorUnixMs } = useTimeAxis(source.id)
  const durationNs = overview.state === 'ready' ? overview.value.durationNs : 0
  const instants = instantsOf(source, durationNs)
  const [chosen, setChosen] = useState(instants[0]?.name)
  const timeNs = (instants.find(({ name }) => name === chosen) ?? instants[0])?.timeNs ?? 0
  const [text, setText] = useState<string>()
  // Shown until something is typed: what is known already, at the instant that is chosen.
  const shown = text ?? (anchorUnixMs === undefined ? '' : momentText(anchorUnixMs + timeNs / 1e6))
  const [isTried, setTried] = useState(false)
  // A time of day without a date is of the day that is known, else of today.
  const [today] = useState(() => Date.now())
  const unixNs = parseMoment(shown, new Date(anchorUnixMs ?? today))
  const startUnixMs = unixNs === undefined ? undefined : Number((unixNs - BigInt(timeNs)) / 1_000n) / 1_000
  const isWrong = unixNs === undefined && (isTried || shown.trim().length > 7)
  const done = (anchor: number | undefined): void => {
    changeTimeAxis(source.id, {
      anchorUnixMs: anchor,
      ...(anchor === undefined ? { mode: 'relative' } : { mode: 'clock' }),
    })
    openOverlay('none')
    activeTimeline(source.id)?.scene.host.focus({ preventScroll: true })
  }
  const finish = (): void => {
    setTried(true)
    if (startUnixMs !== undefined) done(startUnixMs)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || (event.code !== 'Enter' && event.code !== 'NumpadEnter')) return
    event.preventDefault()
    finish()
  }
  return (
    <div className="clock-form">
      <label>
        <span>At</span>
        <select
          aria-label="Instant whose time is known"
          value={chosen}
          onChange={(event) => setChosen(event.target.value)}
        >
          {instants.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>it was</span>
        <input
          type="text"
          autoFocus
          aria-label="Time at that instant"
          aria-invalid={isWrong}
          aria-describedby="clock-outcome"
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          placeholder="14:03:05.25 or 2026-11-21 14:03:05"
          value={shown}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </label>
      <p id="clock-outcome" role="status" className={isWrong ? 'clock-wrong' : 'dim'}>
        {outcomeText(startUnixMs, isWrong)}
      </p>
      <div className="clock-buttons">
        {anchorUnixMs !== undefined && <Button label="Forget it" onClick={() => done(undefined)} />}
        <Button label="Cancel" onClick={() => openOverlay('none')} />
        <Button label="Set the clock" isPrimary onClick={finish} />
      </div>
    </div>
  )
}

function outcomeText(startUnixMs: number | undefined, isWrong: boolean): string {
  if (startUnixMs !== undefined) return `The trace then began at ${momentText(startUnixMs)}, your time zone.`
  return isWrong
    ? 'This is no time. Write a time of day (14:03:05.25), or a date with it (2026-11-21 14:03:05); add Z or +02:00 for another zone.'
    : 'A time of day is of today; without a zone it is of yours.'
}
