/** What is selected in the file of a scene, with the facts of a selected span once they are here. */
import { call } from '../../../connection/call'
import { formatDuration } from '../../../../base/format-units'
import { whileBusy } from '../../../state/idle'
import { selectionOf, subscribeSelection } from '../../../state/places'
import { rowKeyOf } from '../../../state/selection'
import { setStatus } from '../../../state/status'
import type { Selection } from '../../../state/selection'
import type { SourceId } from '../../../../contract/sources'
import type { RegionDto } from '../../../../contract/work-dto'
import type { RowDto, RowKey } from '../../../../contract/rows-dto'
import type { SpanDto } from '../../../../contract/span-dto'

export type SpanSelection = Extract<Selection, { kind: 'span' }>

export const selectionOfSpan = (span: SpanDto): SpanSelection => ({
  kind: 'span',
  goroutine: span.goroutine.id,
  startNs: Math.round(span.startNs),
  index: span.index,
})

/** A pick knows the span, but not whom it woke: that takes a question of its own. */
const isWhole = ({ state, wakes }: SpanDto): boolean =>
  wakes !== undefined || (state !== 'Running' && state !== 'Syscall')

export class SceneSelection {
  /** Set by whoever selects a span whose facts are known already. */
  span: SpanDto | undefined
  /** Facts of a selected region, once they are here. */
  region: RegionDto | undefined
  private request: AbortController | undefined
  private readonly stop: () => void

  constructor(
    private readonly source: SourceId,
    private readonly onChange: () => void,
  ) {
    this.stop = subscribeSelection(source, (selection) => this.follow(selection))
  }

  get current(): Selection {
    return selectionOf(this.source)
  }

  follow(selection: Selection): void {
    this.request?.abort()
    this.request = undefined
    if (selection.kind !== 'region' || this.region?.region !== selection.region) this.region = undefined
    if (selection.kind !== 'span') {
      this.span = undefined
      if (selection.kind === 'region') void this.loadRegion(selection.region)
    } else {
      if (this.span !== undefined && !isAbout(this.span, selection)) this.span = undefined
      if (this.span === undefined || !isWhole(this.span)) void this.load(selection)
    }
    this.changed()
  }

  /** The status bar says how long what is selected is, whoever has selected it. */
  private changed(): void {
    const { current, span, region } = this
    const one =
      current.kind === 'range'
        ? { startNs: current.fromNs, endNs: current.toNs }
        : current.kind === 'region'
          ? region
          : span
    // A log or a sample is selected as the nanosecond that it begins.
    const isLong = one !== undefined && one.endNs - one.startNs > 1
    setStatus('selection', isLong ? `selected ${formatDuration(one.endNs - one.startNs)}` : '')
    this.onChange()
  }

  private async load(selection: SpanSelection): Promise<void> {
    const request = new AbortController()
    this.request = request
    const span = await this.ask(selection, request.signal)
    if (request.signal.aborted || span === undefined) return
    this.span = span
    this.changed()
  }

  private async loadRegion(region: number): Promise<void> {
    const request = new AbortController()
    this.request = request
    const found = await this.askRegion(region, request.signal)
    if (request.signal.aborted || found === undefined) return
    this.region = found
    this.changed()
  }

  /** Facts of a region, here or asked for; undefined when there is no such region. */
  async regionOf(region: number): Promise<RegionDto | undefined> {
    return this.region?.region === region ? this.region : this.askRegion(region)
  }

  private async askRegion(region: number, signal?: AbortSignal): Promise<RegionDto | undefined> {
    const answer = await whileBusy(call('trace/region', { source: this.source, region }, signal))
    return answer.ok ? answer.value : undefined
  }

  /** The row of what is selected; undefined for what is no row, or whose row is not known yet. */
  get rowKey(): RowKey | undefined {
    return this.current.kind === 'region' ? this.region?.row : rowKeyOf(this.current)
  }

  /** When what is selected begins, where that is known without asking. */
  get startNs(): number | undefined {
    const { current } = this
    if (current.kind === 'range') return current.fromNs
    return this.span?.startNs ?? this.region?.startNs
  }

  /** Facts of a span, here or asked for; undefined when there is no such span. */
  async spanOf(selection: SpanSelection): Promise<SpanDto | undefined> {
    const { span } = this
    return span !== undefined && isAbout(span, selection) && isWhole(span) ? span : this.ask(selection)
  }

  private async ask(selection: SpanSelection, signal?: AbortSignal): Promise<SpanDto | undefined> {
    const { goroutine, startNs, index } = selection
    const exact = index === undefined ? {} : { span: index }
    const answer = await whileBusy(
      call('trace/span', { source: this.source, goroutine, startNs, ...exact }, signal),
    )
    return answer.ok ? answer.value : undefined
  }

  isOf(row: RowDto): boolean {
    const selection = this.current
    switch (selection.kind) {
      case 'goroutine':
      case 'span':
        return row.key === `goroutine:${selection.goroutine}`
      case 'proc':
        return row.key === `proc:${selection.processor}`
      case 'thread':
        return row.key === `thread:${selection.thread}`
      case 'task':
        return row.key === `task:${selection.task}`
      case 'range':
        return selection.rows?.includes(row.key) === true
      case 'region':
        return row.key === this.region?.row
      case 'none':
      case 'note':
        return false
    }
  }

  dispose(): void {
    setStatus('selection', '')
    this.stop()
    this.request?.abort()
  }
}

function isAbout(span: SpanDto, selection: SpanSelection): boolean {
  if (span.goroutine.id !== selection.goroutine) return false
  return selection.index === undefined
    ? Math.round(span.startNs) === selection.startNs
    : span.index === selection.index
}
