/**
 * What a picture of a stretch of a trace is made of, asked through the same interface that the window uses: in the page
 * from the host, in `marey export` from a session in the same process.
 */
import { fail, succeed, type Result } from '../base/result'
import type { MethodName, Params, Results } from '../contract/api'
import { limits } from '../contract/limits'
import type { OverviewDto } from '../contract/overview-dto'
import type { RowDto, RowKey, RowSort } from '../contract/rows-dto'
import { countersOfFrame, type Counters } from './counters'
import { tileOfFrame, type Tile } from './tile-columns'

interface AskError {
  readonly message: string
}

export type AskTrace = <M extends Extract<MethodName, `trace/${string}`>>(
  method: M,
  params: Omit<Params<M>, 'source'>,
) => Promise<Result<Results[M], AskError>>

export interface PictureRequest {
  readonly fromNs: number
  readonly toNs: number
  /** Width of the part with data, in device pixels: the tiles have that resolution. */
  readonly plotWidthPx: number
  /** The list of rows as it is folded, ordered and filtered. */
  readonly toggled: readonly RowKey[]
  readonly sort: RowSort
  readonly filter: string
  /** First row of the list and how many, without plots and GC lane, which always lead. */
  readonly firstRow: number
  readonly maximumRows: number
  /** Rows that the user keeps at the top. */
  readonly pinned: readonly RowDto[]
  /** What stands out, as an expression that spans fit; absent or '' for all alike. */
  readonly highlight?: string
}

export interface PictureData {
  readonly fromNs: number
  readonly toNs: number
  readonly overview: OverviewDto
  /** Plots, GC lane, pinned rows and rows of the list, from the top. */
  readonly rows: readonly RowDto[]
  /** Rows of the list that are not in the picture. */
  readonly rowsLeftOut: number
  readonly tiles: readonly Tile[]
  /** Curves of the window. */
  readonly counters: Counters
  /** Means over the window: one slice. */
  readonly means: Counters
}

/** Rows of a picture; more cannot be told apart on any page. */
const maximumPictureRows = 400

const isPlot = (row: RowDto): boolean => row.kind === 'heap' || row.kind === 'goroutine-counts'
const isHead = (row: RowDto): boolean => isPlot(row) || row.kind === 'gc'

/** Fails with the words of the first question that failed. */
export async function gatherPicture(
  ask: AskTrace,
  request: PictureRequest,
): Promise<Result<PictureData, AskError>> {
  const overview = await ask('trace/overview', {})
  if (!overview.ok) return overview
  const durationNs = Math.max(1, overview.value.durationNs)
  const fromNs = Math.max(0, Math.min(request.fromNs, durationNs - 1))
  const toNs = Math.max(fromNs + 1, Math.min(request.toNs, durationNs))
  const list = { toggled: [...request.toggled], sort: request.sort, filter: request.filter }
  const maximum = Math.min(request.maximumRows, maximumPictureRows)
  const head = await ask('trace/rows', { ...list, from: 0, to: maximum + 8 })
  if (!head.ok) return head
  const firstScrolled = head.value.rows.findIndex((row) => !isHead(row))
  const headCount = firstScrolled < 0 ? head.value.rows.length : firstScrolled
  const first = Math.max(headCount, request.firstRow)
  const body =
    first === headCount
      ? succeed({ rows: head.value.rows.slice(headCount, headCount + maximum) })
      : await ask('trace/rows', { ...list, from: first, to: first + maximum })
  if (!body.ok) return body
  const rows = [...head.value.rows.slice(0, headCount), ...request.pinned, ...body.value.rows]
  const window = { fromNs, toNs, widthPx: request.plotWidthPx }
  const tiles = await askTiles(ask, { ...window, highlight: request.highlight ?? '' }, rows)
  if (!tiles.ok) return tiles
  const slices = Math.max(1, Math.min(limits.counterSlices, Math.round(request.plotWidthPx / 2)))
  const counters = await ask('trace/counters', { fromNs, toNs, slices })
  if (!counters.ok) return counters
  const means = await ask('trace/counters', { fromNs, toNs, slices: 1 })
  if (!means.ok) return means
  return succeed({
    fromNs,
    toNs,
    overview: overview.value,
    rows,
    rowsLeftOut: Math.max(0, head.value.totalRows - headCount - body.value.rows.length),
    tiles: tiles.value,
    counters: countersOfFrame(counters.value),
    means: countersOfFrame(means.value),
  })
}

/** In as many answers as it takes for each to stay sharp: one answer holds a bounded number of rectangles. */
async function askTiles(
  ask: AskTrace,
  {
    highlight,
    ...window
  }: {
    readonly fromNs: number
    readonly toNs: number
    readonly widthPx: number
    readonly highlight: string
  },
  rows: readonly RowDto[],
): Promise<Result<readonly Tile[], AskError>> {
  const widthPx = Math.max(1, Math.min(limits.tileWidthPx, Math.round(window.widthPx)))
  const rowsPerTile = Math.max(1, Math.min(limits.tileRows, Math.floor(limits.tileRectangles / widthPx)))
  const keys = [
    ...new Set(rows.filter((row) => !isPlot(row) && row.kind !== 'section').map((row) => row.key)),
  ]
  const tiles: Tile[] = []
  for (let at = 0; at < keys.length; at += rowsPerTile) {
    const tile = await ask('trace/tile', {
      ...window,
      widthPx,
      rows: keys.slice(at, at + rowsPerTile),
      ...(highlight === '' ? {} : { highlight }),
    })
    if (!tile.ok) return tile
    if (highlight !== '' && tile.value.head.isLit !== true)
      return fail({ message: `nothing can be highlighted by ${highlight}: it is no whole expression` })
    tiles.push(tileOfFrame(tile.value))
  }
  return succeed(tiles)
}
