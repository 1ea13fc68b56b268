/** How the window is laid out and which overlay is open. Folds are kept over restarts. */
import { create } from 'zustand'
import { labelColumnLimits } from '../../picture/label-column'
import { readStored, storedKeys, writeStored } from './stored'

export type Overlay = 'none' | 'keys' | 'settings' | 'export' | 'clock' | 'recording'

interface ShellState {
  readonly isRailOpen: boolean
  readonly isInspectorOpen: boolean
  readonly inspectorWidthPx: number
  /** Of the timeline's row labels; undefined for what suits the window. */
  readonly labelColumnPx: number | undefined
  readonly overlay: Overlay
}

export const inspectorWidthLimits = { minimum: 260, maximum: 720 } as const

function initialState(): ShellState {
  const kept = readStored(storedKeys.layout) as Partial<Record<keyof ShellState, unknown>> | undefined
  const width = kept?.inspectorWidthPx
  const column = kept?.labelColumnPx
  return {
    isRailOpen: kept?.isRailOpen !== false,
    isInspectorOpen: kept?.isInspectorOpen !== false,
    inspectorWidthPx: clampInspectorWidth(typeof width === 'number' ? width : 360),
    labelColumnPx: typeof column === 'number' ? clampLabelColumn(column) : undefined,
    overlay: 'none',
  }
}

function clampInspectorWidth(widthPx: number): number {
  const { minimum, maximum } = inspectorWidthLimits
  return Math.round(Math.min(maximum, Math.max(minimum, widthPx)))
}

function clampLabelColumn(widthPx: number): number {
  const { minimumPx, maximumPx } = labelColumnLimits
  return Math.round(Math.min(maximumPx, Math.max(minimumPx, widthPx)))
}

export const useShell = create<ShellState>(() => initialState())

function change(part: Partial<ShellState>): void {
  useShell.setState(part)
  const { isRailOpen, isInspectorOpen, inspectorWidthPx, labelColumnPx } = useShell.getState()
  writeStored(storedKeys.layout, { isRailOpen, isInspectorOpen, inspectorWidthPx, labelColumnPx })
}

export const toggleRail = (): void => change({ isRailOpen: !useShell.getState().isRailOpen })
export const toggleInspector = (): void => change({ isInspectorOpen: !useShell.getState().isInspectorOpen })
export const openInspector = (): void => change({ isInspectorOpen: true })
export const setInspectorWidth = (widthPx: number): void =>
  change({ inspectorWidthPx: clampInspectorWidth(widthPx) })
/** Undefined: the usual width again. */
export const setLabelColumn = (widthPx: number | undefined): void =>
  change({ labelColumnPx: widthPx === undefined ? undefined : clampLabelColumn(widthPx) })
export const openOverlay = (overlay: Overlay): void => useShell.setState({ overlay })
