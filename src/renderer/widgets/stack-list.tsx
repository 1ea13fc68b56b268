/** Call stacks, innermost first. Frames of the runtime are folded into one line each run of them. */
import { useState, type ReactNode } from 'react'
import { PlaceButton } from './place-button'
import './stack-list.css'

export interface StackFrame {
  readonly functionName: string
  readonly file: string
  readonly line: number
}

interface StackListProps {
  readonly label: string
  readonly frames: readonly StackFrame[]
  readonly isFolded: (frame: StackFrame) => boolean
  /** How a run of folded frames is called: "3 runtime frames". */
  readonly foldedText: (count: number) => string
}

interface Run {
  readonly start: number
  readonly frames: readonly StackFrame[]
  readonly isFolded: boolean
}

function toRuns(frames: readonly StackFrame[], isFolded: (frame: StackFrame) => boolean): readonly Run[] {
  const runs: { start: number; frames: StackFrame[]; isFolded: boolean }[] = []
  for (const [index, frame] of frames.entries()) {
    const folded = isFolded(frame)
    const last = runs[runs.length - 1]
    if (last !== undefined && last.isFolded === folded) last.frames.push(frame)
    else runs.push({ start: index, frames: [frame], isFolded: folded })
  }
  return runs
}

/** A function that calls itself at one place fills a screen: it is told once, with how often. */
function recursionsOf(
  frames: readonly StackFrame[],
): readonly { readonly frame: StackFrame; readonly times: number }[] {
  const told: { frame: StackFrame; times: number }[] = []
  for (const frame of frames) {
    const last = told[told.length - 1]
    const isSame =
      last?.frame.functionName === frame.functionName &&
      last.frame.file === frame.file &&
      last.frame.line === frame.line
    if (last !== undefined && isSame) last.times++
    else told.push({ frame, times: 1 })
  }
  return told
}

export function StackList({ label, frames, isFolded, foldedText }: StackListProps): ReactNode {
  const runs = toRuns(frames, isFolded)
  // Where everything would be folded, nothing is.
  const isAllFolded = runs.every((run) => run.isFolded)
  return (
    <ol className="stack-list" aria-label={label}>
      {runs.map((run) =>
        run.isFolded && !isAllFolded ? (
          <FoldedRun key={run.start} run={run} text={foldedText(run.frames.length)} />
        ) : (
          recursionsOf(run.frames).map(({ frame, times }, index) => (
            <FrameLine key={run.start + index} frame={frame} times={times} />
          ))
        ),
      )}
    </ol>
  )
}

function FoldedRun({ run, text }: { readonly run: Run; readonly text: string }): ReactNode {
  const [isOpen, setOpen] = useState(false)
  if (isOpen)
    return (
      <>
        {run.frames.map((frame, index) => (
          <FrameLine key={run.start + index} frame={frame} isDim />
        ))}
      </>
    )
  return (
    <li>
      <button type="button" className="stack-folded" aria-expanded={false} onClick={() => setOpen(true)}>
        {text}
      </button>
    </li>
  )
}

function FrameLine({
  frame,
  times = 1,
  isDim = false,
}: {
  readonly frame: StackFrame
  /** How often it stands there, one upon the other. */
  readonly times?: number
  readonly isDim?: boolean
}): ReactNode {
  const place = frame.file === '' ? '' : `${frame.file}:${frame.line}`
  return (
    <li
      className={isDim ? 'stack-frame stack-frame-dim' : 'stack-frame'}
      title={`${frame.functionName}\n${place}`}
    >
      <span className="stack-function">
        {frame.functionName === '' ? 'unknown function' : frame.functionName}
        {times > 1 && <span className="dim"> {times}× in a row</span>}
      </span>
      {frame.file !== '' && (
        <span className="stack-place">
          <PlaceButton file={frame.file} line={frame.line}>
            {shortPlace(frame)}
          </PlaceButton>
        </span>
      )}
    </li>
  )
}

/** The last folder, file and line: enough to recognise it; the tooltip has the whole path. */
function shortPlace(frame: { readonly file: string; readonly line: number }): string {
  if (frame.file === '') return ''
  return `${frame.file.split('/').slice(-2).join('/')}:${frame.line}`
}
