/** Esc closes what is shown of the selected row, before it clears what is selected in the trace. */
import type { KeyboardEvent } from 'react'

/** For the page around table and details. @param close undefined while no details are shown */
export const closeByEscape =
  (close: (() => void) | undefined) =>
  (event: KeyboardEvent<HTMLElement>): void => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement
    if (event.code !== 'Escape' || close === undefined || isTyping) return
    event.stopPropagation()
    // What had the focus may go with the details.
    event.currentTarget.querySelector<HTMLElement>('[role="table"]')?.focus({ preventScroll: true })
    close()
  }
