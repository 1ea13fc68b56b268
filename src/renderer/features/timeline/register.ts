/** The timeline as a feature: its view, and what can be done in it. */
import { ChartGantt } from 'lucide-react'
import type { Feature } from '../../commands/feature'
import { ClockOverlay } from './clock-dialog'
import { GettingAround } from './getting-around'
import { noteCommands } from './note-commands'
import { orderCommands } from './row-order'
import { timelineCommands } from './timeline-commands'
import { TimelineView } from './timeline-view'

export const feature: Feature = {
  name: 'timeline',
  views: [
    {
      name: 'timeline',
      label: 'Timeline',
      kinds: ['trace'],
      railOrder: 2,
      icon: ChartGantt,
      key: '2',
      component: TimelineView,
      hasInspector: true,
    },
  ],
  panels: [{ selectionKinds: ['none'], component: GettingAround }],
  overlays: [ClockOverlay],
  partKeys: [
    {
      part: 'Rows of the timeline',
      kinds: ['trace'],
      lines: [
        { label: 'A page of rows up, down', keys: [{ code: 'PageUp' }, { code: 'PageDown' }] },
        { label: 'First row, last row', keys: [{ code: 'Home' }, { code: 'End' }] },
        {
          label: 'Zoom and pan faster',
          keys: (['KeyW', 'KeyS', 'KeyA', 'KeyD'] as const).map((code) => ({ code, shift: true })),
        },
        {
          label: 'Width of the row labels, from their edge; the usual width',
          keys: [{ code: 'ArrowLeft' }, { code: 'ArrowRight' }, { code: 'Enter' }],
        },
      ],
    },
  ],
  commands: [...timelineCommands, ...orderCommands, ...noteCommands],
}
