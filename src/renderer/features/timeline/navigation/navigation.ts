/**
 * Selecting in the timeline: what stands under a point, what is selected as a stretch of time, and bringing it into sight.
 * Every step says in words where one is. Walking rows is walk.ts, walking wake-ups causality.ts.
 */
import { formatExactTime } from '../../../../base/format-units'
import type { PickDto, RangeDto } from '../../../../contract/pick-dto'
import type { RowKey } from '../../../../contract/rows-dto'
import type { SpanDto } from '../../../../contract/span-dto'
import { noteTimes } from '../../../../notes/note'
import { call } from '../../../connection/call'
import { copyText } from '../../../connection/copy-text'
import { whileBusy } from '../../../state/idle'
import { noteOf } from '../../../state/notes'
import { select } from '../../../state/places'
import { nothingSelected, type Selection } from '../../../state/selection'
import { openOverlay } from '../../../state/shell'
import { setStatus } from '../../../state/status'
import { changeTimeAxis } from '../../../state/time-axis'
import { bucketAt } from '../input/bucket-at'
import { describeRange, describeSpan, timeText } from './describe'
import { revealRow } from './reveal-selected'
import type { PlacedRow } from '../scene/row-model'
import { selectionOfSpan } from '../scene/scene-selection'
import type { TimelineScene } from '../scene/timeline-scene'
import { withMargin, type TimeWindow } from '../../../state/viewport-math'

export class Navigation {
  private request: AbortController | undefined

  constructor(private readonly scene: TimelineScene) {}

  dispose(): void {
    this.request?.abort()
  }

  private get source(): string {
    return this.scene.source.id
  }

  /** Only the last question counts: a newer one ends it. */
  newRequest(): AbortSignal {
    this.request?.abort()
    this.request = new AbortController()
    return this.request.signal
  }

  select(selection: Selection): void {
    this.scene.cursor.objectChosen()
    select(this.source, selection)
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
      this.selectRange(found.range)
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
    this.select(selectionOfSpan(span))
    this.scene.announce(describeSpan(span))
  }

  /** What a range is: a region or task, else its stretch of time, of its own row where it says something of that only. */
  selectRange(range: RangeDto): void {
    const { startNs, endNs, region, task, ofRow } = range
    if (region !== undefined) this.select({ kind: 'region', region })
    else if (task !== undefined) this.select({ kind: 'task', task })
    else {
      const fromNs = Math.round(startNs)
      // What has no length is still a place.
      const toNs = Math.max(fromNs + 1, Math.round(endNs))
      this.select({ kind: 'range', fromNs, toNs, ...(ofRow === undefined ? {} : { rows: [ofRow] }) })
    }
    this.scene.announce(describeRange(range))
  }

  /** Times count from where the selection begins; without one, from the cursor. */
  async originAtSelection(): Promise<void> {
    const selected = await this.selectedWindow()
    this.originAt(selected === undefined ? this.scene.instantNs : selected.fromNs)
  }

  /** Times count from an instant; 0 is the trace's start. */
  originAt(timeNs: number): void {
    const originNs = Math.round(timeNs)
    changeTimeAxis(this.source, { mode: 'relative', originNs })
    this.scene.announce(
      originNs === 0
        ? 'Times count from the start of the trace'
        : `Times count from ${formatExactTime(originNs)}`,
    )
  }

  /** A file that has no clock is given one first. */
  showClock(): void {
    if (this.scene.wallClock === undefined) {
      openOverlay('clock')
      return
    }
    changeTimeAxis(this.source, { mode: 'clock' })
    this.scene.announce('Times read as a clock')
  }

  /** Where the cursor stands. */
  sayCursor(timeNs: number): void {
    const text = timeText(timeNs, this.scene.timing)
    setStatus('pointer', text)
    this.scene.announce(`Cursor at ${text}`)
  }

  /** What is selected as a stretch of time; undefined for nothing. */
  async selectedWindow(): Promise<TimeWindow | undefined> {
    const { selection, durationNs } = this.scene
    switch (selection.kind) {
      case 'none':
        return undefined
      case 'region': {
        const region = await this.scene.regionOf(selection.region)
        return region === undefined ? undefined : { fromNs: region.startNs, toNs: region.endNs }
      }
      case 'note': {
        const note = noteOf(this.source, selection.note)
        return note === undefined ? undefined : noteTimes(note)
      }
      case 'range':
        return selection
      case 'span': {
        const span = await this.scene.spanOf(selection)
        return span === undefined ? undefined : { fromNs: span.startNs, toNs: span.endNs }
      }
      case 'goroutine': {
        const answer = await whileBusy(
          call('trace/goroutine', { source: this.source, goroutine: selection.goroutine }),
        )
        if (!answer.ok) return undefined
        return { fromNs: answer.value.createdNs, toNs: answer.value.endedNs ?? durationNs }
      }
      case 'task': {
        const row = this.scene.rowOf(`task:${selection.task}`)
        return { fromNs: row?.fromNs ?? 0, toNs: row?.toNs ?? durationNs }
      }
      case 'proc':
      case 'thread':
        return { fromNs: 0, toNs: durationNs }
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
    if (isThere) {
      scene.fit()
      return
    }
    scene.moveTo(target)
    const key = scene.selectedRowKey
    if (key !== undefined) await revealRow(scene, key)
  }

  /** R: what is selected as a range. Several rows stay. */
  /** The extent of what is selected; of nothing, what is in view. */
  async selectionToRange(): Promise<void> {
    const { selection, window } = this.scene
    const extent = (await this.selectedWindow()) ?? window
    const rows = selection.kind === 'range' && selection.rows !== undefined ? { rows: selection.rows } : {}
    this.select({ kind: 'range', fromNs: Math.round(extent.fromNs), toNs: Math.round(extent.toNs), ...rows })
  }

  zoomToSpan(span: SpanDto): void {
    this.scene.moveTo(withMargin({ fromNs: span.startNs, toNs: span.endNs }, 0.08, this.scene.durationNs))
  }

  private async nameOfSelection(): Promise<string> {
    const { selection } = this.scene
    if (selection.kind === 'region')
      return `region ${(await this.scene.regionOf(selection.region))?.name ?? selection.region}`
    const span = selection.kind === 'span' ? await this.scene.spanOf(selection) : undefined
    return span === undefined ? selection.kind : describeSpan(span)
  }

  /** What is selected, in words and exact nanoseconds. */
  async copySelection(): Promise<void> {
    const extent = await this.selectedWindow()
    if (extent === undefined) return
    const fromNs = Math.round(extent.fromNs)
    const toNs = Math.round(extent.toNs)
    const name = await this.nameOfSelection()
    const isCopied = await copyText(`${name}\tfrom ${fromNs} ns\tto ${toNs} ns\tlength ${toNs - fromNs} ns`)
    this.scene.announce(isCopied ? 'Exact times copied' : 'The clipboard could not be written')
  }
}
