/** The orders of rows by name, and the one by what has to do with the selection. */
import { measuredSorts, type MeasuredSort } from '../../../contract/rows-dto'
import type { Command } from '../../commands/command'
import { activeTimeline } from './active-timelines'
import type { TimelineScene } from './scene/timeline-scene'

export const orderNames: Readonly<Record<MeasuredSort, string>> = {
  blocked: 'Blocked time',
  runnable: 'Runnable time',
  assist: 'GC assist time',
  lifetime: 'Lifetime',
  start: 'First appearance',
  id: 'Number',
}

/** The goroutine that is selected now: rows do not move when the selection does, only when they are ordered anew. */
export function orderByRelevance(scene: TimelineScene): void {
  const { selection } = scene
  if (selection.kind !== 'goroutine' && selection.kind !== 'span') {
    scene.announce('Select a goroutine or a span first')
    return
  }
  scene.rows.setSort(`relevance:${selection.goroutine}`)
  scene.scrollTo(0)
  scene.announce(`Rows ordered by relevance to g${selection.goroutine}`)
}

function command(id: string, label: string, perform: (scene: TimelineScene) => void): Command {
  return {
    id: `timeline.order-${id}`,
    label,
    group: 'Timeline',
    keys: [],
    keywords: 'sort rows order',
    isEnabled: (context) => context.view === 'timeline' && activeTimeline(context.source?.id) !== undefined,
    perform: (context) => {
      const timeline = activeTimeline(context.source?.id)
      if (timeline === undefined) return
      perform(timeline.scene)
      timeline.scene.host.focus({ preventScroll: true })
    },
  }
}

export const orderCommands: readonly Command[] = [
  ...measuredSorts.map((sort) =>
    command(sort, `Order rows by ${orderNames[sort].toLowerCase()}`.replace('gc ', 'GC '), (scene) =>
      scene.rows.setSort(sort),
    ),
  ),
  command('relevance', 'Order rows by relevance to the selection', orderByRelevance),
]
