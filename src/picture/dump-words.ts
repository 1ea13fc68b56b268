/** Words and colours of dumps, the same in the window and in pictures. */
import { groupDigits } from '../base/format-units'
import type { WaitMinutesDto } from '../contract/dump-dto'
import type { VisualState } from '../contract/visual-states'

export function countText(count: number, word: string): string {
  return `${groupDigits(count)} ${word}${count === 1 ? '' : 's'}`
}

/** "about 2–5 min"; '' when no wait is printed. */
export function waitText(wait: WaitMinutesDto | undefined): string {
  if (wait === undefined) return ''
  return wait.min === wait.max ? `about ${wait.min} min` : `about ${wait.min}–${wait.max} min`
}

/** The colour that a state has everywhere in Marey. */
export function visualStateOf(state: string): VisualState {
  if (state === '') return 'unknown'
  if (/^running/.test(state)) return 'running'
  if (/^(?:runnable|preempted|copystack)/.test(state)) return 'runnable'
  if (/^(?:sync\.|semacquire)/.test(state)) return 'blocked-sync'
  if (/^(?:chan |select|synctest|coroutine)/.test(state)) return 'blocked-channel'
  if (state.startsWith('IO wait')) return 'network'
  if (state.startsWith('syscall')) return 'syscall'
  if (state === 'sleep') return 'sleep'
  if (state.startsWith('GC assist')) return 'gc-assist'
  if (/^(?:GC |force gc|finalizer|cleanup)/.test(state)) return 'gc-work'
  return 'unknown'
}

/** `(*conn).serve` of `net/http.(*conn).serve`, with its package's last element in front: `http.(*conn).serve`. */
export function shortFunction(functionName: string): string {
  const bracket = functionName.indexOf('[')
  const slash = functionName.lastIndexOf('/', bracket < 0 ? undefined : bracket)
  return functionName.slice(slash + 1)
}

export function fileLine(frame: { readonly file: string; readonly line: number }): string {
  if (frame.file === '') return ''
  return `${frame.file.slice(Math.max(frame.file.lastIndexOf('/'), frame.file.lastIndexOf('\\')) + 1)}:${frame.line}`
}
