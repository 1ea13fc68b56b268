/** A stack of a dump: functions with their arguments, those that differ marked, the runtime's frames and recursions folded. */
import { useState, type KeyboardEvent, type ReactNode } from 'react'
import { StickyNote } from 'lucide-react'
import type { DumpFrameDto } from '../../../contract/dump-dto'
import { PlaceButton } from '../../widgets/place-button'
import { Callouts, type GroupNote } from './dump-notes'
import { fileLine, shortFunction } from '../../../picture/dump-words'
import { frameRuns, type FrameRun } from './frame-runs'

interface DumpFramesProps {
  readonly label: string
  readonly frames: readonly DumpFrameDto[]
  /** Marked as the place that matters. */
  readonly markedFrame?: number
  /** Notes on frames of this stack. */
  readonly notes?: readonly GroupNote[]
  /** Lets one put a note on a frame: by pointer, or with the cursor keys and M. */
  readonly onNote?: (frame: number) => void
}

const shownAtFirst = 100
/** So few more are shown at once. */
const notWorthAFold = 20

const noNotes: readonly GroupNote[] = []

export function DumpFrames(props: DumpFramesProps): ReactNode {
  const { label, frames, markedFrame, notes = noNotes, onNote } = props
  const [isWhole, setWhole] = useState(false)
  const [active, setActive] = useState(-1)
  const isShort = frames.length <= shownAtFirst + notWorthAFold
  const shown = isWhole || isShort ? frames : frames.slice(0, shownAtFirst)
  const runs = frameRuns(shown, (at) => at === markedFrame || notes.some((note) => note.frame === at))
  const isAllRuntime = runs.every((run) => run.kind === 'runtime')
  if (frames.length === 0) return <p className="dim dump-note">No frames are printed.</p>
  const visible = runs
    .filter((run) => run.kind === 'plain' || isAllRuntime)
    .flatMap((run) => run.frames.map((_frame, index) => run.start + index))
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      const next = active < 0 ? (markedFrame ?? 0) : visible[visible.indexOf(active) + step]
      if (next !== undefined) setActive(next)
    } else if (event.code === 'KeyM' && active >= 0 && onNote !== undefined) onNote(active)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const line = (frame: DumpFrameDto, at: number): ReactNode => (
    <FrameLine
      key={at}
      frame={frame}
      isMarked={at === markedFrame}
      isActive={at === active}
      notes={notes.filter((note) => note.frame === at)}
      {...(onNote === undefined ? {} : { onNote: () => onNote(at) })}
    />
  )
  return (
    <ol
      className="dump-frames"
      aria-label={label}
      {...(onNote === undefined ? {} : { tabIndex: 0, onKeyDown, onBlur: () => setActive(-1) })}
    >
      {runs.map((run) =>
        run.kind === 'plain' || isAllRuntime ? (
          run.frames.map((frame, index) => line(frame, run.start + index))
        ) : (
          <FoldedRun key={run.start} run={run} />
        ),
      )}
      {shown.length < frames.length && (
        <li>
          <button type="button" className="dump-fold" onClick={() => setWhole(true)}>
            {frames.length - shown.length} more frames
          </button>
        </li>
      )}
    </ol>
  )
}

function FoldedRun({ run }: { readonly run: FrameRun }): ReactNode {
  const [isOpen, setOpen] = useState(false)
  if (isOpen)
    return run.frames.map((frame, index) => (
      <FrameLine key={run.start + index} frame={frame} isMarked={false} isActive={false} notes={noNotes} />
    ))
  return (
    <li>
      <button type="button" className="dump-fold" aria-expanded={false} onClick={() => setOpen(true)}>
        {foldText(run)}
      </button>
    </li>
  )
}

function foldText({ kind, frames, period }: FrameRun): string {
  if (kind === 'runtime') return `${frames.length} runtime ${frames.length === 1 ? 'frame' : 'frames'}`
  const rounds = frames.length / period
  return period === 1 ? `the same call ${rounds} more times` : `these ${period} calls ${rounds} more times`
}

interface FrameLineProps {
  readonly frame: DumpFrameDto
  readonly isMarked: boolean
  readonly isActive: boolean
  readonly notes: readonly GroupNote[]
  readonly onNote?: () => void
}

function FrameLine({ frame, isMarked, isActive, notes, onNote }: FrameLineProps): ReactNode {
  if (frame.isNote) return <li className="dump-frame dump-frame-note">{frame.functionName}</li>
  const place = frame.file === '' ? '' : `${frame.file}:${frame.line}`
  return (
    <li
      className={`dump-frame dump-frame-${frame.owner}${isMarked ? ' dump-frame-marked' : ''}${isActive ? ' dump-frame-active' : ''}`}
      aria-current={isActive ? 'true' : undefined}
      title={`${frame.functionName}\n${place}`}
    >
      <span className="dump-call">
        <span className="dump-function">{shortFunction(frame.functionName)}</span>
        <Arguments frame={frame} />
      </span>
      <span className="dump-place">
        <Callouts notes={notes} />{' '}
        {frame.file !== '' && (
          <PlaceButton file={frame.file} line={frame.line}>
            {fileLine(frame)}
          </PlaceButton>
        )}
        {onNote !== undefined && (
          <button
            type="button"
            className="dump-frame-note-button"
            tabIndex={-1}
            aria-label={`Note on ${frame.functionName}`}
            title="A note on this frame (M)"
            onClick={onNote}
          >
            <StickyNote size={12} aria-hidden />
          </button>
        )}
      </span>
    </li>
  )
}

function Arguments({ frame }: { readonly frame: DumpFrameDto }): ReactNode {
  if (frame.isInlined)
    return (
      <span className="dump-arguments" title="Inlined: Go prints no arguments">
        (…)
      </span>
    )
  return (
    <span className="dump-arguments">
      (
      {frame.arguments.map((argument, index) => (
        <span key={index}>
          {index > 0 && ', '}
          {argument.isDifferent ? (
            <mark title="Not the same in all goroutines of the group">{argument.text}</mark>
          ) : (
            argument.text
          )}
        </span>
      ))}
      )
    </span>
  )
}
