/**
 * A wish to see the selected object where the timeline draws it: links make it, the timeline fulfils it. A wish made
 * before the timeline is there waits for it.
 */
import type { SourceId } from '../../contract/sources'
import { keepsMapsPerSource } from './forget-source'

const waiting = new Set<SourceId>()
const listeners = new Map<SourceId, () => void>()
keepsMapsPerSource('wish to be revealed', waiting)

/** Asks the timeline of the file to bring the selected row into sight. */
export function requestReveal(source: SourceId): void {
  const listener = listeners.get(source)
  if (listener === undefined) waiting.add(source)
  else listener()
}

/** Called by the timeline when it is there; a wish that waits is told at once. Answers the function that stops it. */
export function onReveal(source: SourceId, listener: () => void): () => void {
  listeners.set(source, listener)
  if (waiting.delete(source)) listener()
  return () => {
    if (listeners.get(source) === listener) listeners.delete(source)
  }
}
