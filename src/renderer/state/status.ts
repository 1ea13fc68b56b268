/** Short texts of the status bar; views write them, each in its slot, '' to clear. */
import { create } from 'zustand'

export interface StatusTexts {
  /** Where the pointer is: an exact time. */
  readonly pointer: string
  /** How long the selection is. */
  readonly selection: string
  /** What is in view. */
  readonly view: string
}

export const useStatus = create<StatusTexts>(() => ({ pointer: '', selection: '', view: '' }))

export function setStatus(slot: keyof StatusTexts, text: string): void {
  if (useStatus.getState()[slot] !== text) useStatus.setState({ [slot]: text })
}
