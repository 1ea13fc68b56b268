/**
 * One listener turns keys into commands. Plain letters never act while a text is typed, a word is composed by an
 * input method, or a dialog or menu is open.
 */
import type { Command } from '../commands/command'
import { matchesKey, type KeyPress } from '../commands/match-key'
import { allCommands, commandContext, isEnabled } from '../commands/registry'
import { isMac } from '../connection/platform'

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
