/** The timeline as a feature: its view, and its keys as commands for menu, palette and help. */
import { ChartGantt } from 'lucide-react'
import type { Command, KeyBinding } from '../../commands/command'
import type { Feature } from '../../commands/feature'
import { activeTimeline, type ActiveTimeline } from './active-timelines'
import { noteCommands } from './note-commands'
import { TimelineView } from './timeline-view'
import { panBy, zoomAt } from '../../state/viewport-math'

function command(
  id: string,
  label: string,
  keys: readonly KeyBinding[],
  perform: (timeline: ActiveTimeline) => void,
  keywords?: string,
): Command {
  return {
    id: `timeline.${id}`,
    label,
    group: 'Timeline',
    keys,
    ...(keywords === undefined ? {} : { keywords }),
    isHandledByView: true,
    isEnabled: (context) => context.view === 'timeline' && activeTimeline(context.source?.id) !== undefined,
    perform: (context) => {
      const timeline = activeTimeline(context.source?.id)
      if (timeline === undefined) return
      perform(timeline)
      timeline.scene.host.focus({ preventScroll: true })
    },
  }
}

const zoom =
  (factor: number) =>
  ({ scene }: ActiveTimeline): void =>
    scene.moveTo(zoomAt(scene.window, scene.zoomCenterNs, factor, scene.durationNs))

const pan =
  (share: number) =>
  ({ scene }: ActiveTimeline): void =>
    scene.moveTo(panBy(scene.window, (scene.window.toNs - scene.window.fromNs) * share, scene.durationNs))

const commands: readonly Command[] = [
  command('zoom-in', 'Zoom in at the pointer', [{ code: 'KeyW' }], zoom(2)),
  command('zoom-out', 'Zoom out', [{ code: 'KeyS' }], zoom(0.5)),
  command('pan-left', 'Pan to earlier', [{ code: 'KeyA' }], pan(-0.4)),
  command('pan-right', 'Pan to later', [{ code: 'KeyD' }], pan(0.4)),
  command(
    'fit',
    'Show the whole run',
    [{ code: 'Digit0' }, { code: 'KeyZ' }],
    ({ scene }) => scene.fit(),
    'fit all',
  ),
  command(
    'focus',
    'Focus the selection; again: the whole run',
    [{ code: 'KeyF' }],
    ({ navigation }) => void navigation.focusSelection(),
  ),
  command(
    'previous-span',
    'Previous span in the row',
    [{ code: 'ArrowLeft' }, { character: ',' }],
    ({ navigation }) => void navigation.step('previous', false),
  ),
  command(
    'next-span',
    'Next span in the row',
    [{ code: 'ArrowRight' }, { character: '.' }],
    ({ navigation }) => void navigation.step('next', false),
  ),
  command(
    'previous-same-state',
    'Previous span of the same state',
    [{ code: 'ArrowLeft', alt: true, shift: true }],
    ({ navigation }) => void navigation.step('previous', true),
  ),
  command(
    'next-same-state',
    'Next span of the same state',
    [{ code: 'ArrowRight', alt: true, shift: true }],
    ({ navigation }) => void navigation.step('next', true),
  ),
  command(
    'previous-row',
    'Previous row',
    [{ code: 'ArrowUp' }],
    ({ navigation }) => void navigation.stepRow(-1),
  ),
  command('next-row', 'Next row', [{ code: 'ArrowDown' }], ({ navigation }) => void navigation.stepRow(1)),
  command(
    'fold',
    'Fold or open the row',
    [{ code: 'Enter' }],
    ({ navigation }) => void navigation.toggleFocused(),
  ),
  command(
    'waker',
    'Go to who ended the wait',
    [{ character: '[' }],
    ({ navigation }) => void navigation.followWaker(),
    'woken by unblocked cause',
  ),
  command(
    'woken',
    'Go to whom it woke',
    [{ character: ']' }],
    ({ navigation }) => void navigation.followWoken(),
    'wakes unblocks',
  ),
  command(
    'range',
    'Selection to range',
    [{ code: 'KeyR' }],
    ({ navigation }) => void navigation.selectionToRange(),
  ),
  command('select-all', 'Select the whole run', [{ code: 'KeyA', mod: true }], ({ scene, navigation }) =>
    navigation.select({ kind: 'range', fromNs: 0, toNs: scene.durationNs }),
  ),
  command(
    'find',
    'Find in the timeline',
    [{ code: 'KeyF', mod: true }],
    ({ finder }) => setTimeout(() => finder.askFocus()),
    'search hits next previous',
  ),
  command(
    'origin',
    'Count times from the selection',
    [],
    ({ navigation }) => void navigation.originAtSelection(),
    'origin zero axis relative',
  ),
  command('pin', 'Pin or unpin the row', [{ code: 'KeyP' }], ({ navigation }) => navigation.togglePin()),
  command('density', 'Row height: normal, compact, dense', [{ code: 'KeyC' }], ({ scene }) =>
    scene.cycleDensity(),
  ),
]

export const feature: Feature = {
  name: 'timeline',
  views: [
    {
      name: 'timeline',
      label: 'Timeline',
      kinds: ['trace'],
      railOrder: 2,
      icon: ChartGantt,
      key: '2',
      component: TimelineView,
      hasInspector: true,
    },
  ],
  commands: [...commands, ...noteCommands],
}
