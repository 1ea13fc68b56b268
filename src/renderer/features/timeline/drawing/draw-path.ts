/**
 * The critical path over the rows of its goroutines, and of the Ps they ran on: a bar below each of its steps, a line where it
 * goes from one goroutine to another. Only rows that are on screen take part.
 */
import type { PathDto } from '../../../../contract/path-dto'
import type { Shape } from '../../../../picture/draw-list'
import { xOf, type SelectionContent } from './draw-selection'

const barPx = 4

interface Mark {
  readonly top: number
  readonly bottom: number
}

export function drawPath(content: SelectionContent, path: PathDto | undefined, out: Shape[]): void {
  if (path === undefined) return
  const { window, palette, geometry } = content
  const goroutines = marksOf(content, 'goroutine:')
  const processors = marksOf(content, 'proc:')
  if (goroutines.size === 0 && processors.size === 0) return
  const leftPx = geometry.plotLeftPx
  const rightPx = leftPx + geometry.plotWidthPx
  let before: Mark | undefined
  for (let at = firstEndingAfter(path, window.fromNs); at < path.steps.length; at++) {
    const step = path.steps[at]!
    if (step.fromNs > window.toNs) break
    const mark = step.goroutine === undefined ? undefined : goroutines.get(step.goroutine.id)
    const ranOn = step.processor === undefined ? undefined : processors.get(step.processor)
    const x0 = Math.max(leftPx, xOf(content, step.fromNs))
    const x1 = Math.min(rightPx, Math.max(x0 + 1, xOf(content, step.toNs)))
    for (const row of [ranOn, mark]) {
      if (row === undefined) continue
      const box = { x: x0, y: row.bottom - barPx, width: x1 - x0, height: barPx }
      out.push({ kind: 'box', box: { ...box, y: box.y - 1, height: barPx + 2 }, fill: palette.background })
      out.push({ kind: 'box', box, fill: palette.accent })
    }
    if (mark !== undefined && before !== undefined && before !== mark && step.fromNs >= window.fromNs) {
      const top = Math.min(before.bottom, mark.bottom) - barPx
      const bottom = Math.max(before.bottom, mark.bottom)
      const line = { x: x0 - 1, y: top, width: 2, height: bottom - top }
      out.push({ kind: 'box', box: line, fill: palette.accent })
    }
    before = mark
  }
}

/** Where the rows of goroutines or Ps lie that are on screen, by number. */
function marksOf({ bands }: SelectionContent, head: string): ReadonlyMap<number, Mark> {
  const marks = new Map<number, Mark>()
  for (const { rows, box, scrollPx } of bands) {
    for (const { row, topPx, bodyPx } of rows) {
      if (!row.key.startsWith(head)) continue
      const top = box.y + topPx - scrollPx
      const bottom = top + bodyPx
      if (top >= box.y - 1 && bottom <= box.y + box.height + 1)
        marks.set(Number(row.key.slice(head.length)), { top, bottom })
    }
  }
  return marks
}

function firstEndingAfter({ steps }: PathDto, timeNs: number): number {
  let low = 0
  let high = steps.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (steps[middle]!.toNs <= timeNs) low = middle + 1
    else high = middle
  }
  return low
}
