/**
 * The column of row labels has a canvas of its own above the others, which is painted when something in it has changed: a pan or a
 * zoom leaves it alone. Here is what goes into it, and whether that differs from what is there. Pure.
 */
import type { Shape } from '../../../../picture/draw-list'
import type { TextMeasure } from '../../../../picture/label-fit'

/** Of shapes that are drawn over the whole width, those that reach into the column, with the clips around them. */
export function shapesInColumn(shapes: readonly Shape[], columnPx: number, measure: TextMeasure): Shape[] {
  const found: Shape[] = []
  let cutOff = 0
  for (const shape of shapes) {
    if (cutOff > 0) {
      if (shape.kind === 'begin-clip') cutOff++
      else if (shape.kind === 'end-clip') cutOff--
    } else if (shape.kind === 'end-clip' || leftOf(shape, measure) < columnPx) found.push(shape)
    else if (shape.kind === 'begin-clip') cutOff = 1
  }
  return found
}

function leftOf(shape: Exclude<Shape, { kind: 'end-clip' }>, measure: TextMeasure): number {
  switch (shape.kind) {
    case 'box':
    case 'begin-clip':
      return shape.box.x
    case 'outline':
      return shape.box.x - shape.widthPx / 2
    case 'line':
    case 'area': {
      let left = Infinity
      for (let index = 0; index < shape.points.length; index += 2) left = Math.min(left, shape.points[index]!)
      return shape.kind === 'line' ? left - shape.widthPx / 2 : left
    }
    case 'text':
      return shape.align === 'left'
        ? shape.x
        : shape.x - measure(shape.text) * (shape.align === 'center' ? 0.5 : 1)
  }
}

/** Whether two pictures are the same: all that a shape consists of is text, numbers, and lists and records of these. */
export function areSameShapes(some: readonly Shape[], others: readonly Shape[]): boolean {
  return some.length === others.length && some.every((shape, index) => isSame(shape, others[index]))
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const record = one as Readonly<Record<string, unknown>>
  const against = other as Readonly<Record<string, unknown>>
  let count = 0
  for (const name in record) {
    if (!isSame(record[name], against[name])) return false
    count++
  }
  return count === Object.keys(against).length
}
