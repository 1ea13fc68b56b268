import { FileText, GitCompareArrows, Layers, Network, Skull, Swords } from 'lucide-react'
import type { FileKind } from '../../../contract/sources'
import type { Command } from '../../commands/command'
import type { Feature } from '../../commands/feature'
import { viewsOf } from '../../commands/registry'
import { showView } from '../../state/places'
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

/** By digit, as the views of a trace are. */
function showByDigit(name: string, label: string, digit: number): Command {
  return {
    id: `view.${name}`,
    label,
    group: 'Views',
    keys: [{ code: `Digit${digit}` }],
    isEnabled: ({ source }) => source !== undefined && viewsOf(source).some((view) => view.name === name),
    perform: ({ source }) => {
      if (source !== undefined) showView(source.id, name)
    },
  }
}

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
    showByDigit('crash', 'Crash', 1),
    showByDigit('race', 'Races', 1),
    showByDigit('dump', 'Groups', 2),
    showByDigit('dump-compare', 'Compare dumps', 3),
    showByDigit('dump-tree', 'Creation tree', 4),
    showByDigit('dump-raw', 'Raw text', 5),
    {
      id: 'dump.note',
      label: 'Note on the group, goroutine or frame',
      group: 'Selection',
      keys: [{ code: 'KeyM' }],
      keywords: 'annotate comment callout',
      isEnabled: ({ source, view }) => view === 'dump' && canAddNote(source?.id),
      perform: () => addNoteOnTarget(),
    },
  ],
}
