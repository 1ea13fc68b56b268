/**
 * Wake-ups of the selected span as arrows: who ended its wait or made it runnable, and whom it woke, with the delay until
 * the woken ran. What is out of sight becomes a marker that can be clicked.
 */
import { formatDuration } from '../../../../base/format-units'
import type { SpanDto, WokenDto } from '../../../../contract/span-dto'
import type { Box, Shape } from '../../../../picture/draw-list'
import type { Palette } from '../../../../picture/palette'
import type { EdgeMarker } from './edge-marker'
import { chipStyle, xOf, type SelectionContent } from './draw-selection'

interface Point {
  readonly x: number
  readonly y: number
}

const chipHeightPx = 18

export function drawWakes(content: SelectionContent, out: Shape[]): readonly EdgeMarker[] {
  const { span } = content
  if (span === undefined) return []
  return [...drawWaker(content, span, out), ...drawWoken(content, span, out)]
}

/** Where a goroutine is to be seen at a time: its own row, else the row of the P on which it ran. */
function placeOfGoroutine(
  content: SelectionContent,
  goroutine: number,
  atNs: number,
  /** It ran then: the row of its P will do. */
  isRunning = true,
): Point | undefined {
  const x = xOf(content, atNs)
  for (const view of content.bands) {
    for (const { row, topPx, bodyPx } of view.rows) {
      if (row.key !== `goroutine:${goroutine}`) continue
      const y = view.box.y + topPx - view.scrollPx + bodyPx / 2
      if (y >= view.box.y && y <= view.box.y + view.box.height) return { x, y }
    }
  }
  if (!isRunning) return undefined
  for (const view of content.bands) {
    for (const { tile } of view.band.shown) {
      const places = view.band.placesOf(tile)
      const offset = atNs - tile.head.fromNs
      for (let index = 0; index < tile.count; index++) {
        if (tile.goroutine[index] !== goroutine) continue
        if (tile.startNs[index]! > offset || tile.endNs[index]! < offset) continue
        const place = places[tile.row[index]!]
        if (place === undefined || place.kind !== 'processor') continue
        const y = view.box.y + place.topPx - view.scrollPx + place.bodyPx / 2
        if (y >= view.box.y && y <= view.box.y + view.box.height) return { x, y }
      }
    }
  }
  return undefined
}

/** Who ended the wait (or made it runnable): an arrow to the selected span. */
function drawWaker(content: SelectionContent, span: SpanDto, out: Shape[]): readonly EdgeMarker[] {
  const wake = span.wokenBy ?? span.causedBy
  if (wake?.goroutine === undefined || (wake.kind !== 'goroutine' && wake.kind !== 'creation')) return []
  const target = placeOfGoroutine(content, span.goroutine.id, wake.atNs)
  const source = placeOfGoroutine(content, wake.goroutine.id, wake.atNs)
  if (source !== undefined && target !== undefined && isInPlot(content, target)) {
    if (Math.abs(source.y - target.y) > 2) {
      drawArrow(source, target, content.palette, out)
      drawDelay(content, target, wake.delayNs, out)
    }
    return []
  }
  const known = target ?? source
  if (known === undefined) return []
  const isOwn = target !== undefined
  const verb = wake.kind === 'creation' ? 'created' : 'woken'
  const text = isOwn ? `${verb} by g${wake.goroutine.id}` : `wakes g${span.goroutine.id}`
  const goroutine = isOwn ? wake.goroutine.id : span.goroutine.id
  return [drawMarker(content, known, text, { goroutine, atNs: wake.atNs }, -25, out)]
}

/** Whom it woke while it ran: an arrow to each that is in sight, one marker for all others. */
function drawWoken(content: SelectionContent, span: SpanDto, out: Shape[]): readonly EdgeMarker[] {
  const { wakes = [] } = span
  const hidden: WokenDto[] = []
  // One label a pixel: arrows to one row at one place are one.
  const drawn = new Set<string>()
  for (const woken of wakes) {
    const source = placeOfGoroutine(content, span.goroutine.id, woken.atNs)
    const target = placeOfGoroutine(content, woken.goroutine.id, woken.atNs, false)
    if (source === undefined || !isInPlot(content, source)) continue
    if (target === undefined) {
      hidden.push(woken)
      continue
    }
    const key = `${Math.round(target.x)} ${Math.round(target.y)}`
    if (drawn.has(key)) continue
    drawn.add(key)
    drawArrow(source, target, content.palette, out)
    if (wakes.length <= mostDelays) drawDelay(content, target, woken.delayNs, out)
  }
  const [first] = hidden
  if (first === undefined) return []
  const source = placeOfGoroutine(content, span.goroutine.id, first.atNs)
  if (source === undefined) return []
  const isOne = hidden.length === 1
  const text = isOne ? `wakes g${first.goroutine.id}` : `wakes ${hidden.length} out of sight`
  const goroutine = isOne ? first.goroutine.id : undefined
  return [drawMarker(content, source, text, { goroutine, atNs: first.atNs }, 8, out)]
}

/** More delays than this lie over each other. */
const mostDelays = 6

function isInPlot({ geometry }: SelectionContent, { x }: Point): boolean {
  return x >= geometry.plotLeftPx && x <= geometry.plotLeftPx + geometry.plotWidthPx
}

/** Names what is out of sight, at the edge where it lies; below or above the point by `dyPx`. */
function drawMarker(
  content: SelectionContent,
  at: Point,
  words: string,
  to: Pick<EdgeMarker, 'goroutine' | 'atNs'>,
  dyPx: number,
  out: Shape[],
): EdgeMarker {
  const { geometry, palette, measure } = content
  const left = geometry.plotLeftPx
  const right = left + geometry.plotWidthPx
  const text = `${at.x < left ? '◂' : '▸'} ${words}`
  const width = measure(text) + 12
  const x = at.x < left ? left + 4 : Math.min(right - width - 4, at.x + 8)
  const box: Box = { x, y: at.y + dyPx, width, height: chipHeightPx }
  out.push({ kind: 'box', box, fill: palette.text })
  const y = box.y + 9.5
  out.push({ kind: 'text', text, x: x + 5, y, color: palette.background, style: chipStyle, align: 'left' })
  return { box, ...to }
}

/** `+3.2 µs` beside the arrow's head: from the wake-up until it ran. */
function drawDelay(content: SelectionContent, at: Point, delayNs: number | undefined, out: Shape[]): void {
  if (delayNs === undefined) return
  const { palette, measure, geometry } = content
  const text = `+${formatDuration(delayNs)}`
  const width = measure(text) + 8
  const x = Math.min(at.x + 5, geometry.plotLeftPx + geometry.plotWidthPx - width)
  const box: Box = { x, y: at.y - 8, width, height: 16 }
  out.push({ kind: 'box', box, fill: { ...palette.background, alpha: 0.86 } })
  out.push({
    kind: 'text',
    text,
    x: x + 4,
    y: at.y + 0.5,
    color: palette.text,
    style: chipStyle,
    align: 'left',
  })
}

function drawArrow(from: Point, to: Point, palette: Palette, out: Shape[]): void {
  const points: number[] = []
  const bend = Math.min(36, 10 + Math.abs(to.y - from.y) / 4)
  const steps = 16
  for (let step = 0; step <= steps; step++) {
    const share = step / steps
    const rest = 1 - share
    // A cubic that leaves and arrives sideways, so that the arrow is seen beside the spans it joins.
    const x =
      rest ** 3 * from.x +
      3 * rest * rest * share * (from.x - bend) +
      3 * rest * share * share * (to.x - bend) +
      share ** 3 * to.x
    const y =
      rest ** 3 * from.y +
      3 * rest * rest * share * from.y +
      3 * rest * share * share * to.y +
      share ** 3 * to.y
    points.push(x, y)
  }
  const head = [to.x, to.y, to.x - 8, to.y - 4.5, to.x - 8, to.y + 4.5]
  out.push({ kind: 'line', points, stroke: palette.background, widthPx: 4.5 })
  out.push({ kind: 'line', points, stroke: palette.text, widthPx: 2 })
  out.push({ kind: 'area', points: head, fill: palette.text })
  out.push({
    kind: 'box',
    box: { x: from.x - 2.5, y: from.y - 2.5, width: 5, height: 5 },
    fill: palette.text,
  })
}
