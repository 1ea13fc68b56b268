/** The timelines that are on the screen, by file: commands of keys, menus and palette act on them. */
import type { SourceId } from '../../../contract/sources'
import type { Causality } from './navigation/causality'
import type { FindHits } from './navigation/find-hits'
import type { TimelineMenus } from './input/menus'
import type { Navigation } from './navigation/navigation'
import type { NoteInput } from './input/note-input'
import type { TimelineScene } from './scene/timeline-scene'
import type { Walk } from './input/walk'

export interface ActiveTimeline {
  readonly scene: TimelineScene
  readonly navigation: Navigation
  readonly walk: Walk
  readonly causality: Causality
  readonly menus: TimelineMenus
  readonly notes: NoteInput
  readonly finder: FindHits
  readonly toggleTooltips: () => void
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
