import { Activity, FileText, Package, Recycle, TableProperties } from 'lucide-react'
import type { FileKind } from '../../../contract/sources'
import type { Feature } from '../../commands/feature'
import { showViewCommand } from '../../commands/show-view'
import { GcView } from './gc-view'
import { InitsView } from './inits-view'
import { LogView } from './log-view'
import { RawView } from './raw-view'
import { SchedulerView } from './scheduler-view'

const kinds: readonly FileKind[] = ['godebug']

export const feature: Feature = {
  name: 'godebug',
  views: [
    {
      name: 'godebug',
      label: 'Log',
      kinds,
      railOrder: 1,
      icon: Activity,
      key: '1',
      component: LogView,
      hasInspector: false,
    },
    {
      name: 'godebug-gc',
      label: 'Collections',
      kinds,
      railOrder: 2,
      icon: Recycle,
      key: '2',
      component: GcView,
      hasInspector: false,
    },
    {
      name: 'godebug-scheduler',
      label: 'Scheduler',
      kinds,
      railOrder: 3,
      icon: TableProperties,
      key: '3',
      component: SchedulerView,
      hasInspector: false,
    },
    {
      name: 'godebug-inits',
      label: 'Packages',
      kinds,
      railOrder: 4,
      icon: Package,
      key: '4',
      component: InitsView,
      hasInspector: false,
    },
    {
      name: 'godebug-raw',
      label: 'Raw',
      kinds,
      railOrder: 5,
      icon: FileText,
      key: '5',
      component: RawView,
      hasInspector: false,
    },
  ],
  commands: [
    showViewCommand('godebug', 'GODEBUG log over time', 1, ['godebug']),
    showViewCommand('godebug-gc', 'Collections of the log', 2, ['godebug']),
    showViewCommand('godebug-scheduler', 'Scheduler lines of the log', 3, ['godebug']),
    showViewCommand('godebug-inits', 'Initialised packages', 4, ['godebug']),
    showViewCommand('godebug-raw', 'Text of the log', 5, ['godebug']),
  ],
  partKeys: [
    {
      part: 'Plots of a GODEBUG log',
      lines: [
        { label: 'Zoom in at the pointer, zoom out', keys: [{ code: 'KeyW' }, { code: 'KeyS' }] },
        { label: 'Pan to earlier, to later', keys: [{ code: 'KeyA' }, { code: 'KeyD' }] },
        { label: 'Previous, next record', keys: [{ code: 'ArrowLeft' }, { code: 'ArrowRight' }] },
        { label: 'Zoom to the record', keys: [{ code: 'KeyF' }] },
        { label: 'Show the whole log', keys: [{ code: 'Digit0' }, { code: 'KeyZ' }] },
        { label: 'Show the line of the record', keys: [{ code: 'Enter' }] },
      ],
    },
  ],
}
