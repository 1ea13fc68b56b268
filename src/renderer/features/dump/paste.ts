/**
 * A dump on the clipboard opens by pasting it anywhere but into a text field: people copy stacks out of terminals and
 * chats, and have no file.
 */
import { upload } from '../../connection/call'
import { whileBusy } from '../../state/idle'
import { addNotice } from '../../state/messages'
import { activate, introduceSource } from '../../state/sources'
import { adviceFor } from '../../data/advice'

let pastedCount = 0

function isTextField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)
  )
}

async function openPasted(text: string): Promise<void> {
  pastedCount++
  const file = new File([text], pastedCount === 1 ? 'pasted text' : `pasted text ${pastedCount}`)
  const result = await whileBusy(upload(file))
  if (result.ok) {
    introduceSource(result.value)
    activate(result.value.id)
    return
  }
  addNotice(`The pasted text was not opened: ${result.error.message}.`, adviceFor(result.error))
}

/** Once, when the page starts. */
export function startPasting(): void {
  document.addEventListener('paste', (event) => {
    if (isTextField(event.target)) return
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (text.trim() === '') return
    event.preventDefault()
    void openPasted(text)
  })
}
