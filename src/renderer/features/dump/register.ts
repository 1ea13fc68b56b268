import { FileText, GitCompareArrows, Layers, Network, Skull, Swords } from 'lucide-react'
import type { FileKind } from '../../../contract/sources'
import type { Feature } from '../../commands/feature'
import { showViewCommand } from '../../commands/show-view'
import { CompareView } from './compare-view'
import { CrashView } from './crash-view'
import { addNoteOnTarget, canAddNote } from './dump-notes'
import { DumpView } from './dump-view'
import { startPasting } from './paste'
import { RaceView } from './race-view'
import { RawView } from './raw-view'
import { TreeView } from './tree-view'

startPasting()

const dumpKinds: readonly FileKind[] = ['goroutine-dump', 'crash']

export const feature: Feature = {
  name: 'dump',
  views: [
    {
      name: 'crash',
      label: 'Crash',
      kinds: ['crash'],
      railOrder: 1,
      icon: Skull,
      key: '1',
      component: CrashView,
      hasInspector: false,
    },
    {
      name: 'race',
      label: 'Races',
      kinds: ['race'],
      railOrder: 1,
      icon: Swords,
      key: '1',
      component: RaceView,
      hasInspector: false,
    },
    {
      name: 'dump',
      label: 'Groups',
      kinds: dumpKinds,
      railOrder: 2,
      icon: Layers,
      key: '2',
      component: DumpView,
      hasInspector: false,
    },
    {
      name: 'dump-compare',
      label: 'Compare',
      kinds: dumpKinds,
      railOrder: 3,
      icon: GitCompareArrows,
      key: '3',
      component: CompareView,
      hasInspector: false,
    },
    {
      name: 'dump-tree',
      label: 'Tree',
      kinds: dumpKinds,
      railOrder: 4,
      icon: Network,
      key: '4',
      component: TreeView,
      hasInspector: false,
    },
    {
      name: 'dump-raw',
      label: 'Raw',
      kinds: [...dumpKinds, 'race'],
      railOrder: 5,
      icon: FileText,
      key: '5',
      component: RawView,
      hasInspector: false,
    },
  ],
  commands: [
    showViewCommand('crash', 'Crash', 1, ['crash']),
    showViewCommand('race', 'Races', 1, ['race']),
    showViewCommand('dump', 'Groups', 2, dumpKinds),
    showViewCommand('dump-compare', 'Compare dumps', 3, dumpKinds),
    showViewCommand('dump-tree', 'Creation tree', 4, dumpKinds),
    showViewCommand('dump-raw', 'Raw text', 5, [...dumpKinds, 'race']),
    {
      id: 'dump.note',
      label: 'Note on the group, goroutine or frame',
      group: 'Selection',
      kinds: dumpKinds,
      keys: [{ code: 'KeyM' }],
      keywords: 'annotate comment callout',
      isEnabled: ({ source, view }) => view === 'dump' && canAddNote(source?.id),
      perform: () => addNoteOnTarget(),
    },
  ],
}
