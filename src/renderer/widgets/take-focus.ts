/** What a view is for takes the focus when it is shown, so that its keys work at once. */
import { useEffect, type RefObject } from 'react'

/** Only while nothing has it: pressing a digit leaves none, after a click on the rail it stays there. */
export function focusWhenFree(element: HTMLElement | null | undefined): void {
  const { activeElement } = document
  const isFree = activeElement === null || activeElement === document.body
  if (isFree && document.querySelector('[role="dialog"], [role="menu"]') === null)
    element?.focus({ preventScroll: true })
}

/** Once it is on the page. @param isWanted false for a part beside others */
export function useFocusWhenFree(element: RefObject<HTMLElement | null>, isWanted = true): void {
  useEffect(() => {
    if (isWanted) focusWhenFree(element.current)
  }, [element, isWanted])
}
