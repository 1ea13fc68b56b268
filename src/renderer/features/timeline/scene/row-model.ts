/**
 * The rows of one timeline: a window of the host's flattened list, the folds that the user changed, the pins, and where
 * each row stands. Rows come in pages; those not yet here keep their place empty.
 */
import type { Result } from '../../../../base/result'
import type { RowDto, RowKey, RowSort, RowsDto } from '../../../../contract/rows-dto'
import type { TimelineRows } from '../../../state/timeline-rows'
import { rowBodyPx, rowPitchPx, type Density } from '../../../../picture/row-layout'

export interface RowQuery {
  readonly toggled: readonly RowKey[]
  readonly sort: RowSort
  readonly filter: string
  readonly from: number
  readonly to: number
}

export type AskRows = (query: RowQuery, signal: AbortSignal) => Promise<Result<RowsDto, { message: string }>>

/** A row with its place: `topPx` from the top of the rows that scroll, or of those that stay. */
export interface PlacedRow {
  readonly row: RowDto
  readonly topPx: number
  readonly pitchPx: number
  readonly bodyPx: number
  readonly isSticky: boolean
  /** Index in the host's list; -1 for pins. */
  readonly index: number
}

/** Rows [from, to) of the list where they stand. */
interface KeptRows {
  readonly from: number
  readonly to: number
  readonly placed: readonly PlacedRow[]
}

const pageRows = 200
/** Plots and GC lane, at the head of the host's list. */
const stickyKinds: ReadonlySet<string> = new Set(['heap', 'goroutine-counts', 'gc'])

export class RowModel {
  totalRows = 0
  density: Density = 'normal'
  sort: RowSort = 'blocked'
  filter = ''
  /** How often the filter was set by others than its field: that must not take its own echo for news. */
  filterSets = 0
  /** Increases whenever places may have changed. */
  version = 0
  error = ''
  private readonly toggled = new Set<RowKey>()
  private readonly pins = new Map<RowKey, RowDto>()
  private pages = new Map<number, readonly RowDto[]>()
  /** Pages of the list as it was before folds or order changed: shown until the new ones are here. */
  private readonly stalePages = new Map<number, readonly RowDto[]>()
  private readonly requests = new Map<number, AbortController>()
  private sections: readonly number[] = []
  private stickyRows: readonly RowDto[] = []
  /** Places of the last frame: most frames ask for the same ones. */
  private keptSticky: readonly PlacedRow[] | undefined
  private readonly keptScrolled = new Map<number, KeptRows>()

  constructor(
    private readonly ask: AskRows,
    private readonly onChange: () => void,
  ) {}

  get isLoaded(): boolean {
    return this.pages.size > 0
  }

  /** Rows that scroll: the list without its head. */
  get scrolledCount(): number {
    return Math.max(0, this.totalRows - this.stickyRows.length)
  }

  rowAt(index: number): RowDto | undefined {
    const page = Math.floor(index / pageRows)
    return (this.pages.get(page) ?? this.stalePages.get(page))?.[index % pageRows]
  }

  /** Asks for what is missing of [from, to). */
  ensure(from: number, to: number): void {
    const last =
      this.totalRows === 0 ? 0 : Math.max(0, Math.floor((Math.min(to, this.totalRows) - 1) / pageRows))
    for (let page = Math.max(0, Math.floor(from / pageRows)); page <= last; page++) {
      if (!this.pages.has(page) && !this.requests.has(page)) void this.load(page)
    }
  }

  private async load(page: number): Promise<void> {
    const request = new AbortController()
    this.requests.set(page, request)
    const answer = await this.ask(
      {
        toggled: [...this.toggled],
        sort: this.sort,
        filter: this.filter,
        from: page * pageRows,
        to: (page + 1) * pageRows,
      },
      request.signal,
    )
    // Folds or order changed meanwhile: this answer is late.
    if (this.requests.get(page) !== request) return
    this.requests.delete(page)
    if (!answer.ok) {
      this.error = answer.error.message
      this.onChange()
      return
    }
    this.error = ''
    this.totalRows = answer.value.totalRows
    this.pages.set(page, answer.value.rows)
    if (page === 0) this.readHead(answer.value.rows)
    this.findSections()
    this.movePlaces()
    this.onChange()
  }

  private movePlaces(): void {
    this.version++
    this.forgetPlaces()
  }

  private forgetPlaces(): void {
    this.keptSticky = undefined
    this.keptScrolled.clear()
  }

  private readHead(rows: readonly RowDto[]): void {
    const firstOther = rows.findIndex((row) => !stickyKinds.has(row.kind))
    this.stickyRows = rows.slice(0, firstOther < 0 ? rows.length : firstOther)
  }

  private findSections(): void {
    const found: number[] = []
    for (const [page, rows] of [...this.stalePages, ...this.pages]) {
      if (this.pages.has(page) && this.pages.get(page) !== rows) continue
      rows.forEach((row, offset) => {
        if (row.kind === 'section') found.push(page * pageRows + offset)
      })
    }
    this.sections = found.sort((a, b) => a - b)
  }

  /** Starts afresh: order, filter or folds have changed. What was shown stays until the answer is here. */
  private restart(): void {
    for (const request of this.requests.values()) request.abort()
    this.requests.clear()
    for (const [page, rows] of this.pages) this.stalePages.set(page, rows)
    this.pages = new Map()
    void this.load(0)
  }

  /** The file was read again, or more of it is there. */
  reload(): void {
    this.restart()
  }

  toggle(key: RowKey): void {
    if (!this.toggled.delete(key)) this.toggled.add(key)
    this.restart()
  }

  setSort(sort: RowSort): void {
    if (this.sort === sort) return
    this.sort = sort
    this.restart()
  }

  /** From elsewhere than the field, which takes it over. */
  setFilter(filter: string): void {
    this.filterSets++
    this.typeFilter(filter)
  }

  /** As it is typed. */
  typeFilter(filter: string): void {
    if (this.filter === filter) {
      this.onChange()
      return
    }
    this.filter = filter
    this.restart()
  }

  /** Folds, order, filter, density and pins as they are kept while the timeline is away. */
  get kept(): TimelineRows {
    const { sort, filter, density } = this
    return { toggled: this.toggledKeys, sort, filter, density, pinned: [...this.pins.values()] }
  }

  restore(rows: TimelineRows): void {
    this.toggled.clear()
    for (const key of rows.toggled) this.toggled.add(key)
    this.pins.clear()
    for (const row of rows.pinned) this.pins.set(row.key, row)
    this.sort = rows.sort
    this.filter = rows.filter
    this.filterSets++
    this.density = rows.density
    this.forgetPlaces()
    this.restart()
  }

  get toggledKeys(): readonly RowKey[] {
    return [...this.toggled]
  }

  setDensity(density: Density): void {
    this.density = density
    this.movePlaces()
    this.onChange()
  }

  isPinned(key: RowKey): boolean {
    return this.pins.has(key)
  }

  togglePin(row: RowDto): void {
    if (!this.pins.delete(row.key)) this.pins.set(row.key, row)
    this.movePlaces()
    this.onChange()
  }

  /** Pages of a former list must not outlive the new one. */
  dropStale(): void {
    if (this.requests.size === 0) this.stalePages.clear()
    this.forgetPlaces()
  }

  /** Plots, GC lane and pinned rows, from the top. The same array until something has moved. */
  sticky(): readonly PlacedRow[] {
    return (this.keptSticky ??= this.placeSticky())
  }

  private placeSticky(): readonly PlacedRow[] {
    const placed: PlacedRow[] = []
    let topPx = 2
    const place = (row: RowDto, index: number): void => {
      const pitchPx = rowPitchPx(row.kind, this.density)
      placed.push({ row, topPx, pitchPx, bodyPx: rowBodyPx(row.kind, this.density), isSticky: true, index })
      topPx += pitchPx
    }
    this.stickyRows.forEach(place)
    for (const row of this.pins.values()) place(row, -1)
    return placed
  }

  stickyHeightPx(): number {
    const rows = this.sticky()
    const last = rows.at(-1)
    return last === undefined ? 0 : last.topPx + last.pitchPx + 2
  }

  private get rowPitch(): number {
    return rowPitchPx('goroutine', this.density)
  }

  private get sectionExtra(): number {
    return rowPitchPx('section', this.density) - this.rowPitch
  }

  /** Top of a row of the list, from the first row that scrolls. */
  topOf(index: number): number {
    const first = this.stickyRows.length
    let extra = 0
    if (this.sectionExtra > 0) {
      for (const section of this.sections) if (section >= first && section < index) extra += this.sectionExtra
    }
    return (index - first) * this.rowPitch + extra
  }

  contentHeightPx(): number {
    return this.topOf(this.totalRows)
  }

  /** The row of the list that stands at `yPx` from the top of the first row that scrolls. */
  indexAt(yPx: number): number {
    const first = this.stickyRows.length
    let low = first
    let high = Math.max(first, this.totalRows - 1)
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.topOf(middle) <= yPx) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Rows that stand between two heights, with `margin` rows more on both sides. The same array while these are the same rows. */
  scrolled(fromPx: number, toPx: number, margin: number): readonly PlacedRow[] {
    const first = this.stickyRows.length
    const from = Math.max(first, this.indexAt(fromPx) - margin)
    const to = Math.min(this.totalRows, this.indexAt(toPx) + 1 + margin)
    const kept = this.keptScrolled.get(margin)
    if (kept?.from === from && kept.to === to) return kept.placed
    const placed = this.placeScrolled(from, to)
    this.keptScrolled.set(margin, { from, to, placed })
    return placed
  }

  private placeScrolled(from: number, to: number): readonly PlacedRow[] {
    const placed: PlacedRow[] = []
    for (let index = from; index < to; index++) {
      const row = this.rowAt(index)
      if (row === undefined) continue
      placed.push({
        row,
        topPx: this.topOf(index),
        pitchPx: rowPitchPx(row.kind, this.density),
        bodyPx: rowBodyPx(row.kind, this.density),
        isSticky: false,
        index,
      })
    }
    return placed
  }

  /** Sections and groups around a row of the list that is here, innermost first. */
  parentsOf(key: RowKey): readonly RowKey[] {
    const index = this.indexOf(key)
    const parents: RowKey[] = []
    let depth = this.rowAt(index)?.depth ?? 0
    // Only what is here is looked at: a few pages.
    for (let at = index - 1; at >= 0 && depth > 0; at--) {
      const row = this.rowAt(at)
      if (row === undefined) break
      if (row.depth >= depth || !row.isExpandable) continue
      parents.push(row.key)
      depth = row.depth
    }
    return parents
  }

  /** Where a row is in the part of the list that is here; -1 when unknown. */
  indexOf(key: RowKey): number {
    for (const [page, rows] of this.pages) {
      const offset = rows.findIndex((row) => row.key === key)
      if (offset >= 0) return page * pageRows + offset
    }
    return -1
  }

  get firstScrolled(): number {
    return this.stickyRows.length
  }

  dispose(): void {
    for (const request of this.requests.values()) request.abort()
    this.requests.clear()
  }
}
