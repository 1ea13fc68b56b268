import { Waypoints } from 'lucide-react'
import type { Feature } from '../../commands/feature'
import { goTo, selectionOf } from '../../state/places'
import { siblingCommands } from './sibling-commands'
import { GoroutinePanel } from './goroutine-panel'
import { GoroutineView } from './goroutine-view'

export const feature: Feature = {
  name: 'goroutine',
  views: [
    {
      name: 'goroutine',
      label: 'Goroutine',
      kinds: ['trace'],
      icon: Waypoints,
      component: GoroutineView,
      hasInspector: false,
    },
  ],
  panels: [{ selectionKinds: ['goroutine', 'span'], component: GoroutinePanel }],
  commands: [
    {
      id: 'selection.open-goroutine',
      label: 'Open the selected goroutine as a page',
      group: 'Selection',
      keys: [{ code: 'Enter' }],
      isEnabled: ({ source, view }) => {
        if (source === undefined || view === 'goroutine') return false
        const { kind } = selectionOf(source.id)
        return kind === 'goroutine' || kind === 'span'
      },
      perform: ({ source }) => {
        if (source !== undefined) goTo(source.id, { view: 'goroutine' })
      },
    },
    ...siblingCommands,
  ],
}
