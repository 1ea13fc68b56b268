import { describe, expect, it } from 'vitest'
import { neutralKinds, visualStates } from '../../../src/contract/visual-states'
import {
  colorDistance,
  colorVisions,
  contrastRatio,
  labDistance,
  mix,
  parseHex,
  simulate,
  toCss,
  type ColorVision,
  type Rgba,
} from '../../../src/picture/color'
import { looksOf, palettes, type Palette } from '../../../src/picture/palette'

/** Least CIEDE2000 between any two fills, over normal vision and three kinds of colour-blindness. */
const leastDistance: Readonly<Record<Palette['name'], number>> = { dark: 14.85, light: 13.15 }
/** The same between what is no state and any state. Boxes of it have an edge besides. */
const leastKindDistance = 11
/** WCAG 2.2: text 4.5:1 (1.4.3), graphics 3:1 (1.4.11). */
const leastTextContrast = 4.5
const leastGraphicContrast = 3

const fillsOf = (palette: Palette): readonly (readonly [string, Rgba])[] =>
  visualStates.flatMap((state) => {
    const { fill } = palette.states[state]
    // An idle P is meant to recede: it is the row's background, not a state of a goroutine.
    return fill === null || state === 'idle' ? [] : [[state, fill] as const]
  })

function worstPair(palette: Palette, vision: ColorVision): { pair: string; distance: number } {
  const fills = fillsOf(palette)
  let worst = { pair: '', distance: Infinity }
  fills.forEach(([name, fill], index) => {
    for (const [otherName, other] of fills.slice(index + 1)) {
      const distance = colorDistance(simulate(fill, vision), simulate(other, vision))
      if (distance < worst.distance) worst = { pair: `${name} / ${otherName}`, distance }
    }
  })
  return worst
}

describe('CIEDE2000', () => {
  // Sharma, Wu, Dalal 2005, table 1: pairs 1, 7, 13, 17, 25, 34.
  it.each([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.5, 0], [50, 0, -2.5], 4.3065],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ] as const)('of %j and %j is %d', (one, two, expected) => {
    expect(labDistance(one, two)).toBeCloseTo(expected, 3)
    expect(labDistance(two, one)).toBeCloseTo(expected, 3)
  })

  it('leaves greys alone under every simulated vision', () => {
    for (const vision of colorVisions) {
      const grey = simulate(parseHex('#808080'), vision)
      for (const channel of [grey.red, grey.green, grey.blue]) expect(channel).toBeCloseTo(128, 0)
    }
  })

  it('shows that a red and a green of like lightness merge for deutan viewers', () => {
    const red = parseHex('#B35A00')
    const green = parseHex('#6E7F00')
    expect(colorDistance(simulate(red, 'deutan'), simulate(green, 'deutan'))).toBeLessThan(
      colorDistance(red, green) / 3,
    )
  })
})

describe.each(palettes.map((palette) => [palette.name, palette] as const))(
  'the %s palette',
  (name, palette) => {
    it.each(colorVisions)('keeps every pair of fills apart under %s vision', (vision) => {
      const worst = worstPair(palette, vision)
      expect(worst.distance, worst.pair).toBeGreaterThanOrEqual(leastDistance[name])
    })

    it.each(fillsOf(palette))('reads on %s', (state, fill) => {
      const { label } = palette.states[state as keyof Palette['states']]
      expect(contrastRatio(label, fill)).toBeGreaterThanOrEqual(leastTextContrast)
    })

    it.each(visualStates.filter((state) => state !== 'idle'))('shows %s against the background', (state) => {
      const { fill, edge, ink } = palette.states[state]
      const outline = edge ?? fill ?? ink
      expect(contrastRatio(outline, palette.background)).toBeGreaterThanOrEqual(leastGraphicContrast)
    })

    it('shows a held P through the wash of a stopped world too: a thread may hold it for an instant only', () => {
      const { fill } = palette.states.idle
      const stopped = mix(palette.background, palette.stwWash, palette.stwWash.alpha)
      for (const behind of [palette.background, stopped])
        expect(contrastRatio(fill ?? palette.background, behind)).toBeGreaterThanOrEqual(1.5)
    })

    const boxes = neutralKinds.filter((kind) => kind !== 'log' && kind !== 'sample')

    it.each(colorVisions)('keeps what is no state apart from every state under %s vision', (vision) => {
      for (const kind of boxes) {
        for (const [state, fill] of fillsOf(palette)) {
          const own = palette.kinds[kind].fill ?? palette.background
          const distance = colorDistance(simulate(own, vision), simulate(fill, vision))
          expect(distance, `${kind} / ${state}`).toBeGreaterThanOrEqual(leastKindDistance)
        }
      }
    })

    it.each(boxes)('bounds a %s by an edge that is seen, and its words are readable', (kind) => {
      const { fill, edge, label } = palette.kinds[kind]
      expect(contrastRatio(edge ?? palette.background, palette.background)).toBeGreaterThanOrEqual(
        leastGraphicContrast,
      )
      expect(contrastRatio(label, fill ?? palette.background)).toBeGreaterThanOrEqual(leastTextContrast)
    })

    it('shows logs and samples on the background and on what runs', () => {
      for (const kind of ['log', 'sample'] as const) {
        const fill = palette.kinds[kind].fill ?? palette.background
        for (const behind of [palette.background, palette.states.running.fill ?? palette.background])
          expect(contrastRatio(fill, behind)).toBeGreaterThanOrEqual(leastGraphicContrast)
      }
    })

    it('has readable words on its panels', () => {
      for (const background of [palette.background, palette.panel, palette.sectionTint, palette.rowTint]) {
        expect(contrastRatio(palette.text, background)).toBeGreaterThanOrEqual(7)
        expect(contrastRatio(palette.dimText, background)).toBeGreaterThanOrEqual(leastTextContrast)
      }
    })

    it('gives every state a second cue besides its hue, but one', () => {
      const plain = visualStates.filter(
        (state) => palette.states[state].height === 'full' && palette.states[state].pattern === 'none',
      )
      expect(plain).toEqual(['running'])
      const cues = visualStates
        .filter((state) => !['idle', 'unknown', 'stw'].includes(state))
        .map((state) => `${palette.states[state].height} ${palette.states[state].pattern}`)
      expect(new Set(cues).size).toBe(cues.length)
    })

    it('has a letter of its own for every state', () => {
      const codes = looksOf(palette).map((look) => look.code)
      expect(new Set(codes).size).toBe(codes.length)
    })
  },
)

describe('colours as text', () => {
  it('reads and prints hex', () => {
    expect(toCss(parseHex('#4A9674'))).toBe('#4a9674')
    expect(toCss(parseHex('#4A9674', 0.5))).toBe('rgba(74, 150, 116, 0.5)')
    expect(toCss(mix(parseHex('#000000'), parseHex('#FFFFFF'), 0.5))).toBe('#808080')
  })

  it.each(['4A9674', '#4A967', '#4A96744', 'red', ''])('refuses %j', (text) => {
    expect(() => parseHex(text)).toThrow(RangeError)
  })
})
