import { describe, expect, it } from 'vitest'
import { visualStates } from '../../../../src/contract/visual-states'
import { toCss } from '../../../../src/picture/color'
import { darkPalette, lightPalette } from '../../../../src/picture/palette'
import { themeStyleSheet } from '../../../../src/renderer/app/theme-variables'

describe('themeStyleSheet', () => {
  const sheet = themeStyleSheet()
  const part = (theme: string): string =>
    sheet.slice(sheet.indexOf(`data-theme='${theme}'`)).split('}')[0] ?? ''

  it('gives every state its fill of the palette, in both themes', () => {
    for (const palette of [darkPalette, lightPalette]) {
      for (const state of visualStates) {
        const { fill, ink } = palette.states[state]
        const line = part(palette.name)
          .split('\n')
          .find((text) => text.startsWith(`--state-${state}:`))
        expect(line, `${palette.name} ${state}`).toContain(toCss(fill ?? ink))
      }
    }
  })

  it('has a class for every state', () => {
    for (const state of visualStates) expect(sheet).toContain(`.state-${state} {`)
  })

  it('tells states apart without hue: no two share height and pattern unless both are plain', () => {
    const cues = visualStates
      .map((state) => darkPalette.states[state])
      .filter((colors) => colors.pattern !== 'none')
      .map((colors) => colors.pattern)
    expect(new Set(cues.filter((pattern) => pattern !== 'hatch')).size).toBe(
      cues.filter((pattern) => pattern !== 'hatch').length,
    )
  })
})
