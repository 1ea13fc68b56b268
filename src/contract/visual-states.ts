/**
 * What the picture tells apart: states of goroutines and Ps, and what rows show besides.
 */

/** How a stretch is drawn: index into `visualStates`, the order of the legend and of proportional stacks. */
export const visualStates = [
  'running',
  'runnable',
  'blocked-sync',
  'blocked-channel',
  'network',
  'syscall',
  'sleep',
  'gc-work',
  'gc-assist',
  'unknown',
  'stw',
  /** P without a goroutine: not drawn on goroutine rows. */
  'idle',
] as const

export type VisualState = (typeof visualStates)[number]

/** Index of a visual state, for columns. */
export const visualStateIndex: Readonly<Record<VisualState, number>> = Object.fromEntries(
  visualStates.map((name, index) => [name, index]),
) as Record<VisualState, number>

/**
 * What rows show besides states: drawn in neutral tones, so that a state's colour only ever means that state. `log` and
 * `sample` are instants.
 */
export const neutralKinds = ['task', 'region', 'log', 'sample', 'stack'] as const

export type NeutralKind = (typeof neutralKinds)[number]

/** All that a rectangle of a tile can be: the states first, at their own indexes. */
export const drawnKinds = [...visualStates, ...neutralKinds] as const

export type DrawnKind = (typeof drawnKinds)[number]

/** Index of what is drawn, for columns. */
export const drawnKindIndex: Readonly<Record<DrawnKind, number>> = Object.fromEntries(
  drawnKinds.map((name, index) => [name, index]),
) as Record<DrawnKind, number>

/** Time per visual state, same order as `visualStates`, ns. */
export type StateTimesDto = readonly number[]
