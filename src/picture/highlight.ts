/** A palette in which one state stands out: the others keep their cues and give up most of their colour. */
import { visualStates, type VisualState } from '../contract/visual-states'
import { mix, type Rgba } from './color'
import type { Palette, StateColors } from './palette'

/** How much of its colour a state keeps while another stands out. */
const keptShare = 0.22

/** The same palette for undefined. */
export function highlighted(palette: Palette, state: VisualState | undefined): Palette {
  if (state === undefined) return palette
  const pale = (color: Rgba): Rgba => ({ ...mix(palette.background, color, keptShare), alpha: color.alpha })
  const paleOrNone = (color: Rgba | null): Rgba | null => (color === null ? null : pale(color))
  const states = Object.fromEntries(
    visualStates.map((one): [VisualState, StateColors] => {
      const colors = palette.states[one]
      if (one === state) return [one, colors]
      return [
        one,
        {
          ...colors,
          fill: paleOrNone(colors.fill),
          ink: pale(colors.ink),
          edge: paleOrNone(colors.edge),
          label: palette.dimText,
        },
      ]
    }),
  ) as Record<VisualState, StateColors>
  return { ...palette, states }
}
