import { TableProperties } from 'lucide-react'
import type { Feature } from '../../commands/feature'
import { GoroutinesView } from './goroutines-view'

export const feature: Feature = {
  name: 'goroutines',
  views: [
    {
      name: 'goroutines',
      label: 'Goroutines',
      kinds: ['trace'],
      railOrder: 3,
      icon: TableProperties,
      key: '3',
      component: GoroutinesView,
      hasInspector: true,
    },
  ],
  commands: [],
}
