/**
 * Going from object to object: what stands under a point, the neighbour in the row, the next row, who ended a wait. Every
 * step selects, brings into sight with the least move, and says in words where one is.
 */
import { formatDuration, formatExactTime } from '../../../base/format-units'
import type { PickDto, RowDto, RowKey, SpanDto } from '../../../contract/trace-dto'
import { call } from '../../connection/call'
import { whileBusy } from '../../state/idle'
import { noteTimes } from '../../../notes/note'
import { noteOf } from '../../state/notes'
import { select } from '../../state/places'
import { onReveal } from '../../state/reveal'
import { nothingSelected, printSelection, type Selection } from '../../state/selection'
import { setStatus } from '../../state/status'
import { changeTimeAxis } from '../../state/time-axis'
import { bucketAt } from './bucket-at'
import type { PlacedRow } from './row-model'
import type { TimelineScene } from './timeline-scene'
import { reveal, withMargin, type TimeWindow } from '../../state/viewport-math'

/** `g18 main.worker`, or `g18` where the start function is unknown. */
export const goroutineName = (goroutine: { readonly id: number; readonly functionName: string }): string =>
  goroutine.functionName === '' ? `g${goroutine.id}` : `g${goroutine.id} ${goroutine.functionName}`

export function describeSpan(span: SpanDto): string {
  const reason = span.reason === '' ? '' : `, ${span.reason}`
  const length = formatDuration(span.endNs - span.startNs)
  return `${goroutineName(span.goroutine)}: ${span.state}${reason}, ${length} from ${formatExactTime(span.startNs)}`
}

/** What a click on a row's label selects; undefined for rows that are no object. */
export function selectionOfRow(row: RowDto): Selection | undefined {
  const separator = row.key.indexOf(':')
  const id = Number(row.key.slice(separator + 1))
  if (separator < 0 || !Number.isSafeInteger(id)) return undefined
  switch (row.kind) {
    case 'goroutine':
      return { kind: 'goroutine', goroutine: id }
    case 'processor':
      return { kind: 'proc', processor: id }
    case 'thread':
      return { kind: 'thread', thread: id }
    case 'task':
      return { kind: 'task', task: id }
    default:
      return undefined
  }
}

export class Navigation {
  private request: AbortController | undefined
  private readonly stop: () => void

  constructor(private readonly scene: TimelineScene) {
    this.stop = onReveal(this.source, () => void this.revealSelection())
  }

  dispose(): void {
    this.stop()
    this.request?.abort()
  }

  /** A link has led here: the selected row comes into sight, and its time where the link has not moved there. */
  private async revealSelection(): Promise<void> {
    const { scene } = this
    await scene.ready
    if (scene.isGone) return
    const { selection } = scene
    if (selection.kind === 'span') {
      const answer = await whileBusy(
        call('trace/span', {
          source: this.source,
          goroutine: selection.goroutine,
          startNs: selection.startNs,
        }),
      )
      if (!answer.ok || scene.isGone) return
      scene.selectedSpan = answer.value
      this.revealTime(answer.value)
      scene.focusedKey = `goroutine:${selection.goroutine}`
      await this.revealGoroutine(answer.value.goroutine)
    } else if (selection.kind === 'range') {
      scene.moveTo(reveal(scene.window, selection.fromNs, selection.toNs, scene.durationNs))
    } else if (selection.kind === 'goroutine') {
      const answer = await whileBusy(
        call('trace/goroutine', { source: this.source, goroutine: selection.goroutine }),
      )
      if (!answer.ok || scene.isGone) return
      scene.focusedKey = `goroutine:${selection.goroutine}`
      await this.revealGoroutine(answer.value)
    } else if (selection.kind === 'proc' || selection.kind === 'thread' || selection.kind === 'task') {
      const key = printSelection(selection)
      scene.focusedKey = key
      const index = await this.rowIndex(key)
      if (index >= 0 && !scene.isGone) scene.revealRow(index)
    }
  }

  private get source(): string {
    return this.scene.source.id
  }

  /** Only the last question counts: a newer one ends it. */
  private newRequest(): AbortSignal {
    this.request?.abort()
    this.request = new AbortController()
    return this.request.signal
  }

  select(selection: Selection): void {
    select(this.source, selection)
    if (selection.kind === 'range')
      setStatus('selection', `selected ${formatDuration(selection.toNs - selection.fromNs)}`)
    else setStatus('selection', '')
  }

  clear(): void {
    this.scene.selectedSpan = undefined
    this.select(nothingSelected)
  }

  async pick(row: RowKey, timeNs: number, toleranceNs: number): Promise<PickDto | undefined> {
    const signal = this.newRequest()
    const answer = await whileBusy(
      call('trace/pick', { source: this.source, row, timeNs, toleranceNs }, signal),
    )
    return answer.ok && !signal.aborted ? answer.value : undefined
  }

  /** A click on a row: the span there, or nothing. */
  async pickAndSelect(placed: PlacedRow, timeNs: number): Promise<SpanDto | undefined> {
    this.scene.focusedKey = placed.row.key
    this.scene.requestFrame()
    const bucket = bucketAt(this.scene, placed, timeNs)
    if (bucket !== undefined) {
      const longest = await this.longestOf(placed.row.key, bucket)
      if (longest !== undefined) {
        this.selectSpan(longest)
        return longest
      }
    }
    const found = await this.pick(placed.row.key, Math.round(timeNs), this.scene.nsPerPx * 3)
    if (found === undefined) return undefined
    if (found.type === 'span') {
      this.selectSpan(found.span)
      return found.span
    }
    if (found.type === 'range') {
      this.select({ kind: 'range', fromNs: found.range.startNs, toNs: found.range.endNs })
      this.scene.announce(
        `${found.range.name}, ${formatDuration(found.range.endNs - found.range.startNs)} from ${formatExactTime(found.range.startNs)}`,
      )
      return undefined
    }
    this.clear()
    return undefined
  }

  /** The longest span of a bucket: the one that its tooltip names. */
  private async longestOf(row: RowKey, bucket: TimeWindow): Promise<SpanDto | undefined> {
    const signal = this.newRequest()
    const { source } = this
    const answer = await whileBusy(call('trace/bucket', { source, row, ...bucket }, signal))
    if (!answer.ok || signal.aborted || answer.value.longest === undefined) return undefined
    const { goroutine, startNs } = answer.value.longest
    const span = await whileBusy(call('trace/span', { source, goroutine: goroutine.id, startNs }, signal))
    return span.ok && !signal.aborted ? span.value : undefined
  }

  selectSpan(span: SpanDto): void {
    this.scene.selectedSpan = span
    this.select({ kind: 'span', goroutine: span.goroutine.id, startNs: span.startNs })
    setStatus('selection', `selected ${formatDuration(span.endNs - span.startNs)}`)
    this.scene.announce(describeSpan(span))
  }

  /** Times count from where the selection begins. */
  async originAtSelection(): Promise<void> {
    const selected = await this.selectedWindow()
    if (selected === undefined) {
      this.scene.announce('Select a span or a range first')
      return
    }
    const originNs = Math.round(selected.fromNs)
    changeTimeAxis(this.source, { mode: 'relative', originNs })
    this.scene.announce(`Times count from ${formatExactTime(originNs)}`)
  }

  /** What is selected as a stretch of time; undefined for nothing. */
  async selectedWindow(): Promise<TimeWindow | undefined> {
    const { selection, selectedSpan } = this.scene
    switch (selection.kind) {
      case 'none':
      case 'region':
        return undefined
      case 'note': {
        const note = noteOf(this.source, selection.note)
        return note === undefined ? undefined : noteTimes(note)
      }
      case 'range':
        return selection
      case 'span':
        return selectedSpan === undefined
          ? undefined
          : { fromNs: selectedSpan.startNs, toNs: selectedSpan.endNs }
      case 'goroutine': {
        const answer = await whileBusy(
          call('trace/goroutine', { source: this.source, goroutine: selection.goroutine }),
        )
        if (!answer.ok) return undefined
        return { fromNs: answer.value.createdNs, toNs: answer.value.endedNs ?? this.scene.durationNs }
      }
      case 'proc':
      case 'thread':
      case 'task':
        return { fromNs: 0, toNs: this.scene.durationNs }
    }
  }

  /** F: what is selected fills the window; pressed again, the whole run. */
  async focusSelection(): Promise<void> {
    const { scene } = this
    const extent = await this.selectedWindow()
    if (extent === undefined) {
      scene.fit()
      return
    }
    const target = withMargin(extent, 0.08, scene.durationNs)
    const now = scene.window
    const length = target.toNs - target.fromNs
    const isThere =
      Math.abs(now.fromNs - target.fromNs) < length * 0.01 && Math.abs(now.toNs - target.toNs) < length * 0.01
    if (isThere) scene.fit()
    else {
      scene.moveTo(target)
      await this.revealGoroutineOf(scene.selection)
    }
  }

  async selectionToRange(): Promise<void> {
    const extent = await this.selectedWindow()
    if (extent !== undefined) this.select({ kind: 'range', fromNs: extent.fromNs, toNs: extent.toNs })
  }

  zoomToSpan(span: SpanDto): void {
    this.scene.moveTo(withMargin({ fromNs: span.startNs, toNs: span.endNs }, 0.08, this.scene.durationNs))
  }

  /** The row that arrow keys move along: the focused one, else that of the selection, else the first with spans. */
  private currentRow(): PlacedRow | undefined {
    const { scene } = this
    const all = this.walkable()
    const { selection } = scene
    return (
      all.find(({ row }) => row.key === scene.focusedKey) ??
      (selection.kind === 'span' || selection.kind === 'goroutine'
        ? all.find(({ row }) => row.key === `goroutine:${selection.goroutine}`)
        : undefined) ??
      all.find(({ row }) => row.kind === 'processor' || row.kind === 'goroutine')
    )
  }

  private walkable(): readonly PlacedRow[] {
    return [...this.scene.stickyRows, ...this.scene.shownRows]
  }

  private currentTimeNs(): number {
    const { selectedSpan, window } = this.scene
    return selectedSpan?.startNs ?? (window.fromNs + window.toNs) / 2
  }

  /** Left and Right. */
  async step(direction: 'previous' | 'next', sameState: boolean): Promise<void> {
    const { scene } = this
    const placed = this.currentRow()
    const key =
      placed?.row.key ??
      (scene.selection.kind === 'span' ? `goroutine:${scene.selection.goroutine}` : undefined)
    if (key === undefined) return
    scene.focusedKey = key
    const signal = this.newRequest()
    const span = scene.selectedSpan
    const timeNs = span === undefined ? this.currentTimeNs() : span.startNs
    const answer = await whileBusy(
      call(
        'trace/neighbor',
        {
          source: this.source,
          row: key,
          timeNs,
          direction,
          sameState,
          ...(span === undefined ? {} : { span: span.index }),
        },
        signal,
      ),
    )
    if (signal.aborted || !answer.ok) return
    if (answer.value.type === 'span') {
      this.selectSpan(answer.value.span)
      this.revealTime(answer.value.span)
    } else if (answer.value.type === 'range') {
      const { range } = answer.value
      this.select({ kind: 'range', fromNs: range.startNs, toNs: range.endNs })
      scene.announce(`${range.name}, ${formatDuration(range.endNs - range.startNs)}`)
      scene.moveTo(reveal(scene.window, range.startNs, range.endNs, scene.durationNs))
    } else scene.announce(direction === 'next' ? 'Last span of the row' : 'First span of the row')
  }

  private revealTime(span: SpanDto): void {
    const { scene } = this
    scene.moveTo(reveal(scene.window, span.startNs, span.endNs, scene.durationNs))
  }

  /** Up and Down: the focus goes from row to row; in each the span at the same time. */
  async stepRow(by: number): Promise<void> {
    const { scene } = this
    const { rows } = scene
    const sticky = scene.stickyRows
    const stickyAt = sticky.findIndex(({ row }) => row.key === scene.focusedKey)
    const listAt = rows.indexOf(scene.focusedKey)
    let target: RowDto | undefined
    if (stickyAt >= 0 && stickyAt + by < sticky.length && stickyAt + by >= 0)
      target = sticky[stickyAt + by]?.row
    else {
      const from = stickyAt >= 0 ? rows.firstScrolled - 1 : listAt < 0 ? this.firstShownIndex() - by : listAt
      const index = from + by
      if (index < rows.firstScrolled && sticky.length > 0) target = sticky.at(-1)?.row
      else {
        const bounded = Math.min(Math.max(index, rows.firstScrolled), rows.totalRows - 1)
        target = rows.rowAt(bounded)
        scene.revealRow(bounded)
      }
    }
    if (target === undefined) return
    scene.focusedKey = target.key
    scene.requestFrame()
    await this.enterRow(target)
  }

  private firstShownIndex(): number {
    return this.scene.shownRows[0]?.index ?? this.scene.rows.firstScrolled
  }

  private async enterRow(row: RowDto): Promise<void> {
    const words = `${row.label}${row.detail === '' ? '' : `, ${row.detail}`}`
    if (row.isExpandable || (row.kind !== 'goroutine' && row.kind !== 'processor' && row.kind !== 'thread')) {
      this.scene.announce(`${words}${row.isExpandable ? (row.isExpanded ? ', open' : ', folded') : ''}`)
      return
    }
    const found = await this.pick(row.key, Math.round(this.currentTimeNs()), this.scene.nsPerPx * 2)
    if (found?.type === 'span') this.selectSpan(found.span)
    else this.scene.announce(words)
  }

  /** Enter or Space on a row that folds. */
  toggleFocused(): boolean {
    const placed = this.walkable().find(({ row }) => row.key === this.scene.focusedKey)
    if (placed === undefined || !placed.row.isExpandable) return false
    this.scene.rows.toggle(placed.row.key)
    return true
  }

  togglePin(): void {
    const { scene } = this
    const placed = this.currentRow()
    if (placed === undefined || placed.row.kind === 'section' || placed.row.kind === 'heap') return
    if (placed.row.kind === 'gc' || placed.row.kind === 'goroutine-counts') return
    scene.rows.togglePin(placed.row)
    scene.announce(
      `${placed.row.label} ${scene.rows.isPinned(placed.row.key) ? 'pinned' : 'no longer pinned'}`,
    )
  }

  /** `[`: the goroutine that ended this wait, at that moment. */
  async followWaker(): Promise<void> {
    const span = this.scene.selectedSpan
    if (span === undefined) {
      this.scene.announce('Select a span first')
      return
    }
    const wake = span.wokenBy ?? span.causedBy ?? (await this.wakeOfNeighbor(span))
    if (wake?.goroutine === undefined) {
      this.scene.announce(
        wake === undefined ? 'This span was not ended by anybody the trace names' : wake.text,
      )
      return
    }
    await this.goToGoroutine(wake.goroutine, wake.atNs)
  }

  /** A running span was caused by the runnable one before it, and that by a waker. */
  private async wakeOfNeighbor(span: SpanDto): Promise<SpanDto['wokenBy']> {
    if (span.previous === undefined) return undefined
    const answer = await whileBusy(
      call('trace/span', {
        source: this.source,
        goroutine: span.goroutine.id,
        startNs: span.previous.startNs,
      }),
    )
    return answer.ok ? (answer.value.causedBy ?? answer.value.wokenBy) : undefined
  }

  /** `]`: the first goroutine that this one woke during the span. */
  async followWoken(): Promise<void> {
    const span = this.scene.selectedSpan
    if (span === undefined) {
      this.scene.announce('Select a span first')
      return
    }
    const answer = await whileBusy(
      call('trace/span', { source: this.source, goroutine: span.goroutine.id, startNs: span.startNs }),
    )
    const first = answer.ok ? answer.value.wakes?.[0] : undefined
    if (first === undefined)
      this.scene.announce(`${goroutineName(span.goroutine)} woke nobody during this span`)
    else await this.goToGoroutine(first.goroutine, first.atNs)
  }

  /** Selects what the goroutine did at a time, opens its group if need be, and brings both into sight. */
  async goToGoroutine(
    goroutine: { readonly id: number; readonly functionName: string },
    atNs: number,
  ): Promise<void> {
    const key = `goroutine:${goroutine.id}`
    const found = await this.pick(key, atNs, this.scene.nsPerPx)
    if (found?.type !== 'span') {
      this.scene.announce(`${goroutineName(goroutine)} has nothing to show at that time`)
      return
    }
    this.scene.focusedKey = key
    this.selectSpan(found.span)
    this.revealTime(found.span)
    await this.revealGoroutine(goroutine)
  }

  async revealGoroutineOf(selection: Selection): Promise<void> {
    if (selection.kind !== 'span' && selection.kind !== 'goroutine') return
    const known = this.scene.selectedSpan?.goroutine
    await this.revealGoroutine(
      known?.id === selection.goroutine ? known : { id: selection.goroutine, functionName: '' },
    )
  }

  /** Scrolls to the goroutine's row; its group is opened when it is folded away. */
  private async revealGoroutine(goroutine: {
    readonly id: number
    readonly functionName: string
  }): Promise<void> {
    const { rows } = this.scene
    const key = `goroutine:${goroutine.id}`
    let index = await this.rowIndex(key)
    // The runtime's own goroutines share one group.
    for (const group of [`group:${goroutine.functionName}`, 'group:runtime']) {
      if (index >= 0 || rows.toggledKeys.includes(group) || (await this.rowIndex(group)) < 0) continue
      rows.toggle(group)
      index = await this.rowIndex(key)
      if (index < 0) rows.toggle(group)
    }
    if (index >= 0) this.scene.revealRow(index)
  }

  private async rowIndex(key: RowKey): Promise<number> {
    const { rows } = this.scene
    const answer = await whileBusy(
      call('trace/row-index', {
        source: this.source,
        toggled: [...rows.toggledKeys],
        sort: rows.sort,
        filter: rows.filter,
        key,
      }),
    )
    return answer.ok ? answer.value.index : -1
  }
}
