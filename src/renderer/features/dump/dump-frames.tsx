/** A stack of a dump: functions with their arguments, those that differ marked, runtime frames folded. */
import { useState, type KeyboardEvent, type ReactNode } from 'react'
import { StickyNote } from 'lucide-react'
import type { DumpFrameDto } from '../../../contract/dump-dto'
import { PlaceButton } from '../../widgets/place-button'
import { Callouts, type GroupNote } from './dump-notes'
import { fileLine, shortFunction } from '../../../picture/dump-words'

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

interface Run {
  readonly start: number
  readonly frames: readonly DumpFrameDto[]
  readonly isRuntime: boolean
}

const isRuntime = (frame: DumpFrameDto): boolean => frame.owner === 'runtime' && !frame.isNote

function runsOf(frames: readonly DumpFrameDto[]): readonly Run[] {
  const runs: { start: number; frames: DumpFrameDto[]; isRuntime: boolean }[] = []
  for (const [index, frame] of frames.entries()) {
    const last = runs[runs.length - 1]
    if (last !== undefined && last.isRuntime === isRuntime(frame)) last.frames.push(frame)
    else runs.push({ start: index, frames: [frame], isRuntime: isRuntime(frame) })
  }
  return runs
}

const shownAtFirst = 100

const noNotes: readonly GroupNote[] = []

export function DumpFrames(props: DumpFramesProps): ReactNode {
  const { label, frames, markedFrame, notes = noNotes, onNote } = props
  const [isWhole, setWhole] = useState(false)
  const [active, setActive] = useState(-1)
  const shown = isWhole ? frames : frames.slice(0, shownAtFirst)
  const runs = runsOf(shown)
  const isAllRuntime = runs.every((run) => run.isRuntime)
  if (frames.length === 0) return <p className="dim dump-note">No frames are printed.</p>
  const visible = runs
    .filter((run) => !run.isRuntime || isAllRuntime)
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
        run.isRuntime && !isAllRuntime ? (
          <RuntimeRun key={run.start} run={run} />
        ) : (
          run.frames.map((frame, index) => line(frame, run.start + index))
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

function RuntimeRun({ run }: { readonly run: Run }): ReactNode {
  const [isOpen, setOpen] = useState(false)
  if (isOpen)
    return run.frames.map((frame, index) => (
      <FrameLine key={run.start + index} frame={frame} isMarked={false} isActive={false} notes={noNotes} />
    ))
  const count = run.frames.length
  return (
    <li>
      <button type="button" className="dump-fold" aria-expanded={false} onClick={() => setOpen(true)}>
        {count} runtime {count === 1 ? 'frame' : 'frames'}
      </button>
    </li>
  )
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
