/**
 * One listener turns keys into commands. Plain letters never act while a text is typed, a word is composed by an
 * input method, or a dialog or menu is open.
 */
import type { Command, KeyBinding } from '../commands/command'
import { allCommands, commandContext, isEnabled } from '../commands/registry'
import { isMac } from '../connection/platform'

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

const isTextField = (element: Element | null): boolean =>
  element instanceof HTMLElement &&
  (element.isContentEditable ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement ||
    (element instanceof HTMLInputElement && !['radio', 'checkbox', 'range', 'button'].includes(element.type)))

/** Enter and Space press a focused control; they are not ours there. */
const isPressable = (element: Element | null): boolean =>
  element !== null && element.closest('button, a, [role="tab"], [role="menuitem"], summary, input') !== null

export function findCommand(
  commands: readonly Command[],
  press: KeyPress,
  mac: boolean,
  isUsable: (command: Command) => boolean,
): Command | undefined {
  return commands.find(
    (command) => command.keys.some((binding) => matchesKey(binding, press, mac)) && isUsable(command),
  )
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return
  const target = event.target instanceof Element ? event.target : null
  if (isTextField(target)) {
    if (event.code === 'Escape' && target instanceof HTMLElement) {
      target.blur()
      event.preventDefault()
      return
    }
    const isFunctionKey = /^F\d+$/.test(event.code)
    const isEditing = /^(Arrow|Home|End|Backspace|Delete)/.test(event.code)
    if (isEditing || !(event.ctrlKey || event.metaKey || event.altKey || isFunctionKey)) return
  }
  if ((event.code === 'Enter' || event.code === 'Space') && isPressable(target)) return
  const context = commandContext()
  const command = findCommand(
    allCommands(),
    event,
    isMac(),
    (candidate) => candidate.isHandledByView !== true && isEnabled(candidate, context),
  )
  if (command === undefined) return
  event.preventDefault()
  command.perform(context)
}

/** Answers the function that stops listening. */
export function listenToKeys(): () => void {
  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}
