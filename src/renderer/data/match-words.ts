/** The plain filter of tables: a text holds all the words, in any order and case. */

/** Undefined when nothing is asked for: everything fits. */
export function wordMatcher(filter: string): ((text: string) => boolean) | undefined {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return undefined
  return (text) => {
    const lower = text.toLowerCase()
    return words.every((word) => lower.includes(word))
  }
}
