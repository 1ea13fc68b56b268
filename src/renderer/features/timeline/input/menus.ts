/**
 * Context menus of the timeline: what can be done with the thing under the pointer, or with what has the focus. The right
 * button selects first, so that entries are the same commands as keys and palette.
 */
import { formatDuration, formatExactTime } from '../../../../base/format-units'
import type { RowDto } from '../../../../contract/rows-dto'
import { commandEntries } from '../../../commands/menu-entries'
import {
  openContextMenu,
  type MenuEntry,
  type MenuGroups,
  type OpenMenu,
} from '../../../widgets/context-menu'
import { bucketAt } from './bucket-at'
import { axisText, describeRow, describeSpan, isPlainRow } from '../navigation/describe'
import type { Navigation } from '../navigation/navigation'
import type { PointerPlace } from './pointer-place'
import type { PlacedRow } from '../scene/row-model'
import type { TimelineScene } from '../scene/timeline-scene'
import type { TimeWindow } from '../../../state/viewport-math'
import { selectionOfRow } from '../../../state/selection'

const timelineIds = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `timeline.${name}`)

const spanGroups: readonly (readonly string[])[] = [
  ['timeline.focus', 'timeline.range', 'selection.open-goroutine', 'timeline.other-row'],
  timelineIds('waker', 'choose-waker', 'woken', 'choose-woken'),
  ['notes.point', 'notes.range', 'timeline.origin', 'timeline.copy'],
  timelineIds('highlight', 'pin', 'filter-function'),
  ['path.of-selection', 'shape.of-goroutine', 'shape.of-function'],
]

const rowGroups: Readonly<Partial<Record<RowDto['kind'], readonly (readonly string[])[]>>> = {
  goroutine: [
    ['selection.open-goroutine', 'path.of-selection', 'timeline.focus', 'timeline.range'],
    timelineIds('tracks', 'pin', 'select-row-above', 'select-row-below'),
    timelineIds('filter-function', 'table-function', 'shape-function', 'density'),
  ],
  group: [
    timelineIds('fold', 'pin'),
    timelineIds('filter-function', 'table-function', 'shape-function'),
    timelineIds('select-row-below', 'density'),
  ],
  processor: [
    timelineIds('pin', 'range', 'previous-span', 'next-span', 'select-row-below'),
    timelineIds('density'),
  ],
  thread: [
    timelineIds('pin', 'range', 'previous-span', 'next-span', 'select-row-below'),
    timelineIds('density'),
  ],
  task: [
    timelineIds('focus', 'range', 'fold', 'pin'),
    ['notes.range', 'timeline.copy', 'path.of-selection', 'shape.of-task'],
  ],
}

const otherRow: readonly (readonly string[])[] = [timelineIds('fold', 'pin', 'density')]

const rangeGroups: readonly (readonly string[])[] = [
  ['timeline.focus', 'notes.range', 'timeline.origin', 'timeline.copy'],
  ['path.of-selection', 'shape.of-range', 'range.save-slice', 'file.export-picture', 'selection.clear'],
]

const regionGroups: readonly (readonly string[])[] = [
  timelineIds('focus', 'range', 'previous-span', 'next-span'),
  ['notes.range', 'timeline.origin', 'timeline.copy', 'selection.clear'],
]

const axisGroups: readonly (readonly string[])[] = [
  ['analyses.snapshot', 'notes.point'],
  timelineIds('origin-here', 'origin', 'origin-start', 'clock', 'set-clock'),
  timelineIds('fit', 'select-all'),
]

const emptyGroups: readonly (readonly string[])[] = [
  ['analyses.snapshot', 'notes.point', 'timeline.origin-here'],
  timelineIds('fit', 'select-all', 'find'),
  timelineIds('density', 'washes', 'labels', 'tooltips'),
]

interface Point {
  readonly x: number
  readonly y: number
}

export class TimelineMenus {
  constructor(
    private readonly scene: TimelineScene,
    private readonly navigation: Navigation,
  ) {}

  /** The right button: what is under the pointer is selected, then its menu opens. */
  async openAt(place: PointerPlace): Promise<void> {
    const { scene } = this
    const at = this.inWindow(place)
    const { placed, zone } = place
    if (zone === 'axis' || zone === 'overview') {
      if (zone === 'axis' && place.x >= scene.geometry.plotLeftPx) this.setCursor(scene.timeAt(place.x))
      this.openAxis(at)
    } else if (zone === 'gutter') {
      if (placed === undefined) this.openEmpty(at)
      else this.openRow(placed.row, at)
    } else await this.openPlot(placed, scene.timeAt(place.x), at)
  }

  private setCursor(timeNs: number): void {
    this.scene.cursor.set(Math.round(timeNs))
    this.scene.requestFrame()
  }

  private async openPlot(placed: PlacedRow | undefined, timeNs: number, at: Point): Promise<void> {
    const { scene, navigation } = this
    this.setCursor(timeNs)
    if (this.isInRange(placed, timeNs)) {
      this.openRange(at)
      return
    }
    if (placed === undefined || isPlainRow(placed.row)) {
      this.openEmpty(at)
      return
    }
    const bucket = bucketAt(scene, placed, timeNs)
    const span = await navigation.pickAndSelect(placed, timeNs)
    if (scene.isGone) return
    // Selecting an object has taken the cursor's turn: entries about an instant mean this one.
    this.setCursor(timeNs)
    if (span !== undefined) this.openSpan(describeSpan(span), bucket, at)
    else if (scene.selection.kind === 'range') this.openRange(at)
    else if (scene.selection.kind === 'region') this.openRegion(at)
    else if (scene.selection.kind === 'task') this.openRow(placed.row, at)
    else this.openEmpty(at)
  }

  private openRegion(at: Point): void {
    this.open('Region', groupsOf(regionGroups), at)
  }

  private isInRange(placed: PlacedRow | undefined, timeNs: number): boolean {
    const { selection } = this.scene
    if (selection.kind !== 'range' || timeNs < selection.fromNs || timeNs > selection.toNs) return false
    const { rows } = selection
    return rows === undefined || (placed !== undefined && rows.includes(placed.row.key))
  }

  private openSpan(title: string, bucket: TimeWindow | undefined, at: Point): void {
    const { scene, navigation } = this
    const ofBucket =
      bucket === undefined
        ? []
        : [
            {
              label: `Zoom to these ${formatDuration(bucket.toNs - bucket.fromNs)}`,
              perform: () => scene.moveTo(bucket),
            },
            {
              label: 'Select this stretch of time',
              perform: () =>
                navigation.select({
                  kind: 'range',
                  fromNs: Math.round(bucket.fromNs),
                  toNs: Math.round(bucket.toNs),
                }),
            },
          ]
    this.open(title, [ofBucket, ...groupsOf(spanGroups), commandEntries(['analyses.snapshot'])], at)
  }

  private openRange(at: Point): void {
    const { selection } = this.scene
    if (selection.kind !== 'range') return
    const length = formatDuration(selection.toNs - selection.fromNs)
    const rows = selection.rows === undefined ? '' : ` of ${selection.rows.length} rows`
    this.open(`Range of ${length}${rows}`, groupsOf(rangeGroups), at)
  }

  private openAxis(at: Point): void {
    const { scene } = this
    this.open(`At ${axisText(scene.instantNs, scene.timing)}`, groupsOf(axisGroups), at)
  }

  private openEmpty(at: Point): void {
    this.open(`At ${formatExactTime(this.scene.instantNs)}`, groupsOf(emptyGroups), at)
  }

  private openRow(row: RowDto, at: Point): void {
    const { scene, navigation } = this
    scene.focusedKey = row.key
    // Several rows that are selected stay so.
    const isOneOfSeveral =
      scene.selection.kind === 'range' && scene.selection.rows?.includes(row.key) === true
    const selection = selectionOfRow(row.key)
    if (selection !== undefined && !isOneOfSeveral) navigation.select(selection)
    scene.requestFrame()
    if (isOneOfSeveral) this.openRange(at)
    else this.open(describeRow(row), groupsOf(rowGroups[row.kind] ?? otherRow), at)
  }

  /** The Menu key: of what is selected, else of the focused row, else of the timeline. */
  async openForFocus(): Promise<void> {
    const { scene } = this
    const { selection, focusedKey } = scene
    if (scene.cursor.isAsking) {
      const { geometry, window, nsPerPx, instantNs } = scene
      const x = geometry.plotLeftPx + (instantNs - window.fromNs) / nsPerPx
      this.openAxis(this.inWindow({ x, y: geometry.axis.y + geometry.axis.height }))
      return
    }
    const span = selection.kind === 'span' ? await scene.spanOf(selection) : undefined
    if (span !== undefined) this.openSpan(describeSpan(span), undefined, this.besideSelection())
    else if (selection.kind === 'range') this.openRange(this.besideSelection())
    else if (selection.kind === 'region') this.openRegion(this.besideSelection())
    else {
      const row = scene.rowOf(focusedKey) ?? scene.rowOf(scene.selectedRowKey ?? '')
      if (row === undefined) this.openEmpty(this.besideSelection())
      else this.openRow(row, this.besideRow(row.key))
    }
  }

  /** Several to choose from, beside the selected span. */
  openChooser(menu: Pick<OpenMenu, 'title' | 'groups'>): void {
    this.open(menu.title, menu.groups, this.besideSelection())
  }

  private besideRow(key: string): Point {
    const { geometry } = this.scene
    return this.inWindow({ x: Math.min(40, geometry.gutterPx), y: this.rowBottom(key) })
  }

  private rowBottom(key: string): number {
    const { scene } = this
    const { sticky, rows } = scene.geometry
    const pinned = scene.stickyRows.find(({ row }) => row.key === key)
    if (pinned !== undefined) return sticky.y + pinned.topPx + pinned.pitchPx
    const shown = scene.shownRows.find(({ row }) => row.key === key)
    return shown === undefined ? rows.y + 20 : rows.y + shown.topPx - scene.scrollPx + shown.pitchPx
  }

  private besideSelection(): Point {
    const { geometry, window, nsPerPx, selectedStartNs, focusedKey } = this.scene
    const startNs = selectedStartNs ?? (window.fromNs + window.toNs) / 2
    const x = geometry.plotLeftPx + (startNs - window.fromNs) / nsPerPx
    return this.inWindow({
      x: Math.min(Math.max(x, geometry.plotLeftPx), geometry.widthPx - 20),
      y: this.rowBottom(focusedKey === '' ? (this.scene.selectedRowKey ?? '') : focusedKey),
    })
  }

  private inWindow({ x, y }: Point): Point {
    const box = this.scene.host.getBoundingClientRect()
    return { x: box.left + x, y: box.top + Math.min(Math.max(y, 0), box.height) }
  }

  private open(title: string, groups: MenuGroups, at: Point): void {
    const { cursor } = this.scene
    const instantNs = cursor.isAsking ? this.scene.instantNs : undefined
    // The pointer has moved on when an entry is chosen: what is about an instant means that of the menu.
    const keeps = (entry: MenuEntry): MenuEntry => ({
      ...entry,
      perform: () => {
        if (instantNs !== undefined) this.setCursor(instantNs)
        entry.perform()
      },
    })
    openContextMenu({ ...at, title, groups: groups.map((entries) => entries.map(keeps)) })
  }
}

const groupsOf = (ids: readonly (readonly string[])[]): MenuGroups =>
  ids.map((group) => commandEntries(group))
