import { describe, expect, it } from 'vitest'
import { visualStates } from '../../../src/contract/visual-states'
import { colorDistance } from '../../../src/picture/color'
import { highlighted } from '../../../src/picture/highlight'
import { palettes } from '../../../src/picture/palette'

describe('highlighted', () => {
  it('leaves the state as it is and brings all others near the background', () => {
    for (const palette of palettes) {
      for (const state of visualStates) {
        const { states } = highlighted(palette, state)
        expect(states[state]).toEqual(palette.states[state])
        for (const other of visualStates) {
          const { fill } = states[other]
          const before = palette.states[other].fill
          if (other === state || fill === null || before === null) continue
          expect(colorDistance(fill, palette.background)).toBeLessThan(
            colorDistance(before, palette.background),
          )
        }
      }
    }
  })

  it('changes nothing without a state', () => {
    for (const palette of palettes) expect(highlighted(palette, undefined)).toBe(palette)
  })
})
