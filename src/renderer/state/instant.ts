/**
 * The instant that a key is about: where the pointer or the cursor of the timeline stands. The timeline tells it while it is
 * on the screen; views and commands ask.
 */
import type { SourceId } from '../../contract/sources'
import { keepsMapsPerSource } from './forget-source'

const providers = new Map<SourceId, () => number>()

/** ns since the trace's start; undefined while the file's timeline is not on the screen. */
export const instantOf = (source: SourceId): number | undefined => providers.get(source)?.()

/** Answers the function that takes it away again. */
export function provideInstant(source: SourceId, instant: () => number): () => void {
  providers.set(source, instant)
  return () => {
    if (providers.get(source) === instant) providers.delete(source)
  }
}

const wishes = new Map<SourceId, number>()
const listeners = new Map<SourceId, (timeNs: number) => void>()
keepsMapsPerSource('wished cursor', wishes)

/** Asks the timeline of the file to set its cursor; a wish made before the timeline is there waits for it. */
export function wishCursor(source: SourceId, timeNs: number): void {
  const listener = listeners.get(source)
  if (listener === undefined) wishes.set(source, timeNs)
  else listener(timeNs)
}

/** Called by the timeline when it is there; a wish that waits is told at once. Answers the function that stops it. */
export function onCursorWish(source: SourceId, listener: (timeNs: number) => void): () => void {
  listeners.set(source, listener)
  const waiting = wishes.get(source)
  wishes.delete(source)
  if (waiting !== undefined) listener(waiting)
  return () => {
    if (listeners.get(source) === listener) listeners.delete(source)
  }
}
