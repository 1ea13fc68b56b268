import { describe, expect, it } from 'vitest'
import type { Shape } from '../../../../src/picture/draw-list'
import { darkPalette } from '../../../../src/picture/palette'
import {
  areSameShapes,
  shapesInColumn,
} from '../../../../src/renderer/features/timeline/drawing/gutter-column'

const measure = (text: string): number => text.length * 6
const color = darkPalette.text
const boxAt = (x: number): Shape => ({ kind: 'box', box: { x, y: 0, width: 4, height: 4 }, fill: color })
const clipAt = (x: number): Shape => ({ kind: 'begin-clip', box: { x, y: 0, width: 90, height: 4 } })
const endClip: Shape = { kind: 'end-clip' }
const textAt = (x: number, align: 'left' | 'center' | 'right'): Shape => ({
  kind: 'text',
  text: 'abcd',
  x,
  y: 0,
  color,
  style: { sizePx: 11, weight: 400, family: 'text' },
  align,
})
const linesFrom = (x: number): readonly Shape[] => [
  { kind: 'line', points: [x + 9, 0, x, 9], stroke: color, widthPx: 2 },
  { kind: 'area', points: [x + 9, 0, x, 9, x + 4, 4], fill: color },
  { kind: 'outline', box: { x, y: 0, width: 9, height: 9 }, stroke: color, widthPx: 2 },
]

describe('the column of row labels', () => {
  it('takes what reaches into it, by a part of a pixel too', () => {
    const inside = [boxAt(0), boxAt(99), textAt(99, 'left'), textAt(110, 'center'), textAt(120, 'right')]
    const outside = [boxAt(100), textAt(100, 'left'), textAt(112, 'center'), textAt(124, 'right')]
    expect(shapesInColumn([...inside, ...outside], 100, measure)).toEqual(inside)
    expect(shapesInColumn(linesFrom(99), 100, measure)).toEqual(linesFrom(99))
    const [line, area, outline] = linesFrom(100)
    expect(shapesInColumn([line!, area!, outline!], 100, measure)).toEqual([line, outline])
  })

  it('leaves clips out with all that is in them, and keeps the others whole', () => {
    const beyond = [clipAt(100), boxAt(0), clipAt(0), boxAt(1), endClip, boxAt(2), endClip]
    const within = [clipAt(0), boxAt(3), endClip]
    expect(shapesInColumn([...beyond, ...within, boxAt(4)], 100, measure)).toEqual([...within, boxAt(4)])
  })

  it('sees every difference', () => {
    const shapes = (): Shape[] => [boxAt(1), textAt(1, 'left'), ...linesFrom(1), clipAt(1), endClip]
    expect(areSameShapes(shapes(), shapes())).toBe(true)
    expect(areSameShapes(shapes(), shapes().slice(1))).toBe(false)
    const others: readonly Shape[] = [
      { ...boxAt(1), fill: { ...color, alpha: 0.5 } } as Shape,
      textAt(1, 'right'),
      { ...linesFrom(1)[0]!, points: [10, 0, 1, 8] } as Shape,
      { ...linesFrom(1)[1]!, points: [10, 0, 1, 9, 5] } as Shape,
      { ...linesFrom(1)[2]!, widthPx: 1 } as Shape,
      clipAt(2),
      boxAt(1),
    ]
    others.forEach((other, index) => {
      const changed = shapes()
      changed[index] = other
      expect(areSameShapes(shapes(), changed)).toBe(false)
    })
    const dashed = { ...linesFrom(1)[0]!, dash: [2, 2] } as Shape
    expect(areSameShapes([linesFrom(1)[0]!], [dashed])).toBe(false)
    expect(areSameShapes([dashed], [linesFrom(1)[0]!])).toBe(false)
  })
})
