/** The search box of the title bar: whether its list is open, and what is typed. `>` first means commands only. */
import { create } from 'zustand'

interface SearchState {
  readonly isOpen: boolean
  readonly text: string
  /** Grows with every wish to have the focus in the box. */
  readonly focusRequests: number
}

export const useSearch = create<SearchState>(() => ({ isOpen: false, text: '', focusRequests: 0 }))

/** Opens the box with a text and puts the focus there. */
export function openSearch(text: string): void {
  useSearch.setState(({ focusRequests }) => ({ isOpen: true, text, focusRequests: focusRequests + 1 }))
}

export const closeSearch = (): void => useSearch.setState({ isOpen: false, text: '' })
export const setSearchText = (text: string): void => useSearch.setState({ isOpen: true, text })
