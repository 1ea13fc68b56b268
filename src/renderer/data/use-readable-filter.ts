/** A filter while it is typed: the last text that can be read stands, so that what it filters does not empty meanwhile. */
import { useDeferredValue, useState } from 'react'
import { parseFilter } from '../../filter/parse'

/** `error` in words, '' when the text can be read. */
export function useReadableFilter(text: string): { readonly filter: string; readonly error: string } {
  const parsed = parseFilter(text)
  const [last, setLast] = useState('')
  if (parsed.ok && last !== text) setLast(text)
  return { filter: useDeferredValue(parsed.ok ? text : last), error: parsed.ok ? '' : parsed.error.message }
}
