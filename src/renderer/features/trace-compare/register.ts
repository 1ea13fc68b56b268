import { GitCompareArrows } from 'lucide-react'
import type { Feature } from '../../commands/feature'
import { showViewCommand } from '../../commands/show-view'
import { TraceCompareView } from './compare-view'

export const feature: Feature = {
  name: 'trace-compare',
  views: [
    {
      name: 'trace-compare',
      label: 'Compare',
      kinds: ['trace'],
      railOrder: 6,
      icon: GitCompareArrows,
      key: '6',
      component: TraceCompareView,
      hasInspector: false,
    },
  ],
  commands: [showViewCommand('trace-compare', 'Compare with another trace', 6, ['trace'])],
}
