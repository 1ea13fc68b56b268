import { describe, expect, it } from 'vitest'
import { indexesPerRectangle, Stretches } from '../../../../src/renderer/gpu/drawn-stretches'

const rectanglesOf = (stretches: Stretches, at: number): readonly [number, number] => [
  stretches.offsets[at]! / 4 / indexesPerRectangle,
  stretches.counts[at]! / indexesPerRectangle,
]

describe('stretches of rectangles', () => {
  it('joins what follows directly and is drawn alike', () => {
    const stretches = new Stretches()
    stretches.add(0, 64, true)
    stretches.add(64, 128, true)
    stretches.add(192, 256, true)
    expect(stretches.length).toBe(2)
    expect(rectanglesOf(stretches, 0)).toEqual([0, 128])
    expect(rectanglesOf(stretches, 1)).toEqual([192, 64])
    expect(stretches.runs()).toEqual([{ isPlain: false, first: 0, end: 2 }])
  })

  it('keeps the order of what is drawn by different programs', () => {
    const stretches = new Stretches()
    stretches.add(0, 320, true)
    stretches.add(320, 384, false)
    stretches.add(448, 512, false)
    stretches.add(512, 1024, true)
    expect(stretches.runs()).toEqual([
      { isPlain: true, first: 0, end: 1 },
      { isPlain: false, first: 1, end: 3 },
      { isPlain: true, first: 3, end: 4 },
    ])
  })

  it('does not change the program for a few', () => {
    const stretches = new Stretches()
    stretches.add(0, 320, false)
    stretches.add(320, 384, true)
    stretches.add(384, 704, false)
    expect(stretches.runs()).toEqual([{ isPlain: false, first: 0, end: 3 }])
    stretches.clear()
    stretches.add(0, 7, true)
    expect(stretches.runs()).toEqual([{ isPlain: true, first: 0, end: 1 }])
  })

  it('draws all by the one that knows everything where there would be many changes', () => {
    const stretches = new Stretches()
    for (let at = 0; at < 200; at++) stretches.add(at * 300, (at + 1) * 300, at % 2 === 0)
    expect(stretches.length).toBe(200)
    expect(rectanglesOf(stretches, 199)).toEqual([199 * 300, 300])
    expect(stretches.runs()).toEqual([{ isPlain: false, first: 0, end: 200 }])
  })
})
