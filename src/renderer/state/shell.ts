/** How the window is laid out and which overlay is open. Folds are kept over restarts. */
import { create } from 'zustand'
import { readStored, storedKeys, writeStored } from './stored'

export type Overlay = 'none' | 'keys' | 'settings' | 'export' | 'clock' | 'recording'

interface ShellState {
  readonly isRailOpen: boolean
  readonly isInspectorOpen: boolean
  readonly inspectorWidthPx: number
  readonly overlay: Overlay
}

export const inspectorWidthLimits = { minimum: 260, maximum: 720 } as const

function initialState(): ShellState {
  const kept = readStored(storedKeys.layout) as Partial<Record<keyof ShellState, unknown>> | undefined
  const width = kept?.inspectorWidthPx
  return {
    isRailOpen: kept?.isRailOpen !== false,
    isInspectorOpen: kept?.isInspectorOpen !== false,
    inspectorWidthPx: clampInspectorWidth(typeof width === 'number' ? width : 360),
    overlay: 'none',
  }
}

function clampInspectorWidth(widthPx: number): number {
  const { minimum, maximum } = inspectorWidthLimits
  return Math.round(Math.min(maximum, Math.max(minimum, widthPx)))
}

export const useShell = create<ShellState>(() => initialState())

function change(part: Partial<ShellState>): void {
  useShell.setState(part)
  const { isRailOpen, isInspectorOpen, inspectorWidthPx } = useShell.getState()
  writeStored(storedKeys.layout, { isRailOpen, isInspectorOpen, inspectorWidthPx })
}

export const toggleRail = (): void => change({ isRailOpen: !useShell.getState().isRailOpen })
export const toggleInspector = (): void => change({ isInspectorOpen: !useShell.getState().isInspectorOpen })
export const openInspector = (): void => change({ isInspectorOpen: true })
export const setInspectorWidth = (widthPx: number): void =>
  change({ inspectorWidthPx: clampInspectorWidth(widthPx) })
export const openOverlay = (overlay: Overlay): void => useShell.setState({ overlay })
