/** Arrow keys: the neighbour in the row, the next row, its fold and its pin. */
import type { RowDto, RowKey } from '../../../../contract/rows-dto'
import { call } from '../../../connection/call'
import { whileBusy } from '../../../state/idle'
import { describeRow, isPlainRow } from '../navigation/describe'
import type { Navigation } from '../navigation/navigation'
import { revealRow, revealSpanTime } from '../navigation/reveal-selected'
import type { PlacedRow } from '../scene/row-model'
import type { TimelineScene } from '../scene/timeline-scene'
import { reveal } from '../../../state/viewport-math'
import { isSameSelection, selectionOfRow, type Selection } from '../../../state/selection'

/** Rows whose items arrow keys walk. */
const hasItems = (row: RowDto): boolean => !isPlainRow(row) && row.kind !== 'group'

export class Walk {
  /** The time along which rows are stepped through, while nothing else is selected. */
  private way: { readonly selection: Selection; readonly timeNs: number } | undefined

  constructor(
    private readonly scene: TimelineScene,
    private readonly navigation: Navigation,
  ) {}

  private get source(): string {
    return this.scene.source.id
  }

  private all(): readonly PlacedRow[] {
    return [...this.scene.stickyRows, ...this.scene.shownRows]
  }

  /** The row that arrow keys move along: the focused one, else that of the selection, else the first with spans. */
  current(): PlacedRow | undefined {
    const { scene } = this
    const all = this.all()
    const selected = scene.selectedRowKey
    return (
      all.find(({ row }) => row.key === scene.focusedKey) ??
      all.find(({ row }) => row.key === selected) ??
      all.find(({ row }) => row.kind === 'processor' || row.kind === 'goroutine')
    )
  }

  private currentTimeNs(): number {
    const { selectedStartNs, window } = this.scene
    return selectedStartNs ?? (window.fromNs + window.toNs) / 2
  }

  /** Left and Right. */
  async step(direction: 'previous' | 'next', sameState: boolean): Promise<void> {
    const { scene, navigation } = this
    const key = this.current()?.row.key ?? scene.selectedRowKey
    if (key === undefined) return
    scene.focusedKey = key
    const signal = navigation.newRequest()
    const span = scene.selectedSpan
    const question = { source: this.source, row: key, timeNs: this.currentTimeNs(), direction, sameState }
    const answer = await whileBusy(
      call('trace/neighbor', { ...question, ...(span === undefined ? {} : { span: span.index }) }, signal),
    )
    if (signal.aborted || !answer.ok) return
    if (answer.value.type === 'span') {
      navigation.selectSpan(answer.value.span)
      revealSpanTime(scene, answer.value.span)
    } else if (answer.value.type === 'range') {
      const { range } = answer.value
      navigation.selectRange(range)
      scene.moveTo(reveal(scene.window, range.startNs, range.endNs, scene.durationNs))
    } else scene.announce(direction === 'next' ? 'Last of the row' : 'First of the row')
  }

  /** Up and Down: the focus goes from row to row; in each the span at the same time, also after several steps. */
  async stepRow(by: number): Promise<void> {
    const { scene, way } = this
    const target = this.neighbourRow(by)
    if (target === undefined) return
    const isOnWay = way !== undefined && isSameSelection(way.selection, scene.selection)
    const timeNs = isOnWay ? way.timeNs : Math.round(this.currentTimeNs())
    scene.focusedKey = target.key
    scene.requestFrame()
    await this.enterRow(target, timeNs)
    this.way = { selection: scene.selection, timeNs }
  }

  /** The row above or below the focused one; it comes into sight. */
  private neighbourRow(by: number): RowDto | undefined {
    const { scene } = this
    const { rows } = scene
    const sticky = scene.stickyRows
    const stickyAt = sticky.findIndex(({ row }) => row.key === scene.focusedKey)
    if (stickyAt >= 0 && stickyAt + by < sticky.length && stickyAt + by >= 0)
      return sticky[stickyAt + by]?.row
    if (stickyAt === 0 && by < 0) return undefined
    const listAt = rows.indexOf(scene.focusedKey)
    const from = stickyAt >= 0 ? rows.firstScrolled - 1 : listAt < 0 ? this.firstShownIndex() - by : listAt
    const index = from + by
    if (index < rows.firstScrolled && sticky.length > 0) return sticky.at(-1)?.row
    const bounded = Math.min(Math.max(index, rows.firstScrolled), rows.totalRows - 1)
    scene.revealRow(bounded)
    return rows.rowAt(bounded)
  }

  private firstShownIndex(): number {
    return this.scene.shownRows[0]?.index ?? this.scene.rows.firstScrolled
  }

  private async enterRow(row: RowDto, timeNs: number): Promise<void> {
    const { scene, navigation } = this
    const words = describeRow(row)
    const fold = row.isExpandable ? (row.isExpanded ? ', open' : ', folded') : ''
    if (!hasItems(row)) {
      scene.announce(`${words}${fold}`)
      return
    }
    const found = await navigation.pick(row.key, timeNs, scene.nsPerPx * 2)
    if (found?.type === 'span') navigation.selectSpan(found.span)
    else if (found?.type === 'range') navigation.selectRange(found.range)
    else scene.announce(`${words}${fold}`)
  }

  /** Shift with Up or Down: one row more is selected. */
  extendRows(by: number): void {
    const { scene } = this
    const now = this.current()?.row
    const next = this.neighbourRow(by)
    if (now === undefined || next === undefined) return
    const { selection } = scene
    const before = selection.kind === 'range' ? (selection.rows ?? []) : []
    // Back over a row that was taken last gives it up.
    const isBack = before.at(-1) === now.key && before.at(-2) === next.key
    const rows = isBack
      ? before.slice(0, -1)
      : [...before.filter((key) => key !== now.key), now.key, next.key]
    this.selectRows([...new Set(rows)], next)
  }

  /** A click with Ctrl on a label takes the row in or out. */
  toggleRow(row: RowDto): void {
    const { selection } = this.scene
    const before = selection.kind === 'range' ? (selection.rows ?? []) : this.selectedRows()
    const rows = before.includes(row.key) ? before.filter((key) => key !== row.key) : [...before, row.key]
    this.selectRows(rows, row)
  }

  /** A click with Shift on a label: all from the focused row to this one. */
  selectRowsTo(row: RowDto): void {
    const { scene } = this
    const from = scene.rows.indexOf(scene.focusedKey)
    const to = scene.rows.indexOf(row.key)
    if (from < 0 || to < 0) {
      this.toggleRow(row)
      return
    }
    const keys: RowKey[] = []
    for (let index = Math.min(from, to); index <= Math.max(from, to); index++) {
      const one = scene.rows.rowAt(index)
      if (one !== undefined && canBeSelected(one)) keys.push(one.key)
    }
    this.selectRows(keys, row)
  }

  private selectedRows(): readonly RowKey[] {
    const key = this.scene.selectedRowKey
    return key === undefined ? [] : [key]
  }

  private selectRows(rows: readonly RowKey[], focused: RowDto): void {
    const { scene, navigation } = this
    const { selection } = scene
    scene.focusedKey = focused.key
    if (rows.length === 0) {
      navigation.clear()
      return
    }
    const { fromNs, toNs } = selection.kind === 'range' ? selection : { fromNs: 0, toNs: scene.durationNs }
    navigation.select({ kind: 'range', fromNs, toNs, rows: rows.slice(0, mostSelectedRows) })
    scene.announce(`${describeRow(focused)}. ${rows.length} ${rows.length === 1 ? 'row' : 'rows'} selected`)
  }

  /** Enter on a row that folds. */
  toggleFocused(): boolean {
    const placed = this.all().find(({ row }) => row.key === this.scene.focusedKey)
    // A goroutine opens its page; its tracks have a key of their own.
    if (placed === undefined || !placed.row.isExpandable || placed.row.kind === 'goroutine') return false
    this.scene.rows.toggle(placed.row.key)
    this.scene.announce(`${placed.row.label}, ${placed.row.isExpanded ? 'folded' : 'open'}`)
    return true
  }

  /** Regions, logs and samples under the selected goroutine's row, or the focused one. */
  toggleTracks(): void {
    const { scene } = this
    const selected = scene.selectedRowKey
    const row =
      this.all().find(({ row: one }) => one.key === selected && one.kind === 'goroutine')?.row ??
      this.current()?.row
    if (row?.kind === 'goroutine' && row.isExpandable) {
      scene.rows.toggle(row.key)
      scene.announce(`${row.label}, tracks ${row.isExpanded ? 'folded' : 'open'}`)
    } else scene.announce('It has no stacks, regions, logs or CPU samples')
  }

  togglePin(): void {
    const { scene } = this
    const row = this.current()?.row
    if (row === undefined || !canBePinned(row)) return
    scene.rows.togglePin(row)
    scene.announce(`${row.label} ${scene.rows.isPinned(row.key) ? 'pinned' : 'no longer pinned'}`)
  }

  /** From a running span on its goroutine's row to that of its P, and back. */
  async toOtherRow(): Promise<void> {
    const { scene } = this
    const span = scene.selectedSpan
    if (span === undefined) {
      scene.announce('Select a span first')
      return
    }
    const own = `goroutine:${span.goroutine.id}`
    const processor = span.processor === undefined ? undefined : `proc:${span.processor}`
    if (scene.focusedKey === own && processor === undefined) {
      scene.announce('It was on no P in this span')
      return
    }
    scene.focusedKey = scene.focusedKey === own && processor !== undefined ? processor : own
    await revealRow(scene, scene.focusedKey)
    revealSpanTime(scene, span)
    scene.announce(scene.focusedKey === own ? `Row of g${span.goroutine.id}` : `Row of P${span.processor}`)
  }
}

const mostSelectedRows = 200

const canBeSelected = (row: RowDto): boolean => row.kind === 'group' || selectionOfRow(row.key) !== undefined

const canBePinned = ({ kind }: RowDto): boolean =>
  kind !== 'section' && kind !== 'heap' && kind !== 'gc' && kind !== 'goroutine-counts'
