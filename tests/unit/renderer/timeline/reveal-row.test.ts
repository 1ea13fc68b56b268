import { describe, expect, it } from 'vitest'
import { scrollPxToReveal } from '../../../../src/renderer/features/timeline/scene/reveal-row'

const rows = { topOf: (index: number) => index * 20 }

describe('bringing a row into sight', () => {
  it('leaves the list alone where the row is seen whole', () => {
    expect(scrollPxToReveal(rows, 10, 200, 100)).toBeUndefined()
    expect(scrollPxToReveal(rows, 14, 200, 100)).toBeUndefined()
  })

  it('goes on by a step at either edge, so that the next row is seen too', () => {
    expect(scrollPxToReveal(rows, 9, 200, 100)).toBe(160)
    expect(scrollPxToReveal(rows, 15, 200, 100)).toBe(240)
  })

  it('shows what stands around a row from afar', () => {
    expect(scrollPxToReveal(rows, 100, 200, 300)).toBe(1900)
    expect(scrollPxToReveal(rows, 2, 200, 300)).toBe(-60)
  })

  it('leaves room for a row where little is seen', () => {
    expect(scrollPxToReveal(rows, 100, 0, 30)).toBe(1980)
  })
})
