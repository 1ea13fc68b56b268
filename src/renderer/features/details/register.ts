import type { Feature } from '../../commands/feature'
import { ObjectPanel } from './object-panel'
import { RangePanel } from './range-panel'
import { RegionPanel } from './region-panel'

export const feature: Feature = {
  name: 'details',
  views: [],
  panels: [
    { selectionKinds: ['range'], component: RangePanel },
    { selectionKinds: ['region'], component: RegionPanel },
    { selectionKinds: ['proc', 'thread'], component: ObjectPanel },
  ],
  commands: [],
}
