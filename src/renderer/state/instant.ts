/**
 * The instant that a key is about: where the pointer or the cursor of the timeline stands. The timeline tells it while it is
 * on the screen; views and commands ask.
 */
import type { SourceId } from '../../contract/sources'

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
