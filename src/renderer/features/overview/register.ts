import { LayoutDashboard } from 'lucide-react'
import type { Feature } from '../../commands/feature'
import { OverviewView } from './overview-view'

export const feature: Feature = {
  name: 'overview',
  views: [
    {
      name: 'overview',
      label: 'Overview',
      kinds: ['trace'],
      railOrder: 1,
      icon: LayoutDashboard,
      key: '1',
      component: OverviewView,
      hasInspector: false,
    },
  ],
  commands: [],
}
