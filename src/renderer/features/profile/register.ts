import { Flame, GitCompareArrows, ListOrdered, Workflow } from 'lucide-react'
import type { FileKind } from '../../../contract/sources'
import type { Feature } from '../../commands/feature'
import { showViewCommand } from '../../commands/show-view'
import { CallersView } from './callers-view'
import { CompareView } from './compare-view'
import { FlameView } from './flame-view'
import { TopView } from './top-view'

const kinds: readonly FileKind[] = ['profile']

export const feature: Feature = {
  name: 'profile',
  views: [
    {
      name: 'profile',
      label: 'Flame',
      kinds,
      railOrder: 1,
      icon: Flame,
      key: '1',
      component: FlameView,
      hasInspector: false,
    },
    {
      name: 'profile-top',
      label: 'Top',
      kinds,
      railOrder: 2,
      icon: ListOrdered,
      key: '2',
      component: TopView,
      hasInspector: false,
    },
    {
      name: 'profile-callers',
      label: 'Callers',
      kinds,
      railOrder: 3,
      icon: Workflow,
      key: '3',
      component: CallersView,
      hasInspector: false,
    },
    {
      name: 'profile-compare',
      label: 'Compare',
      kinds,
      railOrder: 4,
      icon: GitCompareArrows,
      key: '4',
      component: CompareView,
      hasInspector: false,
    },
  ],
  commands: [
    showViewCommand('profile', 'Flame graph of the profile', 1, ['profile']),
    showViewCommand('profile-top', 'Functions of the profile', 2, ['profile']),
    showViewCommand('profile-callers', 'Callers and callees', 3, ['profile']),
    showViewCommand('profile-compare', 'Compare profiles', 4, ['profile']),
  ],
}
