/**
 * What the search box offers for a text: commands by likeness, and what the host found in the file. A leading `>`
 * asks for commands only.
 */
import { defaultFilter } from 'cmdk'
import type { SearchHitDto } from '../../contract/search-dto'

export interface CommandItem {
  readonly id: string
  readonly label: string
  readonly keywords: string
}

const maximumCommands = 8

export const isCommandQuery = (text: string): boolean => text.startsWith('>')

/** The part that is sought. */
export const queryText = (text: string): string => (isCommandQuery(text) ? text.slice(1) : text).trim()

/** The commands that fit, best first. All of them for an empty command query, none for an empty plain one. */
export function matchCommands<Item extends CommandItem>(
  items: readonly Item[],
  text: string,
): readonly Item[] {
  const query = queryText(text)
  if (query === '') return isCommandQuery(text) ? items : []
  const scored = items
    .map((item) => ({ item, score: defaultFilter(item.label, query, [item.keywords]) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item)
  return isCommandQuery(text) ? scored : scored.slice(0, maximumCommands)
}

/** A key for a list: what two hits never share. */
export function hitKey(hit: SearchHitDto): string {
  return `${hit.kind} ${hit.row ?? ''} ${hit.goroutine ?? ''} ${hit.fromNs ?? ''} ${hit.label}`
}
