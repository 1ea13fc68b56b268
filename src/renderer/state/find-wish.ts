/**
 * A wish to step through what bears a text in the timeline of a file: the search box makes it, the timeline's own search
 * fulfils it. A wish made before the timeline is there waits for it.
 */
import type { SourceId } from '../../contract/sources'
import { keepsMapsPerSource } from './forget-source'

const waiting = new Map<SourceId, string>()
const listeners = new Map<SourceId, (text: string) => void>()
keepsMapsPerSource('wish to find', waiting)

export function wishFind(source: SourceId, text: string): void {
  const listener = listeners.get(source)
  if (listener === undefined) waiting.set(source, text)
  else listener(text)
}

/** Called by the search of the timeline when it is there; a wish that waits is told at once. Answers the function that stops it. */
export function onFindWish(source: SourceId, listener: (text: string) => void): () => void {
  listeners.set(source, listener)
  const text = waiting.get(source)
  waiting.delete(source)
  if (text !== undefined) listener(text)
  return () => {
    if (listeners.get(source) === listener) listeners.delete(source)
  }
}
