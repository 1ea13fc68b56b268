/**
 * The column of row labels has a canvas of its own above the others, which is painted when something in it has changed: a pan or a
 * zoom leaves it alone. Here is what goes into it, and whether that differs from what is there. Pure.
 */
import { assertUnreachable } from '../../../../base/assert'
import { fontOf } from '../../../../picture/canvas2d-writer'
import type { Rgba } from '../../../../picture/color'
import type { Box, Shape } from '../../../../picture/draw-list'
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
    default:
      return assertUnreachable(shape)
  }
}

/** Whether two pictures are the same. */
export function areSameShapes(some: readonly Shape[], others: readonly Shape[]): boolean {
  if (some.length !== others.length) return false
  for (let index = 0; index < some.length; index++) {
    const one = some[index]!
    const other = others[index]!
    if (one !== other && !isSame(one, other)) return false
  }
  return true
}

/** Field by field, for it is asked with every frame. */
function isSame(one: Shape, other: Shape): boolean {
  switch (one.kind) {
    case 'box':
      return other.kind === 'box' && isSameBox(one.box, other.box) && isSameColor(one.fill, other.fill)
    case 'begin-clip':
      return other.kind === 'begin-clip' && isSameBox(one.box, other.box)
    case 'end-clip':
      return other.kind === 'end-clip'
    case 'outline':
      return (
        other.kind === 'outline' &&
        one.widthPx === other.widthPx &&
        isSameBox(one.box, other.box) &&
        isSameColor(one.stroke, other.stroke)
      )
    case 'line':
      return (
        other.kind === 'line' &&
        one.widthPx === other.widthPx &&
        areSameNumbers(one.points, other.points) &&
        areSameNumbers(one.dash ?? noNumbers, other.dash ?? noNumbers) &&
        isSameColor(one.stroke, other.stroke)
      )
    case 'area':
      return (
        other.kind === 'area' && areSameNumbers(one.points, other.points) && isSameColor(one.fill, other.fill)
      )
    case 'text':
      return (
        other.kind === 'text' &&
        one.text === other.text &&
        one.x === other.x &&
        one.y === other.y &&
        one.align === other.align &&
        fontOf(one.style) === fontOf(other.style) &&
        isSameColor(one.color, other.color)
      )
    default:
      return assertUnreachable(one)
  }
}

const noNumbers: readonly number[] = []

const isSameBox = (one: Box, other: Box): boolean =>
  one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height

const isSameColor = (one: Rgba, other: Rgba): boolean =>
  one === other ||
  (one.red === other.red && one.green === other.green && one.blue === other.blue && one.alpha === other.alpha)

function areSameNumbers(some: readonly number[], others: readonly number[]): boolean {
  if (some.length !== others.length) return false
  for (let index = 0; index < some.length; index++) if (some[index] !== others[index]) return false
  return true
}
