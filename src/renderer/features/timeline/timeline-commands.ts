/** What can be done in the timeline, as one list for its keys, its context menus, the palette and the help. */
import type { Command, KeyBinding } from '../../commands/command'
import { panBy, zoomAt } from '../../state/viewport-math'
import type { Selection } from '../../state/selection'
import { askForHighlight } from '../../state/highlight'
import { openOverlay } from '../../state/shell'
import { activeTimeline, type ActiveTimeline } from './active-timelines'
import { cycleHighlight, cycleWashes, toggleLabels } from './scene/display-toggles'
import { showOnlyThisFunction, shapeOfThisFunction, tableOfThisFunction } from './row-filters'

export interface TimelineCommand extends Command {
  readonly act: (timeline: ActiveTimeline) => void
}

interface Details {
  readonly keys?: readonly KeyBinding[]
  readonly keywords?: string
  /** Absent: always, while the timeline is on the screen. */
  readonly isUsable?: (timeline: ActiveTimeline) => boolean
}

function command(
  id: string,
  label: string,
  { keys = [], keywords, isUsable }: Details,
  act: (timeline: ActiveTimeline) => void,
): TimelineCommand {
  return {
    id: `timeline.${id}`,
    label,
    group: 'Timeline',
    kinds: ['trace'],
    keys,
    ...(keywords === undefined ? {} : { keywords }),
    isHandledByView: true,
    isEnabled: ({ view, source }) => {
      const timeline = activeTimeline(source?.id)
      return view === 'timeline' && timeline !== undefined && (isUsable?.(timeline) ?? true)
    },
    act,
    perform: ({ source }) => {
      const timeline = activeTimeline(source?.id)
      if (timeline === undefined) return
      timeline.scene.host.focus({ preventScroll: true })
      act(timeline)
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

const cursorStepPx = 8

const moveCursor =
  (byPx: number) =>
  ({ scene, navigation }: ActiveTimeline): void => {
    const timeNs = scene.cursor.step(byPx * scene.nsPerPx, scene)
    scene.requestFrame()
    navigation.sayCursor(timeNs)
  }

const selects =
  (...kinds: readonly Selection['kind'][]) =>
  ({ scene }: ActiveTimeline): boolean =>
    kinds.includes(scene.selection.kind)

const isSpan = selects('span')

const moving: readonly TimelineCommand[] = [
  command('zoom-in', 'Zoom in at the pointer', { keys: [{ code: 'KeyW' }] }, zoom(2)),
  command('zoom-out', 'Zoom out', { keys: [{ code: 'KeyS' }] }, zoom(0.5)),
  command('pan-left', 'Pan to earlier', { keys: [{ code: 'KeyA' }] }, pan(-0.4)),
  command('pan-right', 'Pan to later', { keys: [{ code: 'KeyD' }] }, pan(0.4)),
  command(
    'fit',
    'Show the whole run',
    { keys: [{ code: 'Digit0' }, { code: 'KeyZ' }, { code: 'Numpad0' }], keywords: 'fit all' },
    ({ scene }) => scene.fit(),
  ),
  command(
    'focus',
    'Focus the selection; again: the whole run',
    { keys: [{ code: 'KeyF' }], keywords: 'zoom to selection' },
    ({ navigation }) => void navigation.focusSelection(),
  ),
]

const walking: readonly TimelineCommand[] = [
  command(
    'previous-span',
    'Previous span in the row',
    { keys: [{ code: 'ArrowLeft' }, { character: ',' }] },
    ({ walk }) => void walk.step('previous', false),
  ),
  command(
    'next-span',
    'Next span in the row',
    { keys: [{ code: 'ArrowRight' }, { character: '.' }] },
    ({ walk }) => void walk.step('next', false),
  ),
  command(
    'previous-same-state',
    'Previous span of the same state',
    { keys: [{ code: 'ArrowLeft', alt: true, shift: true }], isUsable: isSpan },
    ({ walk }) => void walk.step('previous', true),
  ),
  command(
    'next-same-state',
    'Next span of the same state',
    { keys: [{ code: 'ArrowRight', alt: true, shift: true }], isUsable: isSpan },
    ({ walk }) => void walk.step('next', true),
  ),
  command(
    'previous-row',
    'Previous row',
    { keys: [{ code: 'ArrowUp' }] },
    ({ walk }) => void walk.stepRow(-1),
  ),
  command('next-row', 'Next row', { keys: [{ code: 'ArrowDown' }] }, ({ walk }) => void walk.stepRow(1)),
  command(
    'select-row-above',
    'Select the row above too',
    { keys: [{ code: 'ArrowUp', shift: true }], keywords: 'several rows extend' },
    ({ walk }) => walk.extendRows(-1),
  ),
  command(
    'select-row-below',
    'Select the row below too',
    { keys: [{ code: 'ArrowDown', shift: true }], keywords: 'several rows extend' },
    ({ walk }) => walk.extendRows(1),
  ),
  command(
    'fold',
    'Fold or open the row',
    { keys: [{ code: 'Enter' }] },
    ({ walk }) => void walk.toggleFocused(),
  ),
  command(
    'tracks',
    'Open or fold stacks, regions, logs and samples of the goroutine',
    { keys: [{ code: 'KeyK' }], keywords: 'stacks tracks' },
    ({ walk }) => walk.toggleTracks(),
  ),
  command('pin', 'Pin or unpin the row', { keys: [{ code: 'KeyP' }] }, ({ walk }) => walk.togglePin()),
  command(
    'other-row',
    'Go between the goroutine’s row and its P',
    { keys: [{ code: 'KeyJ' }], keywords: 'jump processor', isUsable: isSpan },
    ({ walk }) => void walk.toOtherRow(),
  ),
]

const causes: readonly TimelineCommand[] = [
  command(
    'waker',
    'Go to who ended the wait',
    { keys: [{ character: '[' }], keywords: 'woken by unblocked cause', isUsable: isSpan },
    ({ causality }) => void causality.followWaker(),
  ),
  command(
    'woken',
    'Go to whom it woke',
    { keys: [{ character: ']' }], keywords: 'wakes unblocks', isUsable: isSpan },
    ({ causality }) => void causality.followWoken(),
  ),
  command(
    'choose-waker',
    'Choose among what led here…',
    { keys: [{ character: '[', mod: true }], keywords: 'wake chain causes', isUsable: isSpan },
    ({ causality }) => void causality.chooseWaker(),
  ),
  command(
    'choose-woken',
    'Choose among those it woke…',
    { keys: [{ character: ']', mod: true }], keywords: 'wakes several', isUsable: isSpan },
    ({ causality }) => void causality.chooseWoken(),
  ),
]

const selecting: readonly TimelineCommand[] = [
  command(
    'range',
    'Selection to range; of nothing: what is in view',
    { keys: [{ code: 'KeyR' }] },
    ({ navigation }) => void navigation.selectionToRange(),
  ),
  command(
    'select-all',
    'Select the whole run',
    { keys: [{ code: 'KeyA', mod: true }] },
    ({ scene, navigation }) => navigation.select({ kind: 'range', fromNs: 0, toNs: scene.durationNs }),
  ),
  command(
    'copy',
    'Copy exact times of the selection',
    {
      keys: [{ code: 'KeyC', mod: true }],
      isUsable: selects('span', 'goroutine', 'task', 'region', 'range'),
    },
    ({ navigation }) => void navigation.copySelection(),
  ),
  command(
    'find',
    'Find in the timeline',
    { keys: [{ code: 'KeyF', mod: true }], keywords: 'search hits next previous' },
    ({ finder }) => setTimeout(() => finder.askFocus()),
  ),
  command(
    'filter-function',
    'Show only goroutines of this function',
    { keywords: 'filter rows start function', isUsable: hasFunction },
    (timeline) => void showOnlyThisFunction(timeline),
  ),
  command(
    'table-function',
    'Show goroutines of this function as a table',
    { keywords: 'table list start function', isUsable: hasFunction },
    (timeline) => void tableOfThisFunction(timeline),
  ),
  command(
    'shape-function',
    'Show the shape of this function’s goroutines',
    { keywords: 'lifelines who woke creation start function', isUsable: hasFunction },
    shapeOfThisFunction,
  ),
  command(
    'menu',
    'What can be done here',
    { keys: [{ code: 'ContextMenu' }, { code: 'F10', shift: true }], keywords: 'context menu' },
    ({ menus }) => void menus.openForFocus(),
  ),
]

function hasFunction({ scene }: ActiveTimeline): boolean {
  return scene.focusedKey.startsWith('group:') || selects('span', 'goroutine')({ scene } as ActiveTimeline)
}

const time: readonly TimelineCommand[] = [
  command(
    'cursor-left',
    'Move the cursor to earlier',
    { keys: [{ code: 'ArrowLeft', shift: true }], keywords: 'instant' },
    moveCursor(-cursorStepPx),
  ),
  command(
    'cursor-right',
    'Move the cursor to later',
    { keys: [{ code: 'ArrowRight', shift: true }], keywords: 'instant' },
    moveCursor(cursorStepPx),
  ),
  command(
    'origin-here',
    'Count times from the cursor or pointer',
    { keys: [{ code: 'KeyU' }], keywords: 'origin zero axis relative' },
    ({ scene, navigation }) => navigation.originAt(scene.instantNs),
  ),
  command(
    'origin',
    'Count times from the selection',
    { keywords: 'origin zero axis relative' },
    ({ navigation }) => void navigation.originAtSelection(),
  ),
  command(
    'origin-start',
    'Count times from the start',
    { keys: [{ code: 'KeyU', shift: true }], keywords: 'origin zero axis relative' },
    ({ navigation }) => navigation.originAt(0),
  ),
  command('clock', 'Show times as a clock', { keywords: 'wall clock axis absolute' }, ({ navigation }) =>
    navigation.showClock(),
  ),
  command(
    'set-clock',
    'Set the clock…',
    {
      keywords: 'wall clock anchor when began time of day',
      isUsable: ({ scene }) =>
        scene.overview !== undefined && scene.overview.wallClockStartUnixNs === undefined,
    },
    () => openOverlay('clock'),
  ),
]

const display: readonly TimelineCommand[] = [
  command('density', 'Row height: normal, compact, dense', { keys: [{ code: 'KeyC' }] }, ({ scene }) =>
    scene.cycleDensity(),
  ),
  command(
    'highlight',
    'Highlight the state of the selected span; again: its reason, its function, none',
    { keys: [{ code: 'KeyH' }], keywords: 'dim others same group' },
    ({ scene }) => cycleHighlight(scene),
  ),
  command(
    'highlight-expression',
    'Highlight what fits an expression…',
    { keys: [{ code: 'KeyH', shift: true }], keywords: 'dim others filter same' },
    ({ scene }) => setTimeout(() => askForHighlight(scene.source.id)),
  ),
  command('washes', 'Overlays: GC and STW, one of them, none', { keys: [{ code: 'KeyO' }] }, ({ scene }) =>
    cycleWashes(scene),
  ),
  command('labels', 'Labels in spans', { keys: [{ code: 'KeyX' }] }, ({ scene }) => toggleLabels(scene)),
  command('tooltips', 'Tooltips', { keys: [{ code: 'KeyT' }] }, ({ toggleTooltips }) => toggleTooltips()),
]

export const timelineCommands: readonly TimelineCommand[] = [
  ...moving,
  ...walking,
  ...causes,
  ...selecting,
  ...time,
  ...display,
]
