/**
 * What a note on a group of a dump holds on to: the group's state, creator and stack, so that it is found again at another
 * similarity, under a filter, in a later start of the program, and in another dump of the same text. Groups that differ
 * only in the values of arguments have one anchor.
 */
import type { DumpFrameDto } from './dump-dto'

/** A group, or one goroutine of it. */
export interface Anchored {
  readonly state: string
  readonly createdBy: string
  readonly frames: readonly DumpFrameDto[]
}

const maximumNameLength = 200

/** `chan receive main.worker main.go:12 1f0c…`: readable, told apart by the digits at its end. */
export function groupAnchor(group: Anchored): string {
  const frame = group.frames[ownFrame(group.frames)]
  const name = frame === undefined ? 'no frames' : `${frame.functionName} ${frame.file}:${frame.line}`
  const stack = group.frames.map(({ functionName, file, line }) => `${functionName}\n${file}:${line}`)
  const digits = hashText([group.state, group.createdBy, ...stack].join('\n'))
  return `${group.state.slice(0, maximumNameLength)} ${name.slice(-maximumNameLength)} ${digits}`
}

/** `main.(*bank).balance (bank.go:112), sync.Mutex.Lock`, for people. */
export function groupPlace(group: Anchored, at = ownFrame(group.frames)): string {
  const frame = group.frames[at]
  const state = group.state.slice(0, maximumNameLength)
  if (frame === undefined) return state === '' ? 'a stack without frames' : state
  const file = frame.file.slice(Math.max(frame.file.lastIndexOf('/'), frame.file.lastIndexOf('\\')) + 1)
  const place = file === '' ? '' : ` (${file.slice(-maximumNameLength)}:${frame.line})`
  return `${frame.functionName.slice(0, 1_000)}${place}${state === '' ? '' : `, ${state}`}`
}

/** The innermost frame of the user's own code, else the innermost of all. */
const ownFrame = (frames: readonly DumpFrameDto[]): number =>
  Math.max(
    0,
    frames.findIndex(({ owner, isNote }) => owner === 'user' && !isNote),
  )

/** 64 bits of FNV-1a over UTF-16 code units, as hexadecimal digits: two halves with different seeds. */
function hashText(text: string): string {
  let low = 0x811c9dc5
  let high = 0x01000193
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x85ebca6b)
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
}
