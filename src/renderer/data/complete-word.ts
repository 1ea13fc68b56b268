/**
 * Completion of the word being typed, and of nothing else: over a list that is filtered meanwhile, a menu of what might
 * follow would lie on the rows that one wants to see.
 */
import { completeFilter, type Completion, type ValueSource } from '../../filter/complete'

export function completeWord(text: string, cursor: number, values?: ValueSource): readonly Completion[] {
  return completeFilter(text, cursor, values).filter(
    (offer) => offer.from < cursor && offer.text !== text.slice(offer.from, cursor),
  )
}
