/** Times by state as segments of a bar or rows of a legend, in the order of the picture. */
import { formatDuration, formatShare } from '../../base/format-units'
import { visualStates, type StateTimesDto, type VisualState } from '../../contract/visual-states'
import { darkPalette } from '../../picture/palette'

export interface StateTime {
  readonly key: VisualState
  /** "Blocked: sync". */
  readonly label: string
  /** The class that paints it (app/theme-variables.ts). */
  readonly className: string
  /** ns */
  readonly value: number
  /** 0..1 of all. */
  readonly share: number
  /** "12.3 ms, 4.5 %". */
  readonly text: string
}

/** Names do not depend on the theme. */
export const stateName = (state: VisualState): string => darkPalette.states[state].name
export const stateClass = (state: VisualState): string => `state-${state}`

/** Every state that took time. */
export function toStateTimes(times: StateTimesDto): readonly StateTime[] {
  const total = times.reduce((sum, time) => sum + time, 0)
  return visualStates.flatMap((state, index) => {
    const value = times[index] ?? 0
    if (value <= 0) return []
    const share = value / total
    return [
      {
        key: state,
        label: stateName(state),
        className: stateClass(state),
        value,
        share,
        text: `${formatDuration(value)}, ${formatShare(share)}`,
      },
    ]
  })
}
