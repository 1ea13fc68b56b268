/**
 * Tiles for one band of rows: one three windows wide, and where that holds so much that the host had to coarsen it, a
 * sharp one of the window itself. What is here is shown until better is; of each kind at most one question is open,
 * and the next is asked for where the view is by then.
 */
import type { Result } from '../../base/result'
import type { RowKey } from '../../contract/rows-dto'
import type { TileHead } from '../../contract/tile-dto'
import type { Frame } from '../../contract/wire'
import { TileFlag } from '../../contract/tile-dto'
import { tileOfFrame, type Tile } from '../../picture/tile-columns'

export interface TileQuery {
  readonly fromNs: number
  readonly toNs: number
  readonly widthPx: number
  readonly rows: readonly RowKey[]
}

export type AskTile = (
  query: TileQuery,
  signal: AbortSignal,
) => Promise<Result<Frame<TileHead>, { readonly code: string; readonly message: string }>>

/** What is on the screen. */
export interface TileWish {
  readonly fromNs: number
  readonly toNs: number
  readonly plotWidthPx: number
  readonly durationNs: number
  /** Rows on the screen. */
  readonly rows: readonly RowKey[]
  /** The same with some more above and below. */
  readonly rowsWithMargin: () => readonly RowKey[]
}

export interface HeldTile {
  readonly tile: Tile
  readonly rows: ReadonlySet<RowKey>
  readonly fromNs: number
  readonly toNs: number
  readonly nsPerPx: number
  /** Nothing in it is a bucket: zooming in needs no other tile. */
  readonly isExact: boolean
  /** Its buckets are wider than asked for: it held too much for one answer. */
  readonly isCoarse: boolean
}

/** Buckets of a tile that was not coarsened are at most this many pixels wide (they grow by powers of two). */
const finestBucketPx = 2.1
/** Resolution may be this much coarser than a pixel before a finer tile is asked for. */
const coarseness = 1.02
const maximumRows = 500

type Kind = 'wide' | 'sharp'

export class TileSource {
  wide: HeldTile | undefined
  sharp: HeldTile | undefined
  error = ''
  private readonly open: Partial<Record<Kind, AbortController>> = {}
  private wish: TileWish | undefined
  /** What is held was asked for in other words: it is shown until what was asked for anew is here. */
  private readonly outdated = new Set<Kind>()

  constructor(
    private readonly ask: AskTile,
    private readonly onArrival: () => void,
  ) {}

  /** Called whenever view or rows have changed. Asks only for what is missing. */
  want(wish: TileWish): void {
    this.wish = wish
    if (wish.rows.length === 0 || wish.plotWidthPx < 1) return
    this.askFor('wide')
    this.askFor('sharp')
  }

  /** Everything held is of another state of the file. */
  clear(): void {
    this.open.wide?.abort()
    this.open.sharp?.abort()
    delete this.open.wide
    delete this.open.sharp
    this.wide = undefined
    this.sharp = undefined
  }

  /** What is asked for has changed in more than view and rows. */
  renew(): void {
    this.open.wide?.abort()
    this.open.sharp?.abort()
    delete this.open.wide
    delete this.open.sharp
    this.outdated.add('wide').add('sharp')
  }

  private isMissing(kind: Kind, wish: TileWish): boolean {
    const held = kind === 'wide' ? this.wide : this.sharp
    if (kind === 'sharp' && this.wide?.isCoarse !== true) return false
    if (held === undefined || this.outdated.has(kind)) return true
    if (!wish.rows.every((row) => held.rows.has(row))) return true
    const nsPerPx = (wish.toNs - wish.fromNs) / wish.plotWidthPx
    if (held.nsPerPx > nsPerPx * coarseness && !held.isExact) return true
    if (kind === 'sharp') {
      // Far too fine is too much to draw.
      return held.fromNs > wish.fromNs || held.toNs < wish.toNs || held.nsPerPx < nsPerPx * 0.6
    }
    const margin = (wish.toNs - wish.fromNs) * 0.4
    const neededFrom = Math.max(0, wish.fromNs - margin)
    const neededTo = Math.min(wish.durationNs, wish.toNs + margin)
    return held.fromNs > neededFrom || held.toNs < neededTo || (held.nsPerPx < nsPerPx * 0.3 && !held.isExact)
  }

  private askFor(kind: Kind): void {
    const { wish } = this
    if (wish === undefined || this.open[kind] !== undefined || !this.isMissing(kind, wish)) return
    const length = wish.toNs - wish.fromNs
    const margin = length * (kind === 'wide' ? 1 : 0.1)
    const fromNs = Math.max(0, Math.floor(wish.fromNs - margin))
    const toNs = Math.max(fromNs + 1, Math.min(Math.ceil(wish.durationNs), Math.ceil(wish.toNs + margin)))
    const nsPerPx = length / wish.plotWidthPx
    const rows = (kind === 'wide' ? wish.rowsWithMargin() : wish.rows).slice(0, maximumRows)
    const widthPx = Math.max(1, Math.min(16_000, Math.round((toNs - fromNs) / nsPerPx)))
    const request = new AbortController()
    this.open[kind] = request
    void this.ask({ fromNs, toNs, widthPx, rows }, request.signal).then((answer) => {
      if (this.open[kind] !== request) return
      delete this.open[kind]
      if (answer.ok) {
        this.error = ''
        this.hold(kind, tileOfFrame(answer.value), nsPerPx)
        this.onArrival()
      } else if (answer.error.code !== 'cancelled') {
        // Asked again with the next move, not at once: a host that fails would be asked without end.
        this.error = answer.error.message
        this.onArrival()
        return
      }
      this.askFor('wide')
      this.askFor('sharp')
    })
  }

  private hold(kind: Kind, tile: Tile, nsPerPx: number): void {
    let widestNs = 0
    for (let index = 0; index < tile.count; index++) {
      if ((tile.flags[index]! & TileFlag.bucket) === 0) continue
      widestNs = Math.max(widestNs, tile.endNs[index]! - tile.startNs[index]!)
    }
    const held: HeldTile = {
      tile,
      rows: new Set(tile.head.rows),
      fromNs: tile.head.fromNs,
      toNs: tile.head.toNs,
      nsPerPx,
      isExact: widestNs === 0,
      isCoarse: widestNs > nsPerPx * finestBucketPx,
    }
    this.outdated.delete(kind)
    if (kind === 'sharp') {
      this.sharp = held
      return
    }
    this.wide = held
    // A coarse old sharp tile must not cover a finer wide one.
    if (!held.isCoarse) this.sharp = undefined
  }
}
