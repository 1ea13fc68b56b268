import { useEditor } from '../state/editor'

/** React: whether a click on a frame opens something. */
export const useHasEditor = (): boolean => useEditor(({ opener }) => opener.trim() !== '')
