/** A stack of a dump: functions with their arguments, those that differ marked, runtime frames folded. */
import { useState, type ReactNode } from 'react'
import type { DumpFrameDto } from '../../../contract/dump-dto'
import { fileLine, shortFunction } from './dump-text'

interface DumpFramesProps {
  readonly label: string
  readonly frames: readonly DumpFrameDto[]
  /** Marked as the place that matters. */
  readonly markedFrame?: number
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

export function DumpFrames({ label, frames, markedFrame }: DumpFramesProps): ReactNode {
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? frames : frames.slice(0, shownAtFirst)
  const runs = runsOf(shown)
  const isAllRuntime = runs.every((run) => run.isRuntime)
  if (frames.length === 0) return <p className="dim dump-note">No frames are printed.</p>
  return (
    <ol className="dump-frames" aria-label={label}>
      {runs.map((run) =>
        run.isRuntime && !isAllRuntime ? (
          <RuntimeRun key={run.start} run={run} />
        ) : (
          run.frames.map((frame, index) => (
            <FrameLine key={run.start + index} frame={frame} isMarked={run.start + index === markedFrame} />
          ))
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
      <FrameLine key={run.start + index} frame={frame} isMarked={false} />
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
}

function FrameLine({ frame, isMarked }: FrameLineProps): ReactNode {
  if (frame.isNote) return <li className="dump-frame dump-frame-note">{frame.functionName}</li>
  const place = frame.file === '' ? '' : `${frame.file}:${frame.line}`
  return (
    <li
      className={`dump-frame dump-frame-${frame.owner}${isMarked ? ' dump-frame-marked' : ''}`}
      title={`${frame.functionName}\n${place}`}
    >
      <span className="dump-call">
        <span className="dump-function">{shortFunction(frame.functionName)}</span>
        <Arguments frame={frame} />
      </span>
      <span className="dump-place">{fileLine(frame)}</span>
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
