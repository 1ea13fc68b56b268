/** Words and figures of dumps, the same wherever they stand. */
import { groupDigits } from '../../../base/format-units'
import type { WaitMinutesDto } from '../../../contract/dump-dto'
import type { VisualState } from '../../../contract/trace-dto'

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

/** A moment from a log, in UTC, to the second. */
export function momentText(unixMs: number | undefined): string {
  if (unixMs === undefined) return ''
  const date = new Date(unixMs)
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/**
 * Names without the beginning that all of them share, cut where a word ends: of `api-1403.txt` and `api-1408.txt`
 * `…1403.txt` and `…1408.txt`. Short beginnings stay.
 */
export function differingNames(names: readonly string[]): readonly string[] {
  if (names.length < 2) return names
  const [first] = names
  let shared = 0
  while (shared < first.length && names.every((name) => name[shared] === first[shared])) shared++
  while (shared > 0 && /[\p{L}\p{N}]/u.test(first[shared - 1])) shared--
  return shared < 4 ? names : names.map((name) => `…${name.slice(shared)}`)
}
