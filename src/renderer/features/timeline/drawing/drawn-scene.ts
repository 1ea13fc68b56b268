/** A scene as drawing sees it: what the shapes of one frame are made from, to be read only. */
import type { OverviewDto } from '../../../../contract/overview-dto'
import type { RowDto } from '../../../../contract/rows-dto'
import type { SourceDto } from '../../../../contract/sources'
import type { SpanDto } from '../../../../contract/span-dto'
import type { RegionDto } from '../../../../contract/work-dto'
import type { Axis } from '../../../../picture/axis'
import type { Counters } from '../../../../picture/counters'
import type { TextMeasure } from '../../../../picture/label-fit'
import type { Palette } from '../../../../picture/palette'
import type { Selection } from '../../../state/selection'
import type { TimeWindow } from '../../../state/viewport-math'
import type { Band } from '../scene/band'
import type { CountersSource } from '../scene/counters-source'
import type { Cursor } from '../scene/cursor'
import type { PlacedRow, RowModel } from '../scene/row-model'
import type { SelectedRange } from '../scene/selected-range'
import type { TimelineGeometry } from '../scene/timeline-geometry'
import type { Timing } from './draw-header'

/** The data that are here. */
export interface DrawnContent {
  readonly stickyBand: Band
  readonly scrollBand: Band
  readonly counters: Pick<CountersSource, 'whole' | 'window'>
  /** The curves that are drawn. */
  readonly shownCounters: Counters | undefined
}

export interface DrawnScene {
  readonly source: Pick<SourceDto, 'id'>
  readonly overview: OverviewDto | undefined
  readonly durationNs: number
  readonly content: DrawnContent

  readonly geometry: TimelineGeometry
  readonly window: TimeWindow
  readonly nsPerPx: number
  readonly scrollPx: number
  readonly rows: Pick<RowModel, 'isPinned' | 'indexOf' | 'contentHeightPx'>
  readonly stickyRows: readonly PlacedRow[]
  readonly shownRows: readonly PlacedRow[]

  readonly palette: Palette
  /** The colours of spans: those of the theme, but for a state that stands out. */
  readonly dataPalette: Palette
  readonly measure: TextMeasure
  readonly hasLabels: boolean
  readonly timing: Timing
  readonly axis: Axis
  /** Hits of a search per equal slice of the run; empty for none. */
  readonly findMarks: readonly number[]

  readonly selection: Selection
  /** Facts of the selected span, once they are here. */
  readonly selectedSpan: SpanDto | undefined
  /** Facts of the selected region, once they are here. */
  readonly selectedRegion: RegionDto | undefined
  /** The range that is selected, or is being dragged. */
  readonly range: SelectedRange | undefined
  readonly focusedKey: string
  readonly hoveredKey: string
  /** Time under the pointer. */
  readonly hoverNs: number | undefined
  readonly cursor: Pick<Cursor, 'timeNs'>
  isRowSelected(row: RowDto): boolean
}
