/** Whether a key press is what a binding asks for. */
import type { KeyBinding } from './command'

/** The part of a KeyboardEvent that decides. */
export interface KeyPress {
  readonly code: string
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

export function matchesKey(binding: KeyBinding, press: KeyPress, mac: boolean): boolean {
  const mod = mac ? press.metaKey : press.ctrlKey
  const other = mac ? press.ctrlKey : press.metaKey
  if ('code' in binding) {
    return (
      press.code === binding.code &&
      mod === (binding.mod ?? false) &&
      !other &&
      press.shiftKey === (binding.shift ?? false) &&
      press.altKey === (binding.alt ?? false)
    )
  }
  // Where a character needs AltGr, the browser reports Ctrl and Alt both down.
  const isAltGr = press.ctrlKey && press.altKey
  return press.key === binding.character && (isAltGr || (mod === (binding.mod ?? false) && !press.altKey))
}
