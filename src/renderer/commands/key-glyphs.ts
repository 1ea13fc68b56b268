/**
 * How a key binding is written for this user: the glyph that the local layout has at that position, ⌘ on a Mac.
 */
import { isMac } from '../connection/platform'
import type { KeyBinding } from './command'

interface KeyboardWithLayout {
  getLayoutMap?: () => Promise<ReadonlyMap<string, string>>
}

let layout: ReadonlyMap<string, string> = new Map()

/** Asks for the keyboard's layout; until it is known, and where browsers do not tell, positions are named as on QWERTY. */
export async function readKeyboardLayout(): Promise<void> {
  const keyboard = (navigator as Navigator & { keyboard?: KeyboardWithLayout }).keyboard
  if (keyboard?.getLayoutMap === undefined) return
  try {
    layout = await keyboard.getLayoutMap()
  } catch {
    // A page inside a frame may not ask: QWERTY names stay.
    layout = new Map()
  }
}

const named: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  ContextMenu: 'Menu',
}

function glyphOfCode(code: string): string {
  const known = named[code]
  if (known !== undefined) return known
  const local = layout.get(code)
  if (local !== undefined && local.trim() !== '') return local.toUpperCase()
  return code.replace(/^(Key|Digit|Numpad)/, '')
}

/** `Ctrl+Shift+P`, `⌘B`, `?`. */
export function printKey(binding: KeyBinding): string {
  const mac = isMac()
  const parts: string[] = []
  if (binding.mod === true) parts.push(mac ? '⌘' : 'Ctrl')
  if ('code' in binding) {
    if (binding.alt === true) parts.push(mac ? '⌥' : 'Alt')
    if (binding.shift === true) parts.push(mac ? '⇧' : 'Shift')
    parts.push(glyphOfCode(binding.code))
  } else parts.push(binding.character)
  return parts.join(mac ? '' : '+')
}

/** The first binding of a list, '' when there is none. */
export function printFirstKey(keys: readonly KeyBinding[]): string {
  const first = keys[0]
  return first === undefined ? '' : printKey(first)
}
