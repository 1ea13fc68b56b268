/** When a dump was taken and how that is known; a press lets one say it. */
import { useState, type KeyboardEvent, type ReactNode } from 'react'
import {
  clockText,
  dumpTimeText,
  parseGivenTime,
  timeSourceText,
  type DumpTime,
} from '../../../contract/dump-times'

interface DumpTimeProps {
  readonly name: string
  readonly time: DumpTime
  /** The day stands elsewhere. */
  readonly isDayKnown: boolean
  /** How all the times are known stands elsewhere. */
  readonly isSourceKnown: boolean
  /** undefined takes a given time back. */
  readonly onGive: (unixMs: number | undefined) => void
}

export function DumpTimeField({ name, time, isDayKnown, isSourceKnown, onGive }: DumpTimeProps): ReactNode {
  const [text, setText] = useState<string>()
  const [isWrong, setWrong] = useState(false)
  const known = dumpTimeText(time)
  if (text === undefined) {
    return (
      <button
        type="button"
        className="compare-time"
        aria-label={`Time of ${name}: ${known === '' ? 'unknown' : `${known}, ${timeSourceText(time.source)}`}; change`}
        title={known === '' ? 'Say when this dump was taken' : 'Say another time'}
        onClick={() => {
          setText(time.source === 'given' ? known.replace(/ UTC$/, '') : '')
          setWrong(false)
        }}
      >
        {known === '' ? 'set time…' : isDayKnown ? clockText(time) : known}
        {known !== '' && !isSourceKnown && (
          <span className="compare-time-source">{timeSourceText(time.source)}</span>
        )}
      </button>
    )
  }
  const finish = (): void => {
    const unixMs = parseGivenTime(text)
    if (text.trim() !== '' && unixMs === undefined) {
      setWrong(true)
      return
    }
    if (unixMs !== undefined || time.source === 'given') onGive(unixMs)
    setText(undefined)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.code !== 'Enter' && event.code !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    if (event.code === 'Enter') finish()
    else setText(undefined)
  }
  return (
    <span className="compare-time-edit">
      <input
        autoFocus
        type="text"
        aria-label={`Time of ${name}, in UTC`}
        aria-invalid={isWrong}
        placeholder="14:03 or 2026-11-21 14:03:05"
        maxLength={64}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setWrong(false)
        }}
        onBlur={finish}
        onKeyDown={onKeyDown}
      />
      {isWrong && (
        <span role="alert" className="compare-time-wrong">
          Write a time of day (14:03) or a date with it (2026-11-21 14:03:05).
        </span>
      )}
    </span>
  )
}
