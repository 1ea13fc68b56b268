/** The bucket of a row at a time, where spans too short for the screen are gathered. */
import { TileFlag } from '../../../../contract/tile-dto'
import { visualStateIndex } from '../../../../contract/visual-states'
import type { Tile } from '../../../../picture/tile-columns'
import type { PlacedRow } from '../scene/row-model'
import type { TimelineScene } from '../scene/timeline-scene'
import type { TimeWindow } from '../../../state/viewport-math'

/** Undefined where an exact span stands, or nothing. */
export function bucketAt(scene: TimelineScene, placed: PlacedRow, timeNs: number): TimeWindow | undefined {
  const band = placed.isSticky ? scene.content.stickyBand : scene.content.scrollBand
  for (const { tile, fromNs, toNs } of [...band.shown].reverse()) {
    const row = tile.head.rows.indexOf(placed.row.key)
    if (row < 0 || timeNs < fromNs || timeNs > toNs) continue
    return bucketOfTile(tile, row, timeNs)
  }
  return undefined
}

function bucketOfTile(tile: Tile, row: number, timeNs: number): TimeWindow | undefined {
  const offset = timeNs - tile.head.fromNs
  let found: TimeWindow | undefined
  for (let index = 0; index < tile.count; index++) {
    if (tile.row[index] !== row || tile.startNs[index]! > offset || tile.endNs[index]! < offset) continue
    // A held P lies below all that ran on it.
    if ((tile.flags[index]! & TileFlag.mark) !== 0 || tile.state[index] === visualStateIndex.idle) continue
    // Layers lie over each other: an exact span is what one would click.
    if ((tile.flags[index]! & TileFlag.bucket) === 0) return undefined
    const fromNs = tile.head.fromNs + tile.startNs[index]!
    const toNs = tile.head.fromNs + tile.endNs[index]!
    if (found === undefined || toNs - fromNs > found.toNs - found.fromNs) found = { fromNs, toNs }
  }
  return found
}

/** Where an exact span of a row begins or ends next to a time; undefined where none does so within `withinNs`. */
export function edgeNear(
  scene: TimelineScene,
  placed: PlacedRow,
  timeNs: number,
  withinNs: number,
): number | undefined {
  const band = placed.isSticky ? scene.content.stickyBand : scene.content.scrollBand
  for (const { tile, fromNs, toNs } of [...band.shown].reverse()) {
    const row = tile.head.rows.indexOf(placed.row.key)
    if (row >= 0 && timeNs >= fromNs && timeNs <= toNs) return edgeOfTile(tile, row, timeNs, withinNs)
  }
  return undefined
}

function edgeOfTile(tile: Tile, row: number, timeNs: number, withinNs: number): number | undefined {
  const offset = timeNs - tile.head.fromNs
  let best: number | undefined
  const offer = (edge: number): void => {
    const distance = Math.abs(edge - offset)
    if (distance <= withinNs && (best === undefined || distance < Math.abs(best - offset))) best = edge
  }
  for (let index = 0; index < tile.count; index++) {
    // Ends of buckets are those of a grid, and marks have none.
    if (tile.row[index] !== row || (tile.flags[index]! & (TileFlag.bucket | TileFlag.mark)) !== 0) continue
    offer(tile.startNs[index]!)
    offer(tile.endNs[index]!)
  }
  return best === undefined ? undefined : tile.head.fromNs + best
}
