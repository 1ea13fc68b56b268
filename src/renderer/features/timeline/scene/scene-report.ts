/**
 * What a scene tells once a frame is drawn: the facts of the frame, how many goroutines the status bar counts, and which rows
 * pictures and sessions are to show.
 */
import { groupDigits } from '../../../../base/format-units'
import type { SourceDto } from '../../../../contract/sources'
import { printSelection, type Selection } from '../../../state/selection'
import { setStatus } from '../../../state/status'
import { keepShownRows, keepTimelineRows } from '../../../state/timeline-rows'
import type { TimeWindow } from '../../../state/viewport-math'
import type { PlacedRow, RowModel } from './row-model'
import type { TimelineGeometry } from './timeline-geometry'

/** What one frame has drawn, for the attributes that tests rely on. */
export interface FrameFacts {
  readonly fromNs: number
  readonly toNs: number
  readonly rows: number
  /** Of the last frame after which nothing moved or was taken in. */
  readonly rectangles: number
  readonly selected: string
  readonly painter: string
  /** Width of the column of row labels. */
  readonly labelColumnPx: number
  /** Median JS time of the last frames. */
  readonly frameMs: number
}

/** The scene as a report sees it. */
export interface ReportedScene {
  readonly source: SourceDto
  readonly rows: RowModel
  readonly stickyRows: readonly PlacedRow[]
  readonly shownRows: readonly PlacedRow[]
  readonly selection: Selection
  readonly geometry: TimelineGeometry
}

export interface DrawnFrame extends Pick<FrameFacts, 'rectangles' | 'painter' | 'frameMs'> {
  readonly window: TimeWindow
  /** Of the whole timeline, labels included. */
  readonly widthPx: number
}

export class SceneReport {
  private keptVersion = -1
  /** Rows that the status bar has counted. */
  private toldRows: readonly PlacedRow[] | undefined

  constructor(
    private readonly scene: ReportedScene,
    private readonly onFrame: (facts: FrameFacts) => void,
  ) {}

  tell({ window, widthPx, rectangles, painter, frameMs }: DrawnFrame): void {
    const { stickyRows, shownRows, selection, geometry } = this.scene
    this.keepRows(widthPx)
    if (this.toldRows !== shownRows) {
      this.toldRows = shownRows
      const inView = shownRows.filter(({ row }) => row.kind === 'goroutine').length
      setStatus('view', inView === 0 ? '' : `${groupDigits(inView)} goroutine rows in view`)
    }
    this.onFrame({
      fromNs: Math.round(window.fromNs),
      toNs: Math.round(window.toNs),
      rows: stickyRows.length + shownRows.length,
      rectangles,
      selected: printSelection(selection),
      painter,
      labelColumnPx: geometry.gutterPx,
      frameMs,
    })
  }

  /** Pictures and sessions show the rows that are seen here. */
  private keepRows(widthPx: number): void {
    const { source, rows, shownRows } = this.scene
    const first = shownRows[0]
    keepShownRows(source.id, {
      firstRow: first?.index ?? rows.firstScrolled,
      count: shownRows.length,
      widthPx,
    })
    if (this.keptVersion === rows.version) return
    this.keptVersion = rows.version
    keepTimelineRows(source, rows.kept)
  }

  dispose(): void {
    setStatus('view', '')
  }
}
