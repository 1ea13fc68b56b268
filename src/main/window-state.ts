/**
 * Place and size of the window, kept over restarts.
 */
import { screen } from 'electron'
import type { BrowserWindow, Rectangle } from 'electron'
import { join } from 'node:path'
import { readJson, writeJson } from '../host/atomic-json'

export interface WindowState {
  /** Absent on a first start: the system chooses the place. */
  readonly x?: number
  readonly y?: number
  readonly width: number
  readonly height: number
  readonly isMaximized: boolean
}

export const defaultWindowState: WindowState = { width: 1280, height: 800, isMaximized: false }
const minimum = { width: 640, height: 400 }

/** The stored state where it still makes sense: large enough, and its middle on one of the screens there are. */
export function usableWindowState(stored: unknown, workAreas: readonly Rectangle[]): WindowState {
  if (typeof stored !== 'object' || stored === null) return defaultWindowState
  const { x, y, width, height, isMaximized } = stored as Record<string, unknown>
  if (!isSize(width) || !isSize(height)) return defaultWindowState
  const size = {
    width: Math.max(minimum.width, width),
    height: Math.max(minimum.height, height),
    isMaximized: isMaximized === true,
  }
  if (!Number.isInteger(x) || !Number.isInteger(y)) return size
  const left = x as number
  const top = y as number
  const middle = { x: left + size.width / 2, y: top + size.height / 2 }
  const isVisible = workAreas.some(
    (area) =>
      middle.x >= area.x &&
      middle.x < area.x + area.width &&
      middle.y >= area.y &&
      middle.y < area.y + area.height &&
      top >= area.y,
  )
  return isVisible ? { x: left, y: top, ...size } : size
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 100_000
}

const fileIn = (userData: string): string => join(userData, 'window.json')

export async function loadWindowState(userData: string): Promise<WindowState> {
  const areas = screen.getAllDisplays().map((display) => display.workArea)
  return usableWindowState(await readJson(fileIn(userData)), areas)
}

/**
 * Writes the state whenever the window has come to rest somewhere else, and when it closes.
 * @returns resolves when the last state is on disk: the program must not end before.
 */
export function keepWindowState(window: BrowserWindow, userData: string): () => Promise<void> {
  let written: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const save = (): void => {
    clearTimeout(timer)
    if (window.isDestroyed()) return
    // The bounds to return to, also while it is maximised.
    const state: WindowState = { ...window.getNormalBounds(), isMaximized: window.isMaximized() }
    written = written
      .then(() => writeJson(fileIn(userData), state))
      .catch((error: Error) => {
        process.stderr.write(`marey: the window's place is not kept: ${error.message}\n`)
      })
  }
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(save, 500)
  }
  window.on('resize', soon)
  window.on('move', soon)
  window.on('maximize', soon)
  window.on('unmaximize', soon)
  window.on('close', save)
  return () => written
}
