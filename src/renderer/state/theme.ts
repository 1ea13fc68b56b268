/**
 * Settings that reach into every picture: theme and motion. The resolved values stand on <html> as data-theme and
 * data-motion for style sheets, and in this store for canvases.
 */
import { create } from 'zustand'
import { readStored, storedKeys, writeStored } from './stored'

export type ThemeChoice = 'system' | 'dark' | 'light'
export type Theme = 'dark' | 'light'
export type MotionChoice = 'system' | 'reduced' | 'full'

interface ThemeState {
  readonly choice: ThemeChoice
  readonly theme: Theme
  readonly motionChoice: MotionChoice
  readonly isMotionReduced: boolean
}

const darkQuery = '(prefers-color-scheme: dark)'
const motionQuery = '(prefers-reduced-motion: reduce)'

const matches = (query: string): boolean =>
  typeof matchMedia === 'function' ? matchMedia(query).matches : false

function resolveChoices(choice: ThemeChoice, motionChoice: MotionChoice): ThemeState {
  return {
    choice,
    theme: choice === 'system' ? (matches(darkQuery) ? 'dark' : 'light') : choice,
    motionChoice,
    isMotionReduced: motionChoice === 'system' ? matches(motionQuery) : motionChoice === 'reduced',
  }
}

function readChoices(): ThemeState {
  const stored = readStored(storedKeys.settings) as { theme?: unknown; motion?: unknown } | undefined
  const choice = stored?.theme === 'dark' || stored?.theme === 'light' ? stored.theme : 'system'
  const motion = stored?.motion === 'reduced' || stored?.motion === 'full' ? stored.motion : 'system'
  return resolveChoices(choice, motion)
}

export const useTheme = create<ThemeState>(() => readChoices())

/** The theme now, for code outside React. */
export const currentTheme = (): Theme => useTheme.getState().theme
export const isMotionReduced = (): boolean => useTheme.getState().isMotionReduced

function showOnPage(state: ThemeState): void {
  document.documentElement.dataset['theme'] = state.theme
  document.documentElement.dataset['motion'] = state.isMotionReduced ? 'reduced' : 'full'
}

function apply(choice: ThemeChoice, motionChoice: MotionChoice): void {
  const state = resolveChoices(choice, motionChoice)
  // The attributes first: canvases read CSS variables when the store tells them.
  showOnPage(state)
  useTheme.setState(state)
}

export function chooseTheme(choice: ThemeChoice): void {
  apply(choice, useTheme.getState().motionChoice)
  save()
}

export function chooseMotion(choice: MotionChoice): void {
  apply(useTheme.getState().choice, choice)
  save()
}

function save(): void {
  const { choice, motionChoice } = useTheme.getState()
  writeStored(storedKeys.settings, { theme: choice, motion: motionChoice })
}

/** Shows the settings on the page and follows the system's own. Called once at start. */
export function startTheme(): void {
  const again = (): void => apply(useTheme.getState().choice, useTheme.getState().motionChoice)
  again()
  for (const query of [darkQuery, motionQuery]) matchMedia(query).addEventListener('change', again)
}
