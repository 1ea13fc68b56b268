import type { Feature } from '../../commands/feature'
import { ObjectPanel } from './object-panel'
import { RangePanel } from './range-panel'

export const feature: Feature = {
  name: 'details',
  views: [],
  panels: [
    { selectionKinds: ['range'], component: RangePanel },
    { selectionKinds: ['proc', 'thread', 'region'], component: ObjectPanel },
  ],
  commands: [],
}
