/** The desktop window's own abilities; undefined in a browser. */
import type { MareyPlatform } from '../../contract/platform'

declare global {
  interface Window {
    readonly mareyPlatform?: MareyPlatform
  }
}

export const platform = (): MareyPlatform | undefined => window.mareyPlatform

/** Keys are shown with ⌘ and bound to Command. */
export function isMac(): boolean {
  const desktop = platform()
  if (desktop !== undefined) return desktop.platform === 'darwin'
  return /^Mac/.test(navigator.platform)
}
