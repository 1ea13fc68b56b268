/**
 * What stands at a point of a row, and what comes before or after it.
 */
import { assertUnreachable } from '../../base/assert'
import type { PickDto } from '../../contract/pick-dto'
import { codeOfNothing } from '../lod/stretch-row'
import type { StretchRow } from '../lod/stretch-row'
import { drawnAt } from './pick-drawn'
import { subjectOfRow } from '../rows/row-key'
import { rangeWithFigures } from '../scheduling/range-figures'
import { itemAt, itemBeside, itemRowsOf } from './row-items'
import { spanDto } from '../goroutine/span-details'
import type { TraceTiles } from './trace-tiles'
import { goroutineCut } from '../trace-index'

const nothing: PickDto = { type: 'nothing' }

/** A row whose positions can be walked, and what a position is. */
interface WalkRow {
  readonly row: StretchRow
  dtoAt(position: number): PickDto
}

/** The rows a key stands for, the one to be preferred first. Empty: a row with nothing to pick. */
function walkRows(tiles: TraceTiles, key: string): readonly WalkRow[] | undefined {
  const { index } = tiles
  const subject = subjectOfRow(index, key)
  if (subject === undefined) return undefined
  const owned = (row: StretchRow, goroutineAt: (position: number) => number): WalkRow => ({
    row,
    dtoAt: (position) => ({
      type: 'span',
      span: spanDto(index, goroutineAt(position), row.elementAt(position)),
    }),
  })
  switch (subject.kind) {
    case 'goroutine':
      return [
        {
          row: goroutineCut(index, subject.goroutine).row,
          dtoAt: (position) => ({ type: 'span', span: spanDto(index, subject.goroutine, position) }),
        },
      ]
    case 'processor':
      return [
        owned(
          index.processorRows[subject.processor].row,
          (position) => index.executions.spanGoroutine[position],
        ),
      ]
    case 'thread': {
      const { row, goroutineAt } = tiles.threads.rowOf(subject.thread)
      return [owned(row, goroutineAt)]
    }
    case 'gc':
      return [tiles.events.stopTheWorld, tiles.events.gcMark].map(({ cut, range }) => ({
        row: cut.row,
        dtoAt: (position) => ({ type: 'range', range: rangeWithFigures(index, range[position]) }),
      }))
    case 'heap':
    case 'goroutine-counts':
    case 'network':
    case 'section':
    case 'group':
    case 'regions':
    case 'samples':
    case 'stack':
    case 'task':
      return []
    default:
      return assertUnreachable(subject)
  }
}

/**
 * The stretch at `timeNs`, else the nearest within `toleranceNs`; undefined for a row that does not exist.
 */
export function pick(
  tiles: TraceTiles,
  key: string,
  timeNs: number,
  toleranceNs: number,
): PickDto | undefined {
  const found = stretchAt(tiles, key, timeNs, toleranceNs)
  const subject = subjectOfRow(tiles.index, key)
  if (found === undefined || subject === undefined) return undefined
  const also = drawnAt(tiles, subject, timeNs, toleranceNs)
  return also.length === 0 ? found : { ...found, also }
}

function stretchAt(tiles: TraceTiles, key: string, timeNs: number, toleranceNs: number): PickDto | undefined {
  const rows = walkRows(tiles, key)
  if (rows === undefined) return undefined
  if (rows.length === 0) return pickItem(tiles, key, timeNs, toleranceNs)
  for (const reachNs of [0, toleranceNs]) {
    for (const { row, dtoAt } of rows) {
      const position = nearest(row, timeNs, reachNs)
      if (position !== undefined) return dtoAt(position)
    }
  }
  return nothing
}

function pickItem(tiles: TraceTiles, key: string, timeNs: number, toleranceNs: number): PickDto {
  const subject = subjectOfRow(tiles.index, key)
  const rows = subject === undefined ? undefined : itemRowsOf(tiles, subject)
  // What holds the point goes before what is near it.
  for (const reachNs of [0, toleranceNs]) {
    for (const row of rows ?? []) {
      const item = itemAt(row, timeNs, reachNs)
      if (item >= 0) return row.dtoOf(item)
    }
  }
  return nothing
}

function neighborItem(
  tiles: TraceTiles,
  key: string,
  timeNs: number,
  direction: 'previous' | 'next',
): PickDto {
  const subject = subjectOfRow(tiles.index, key)
  const rows = subject === undefined ? undefined : itemRowsOf(tiles, subject)
  const found = (rows ?? []).flatMap((row) => {
    const item = itemBeside(row, timeNs, direction)
    return item < 0 ? [] : [{ row, item, startNs: row.startOf(item) }]
  })
  found.sort((a, b) => (direction === 'next' ? a.startNs - b.startNs : b.startNs - a.startNs))
  return found.length === 0 ? nothing : found[0].row.dtoOf(found[0].item)
}

function nearest(row: StretchRow, timeNs: number, reachNs: number): number | undefined {
  if (row.count === 0) return undefined
  const at = row.positionAt(timeNs)
  let best: number | undefined
  let bestNs = Infinity
  for (const position of [at, at + 1]) {
    if (position >= row.first + row.count || row.codeAt(position) === codeOfNothing) continue
    const beforeNs = row.startAt(position) - timeNs
    // The end does not belong to the stretch, but a stretch of no length has nothing else.
    const afterNs = timeNs - row.endAt(position)
    const distanceNs = Math.max(0, beforeNs, afterNs)
    const isInside = beforeNs <= 0 && afterNs < 0
    if ((isInside || distanceNs <= reachNs) && distanceNs < bestNs) {
      best = position
      bestNs = distanceNs
    }
  }
  return best
}

/**
 * The stretch before or after the one at `timeNs` of a row; with `sameState`, the next one drawn alike. `span` tells
 * which it is of several that begin at once, as those of no length do. Undefined for a row that does not exist.
 */
export function neighbor(
  tiles: TraceTiles,
  key: string,
  timeNs: number,
  direction: 'previous' | 'next',
  sameState: boolean,
  span?: number,
): PickDto | undefined {
  const rows = walkRows(tiles, key)
  if (rows === undefined) return undefined
  if (rows.length === 0) return neighborItem(tiles, key, timeNs, direction)
  let found: { readonly dto: PickDto; readonly startNs: number } | undefined
  for (const { row, dtoAt } of rows) {
    const position = step(row, timeNs, direction, sameState, span)
    if (position === undefined) continue
    const startNs = row.startAt(position)
    const isNearer =
      found === undefined || (direction === 'next' ? startNs < found.startNs : startNs > found.startNs)
    if (isNearer) found = { dto: dtoAt(position), startNs }
  }
  return found === undefined ? nothing : found.dto
}

function step(
  row: StretchRow,
  timeNs: number,
  direction: 'previous' | 'next',
  sameState: boolean,
  span: number | undefined,
): number | undefined {
  if (row.count === 0) return undefined
  const end = row.first + row.count
  const here = positionOf(row, row.positionAfter(timeNs) - 1, span)
  const wanted = sameState && here >= row.first ? row.codeAt(here) : undefined
  const by = direction === 'next' ? 1 : -1
  for (let position = here + by; position >= row.first && position < end; position += by) {
    const code = row.codeAt(position)
    if (code !== codeOfNothing && (wanted === undefined || code === wanted)) return position
  }
  return undefined
}

/** Of the stretches that begin with the one at `last`, the one of a span; else `last`. */
function positionOf(row: StretchRow, last: number, span: number | undefined): number {
  if (span === undefined || last < row.first) return last
  const startNs = row.startAt(last)
  for (let position = last; position >= row.first && row.startAt(position) === startNs; position--)
    if (row.elementAt(position) === span) return position
  return last
}
