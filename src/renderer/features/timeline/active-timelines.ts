/** The timelines that are on the screen, by file: commands of menu and palette act on them. */
import type { SourceId } from '../../../contract/sources'
import type { FindHits } from './find-hits'
import type { Navigation } from './navigation'
import type { NoteInput } from './note-input'
import type { TimelineScene } from './timeline-scene'

export interface ActiveTimeline {
  readonly scene: TimelineScene
  readonly navigation: Navigation
  readonly notes: NoteInput
  readonly finder: FindHits
}

const active = new Map<SourceId, ActiveTimeline>()

export const activeTimeline = (source: SourceId | undefined): ActiveTimeline | undefined =>
  source === undefined ? undefined : active.get(source)

/** Answers the function that takes it away again. */
export function registerTimeline(source: SourceId, timeline: ActiveTimeline): () => void {
  active.set(source, timeline)
  return () => {
    if (active.get(source) === timeline) active.delete(source)
  }
}
