/**
 * What must be said to the user outside any view: notices in the banner area, and announcements that only a screen
 * reader hears.
 */
import { create } from 'zustand'

export interface Notice {
  readonly id: number
  /** What happened and where. */
  readonly text: string
  /** What can be done about it. */
  readonly advice: string
}

interface MessagesState {
  readonly notices: readonly Notice[]
  readonly announcement: string
}

export const useMessages = create<MessagesState>(() => ({ notices: [], announcement: '' }))

const maximumNotices = 4
let lastId = 0

export function addNotice(text: string, advice: string): void {
  const notice: Notice = { id: ++lastId, text, advice }
  useMessages.setState(({ notices }) => ({
    notices: [...notices.filter((old) => old.text !== text), notice].slice(-maximumNotices),
  }))
}

export function dismissNotice(id: number): void {
  useMessages.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }))
}

/** Said by a screen reader when it is next silent. */
export function announce(text: string): void {
  useMessages.setState({ announcement: text })
}
