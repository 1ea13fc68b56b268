/**
 * What may be typed next in a filter: fields, operators, the words of a field, keywords.
 */
import { fieldNamed, fields } from './fields'
import type { Field } from './fields'
import { tokenize } from './tokens'
import type { Token } from './tokens'

export interface Completion {
  /** What to insert in place of [from, cursor). */
  readonly text: string
  readonly from: number
  readonly description: string
}

const textOperators = ['=', '!=', '~', '!~'] as const
const numberOperators = ['<', '<=', '>', '>=', '=', '!='] as const

/** Words that this file of the reader knows for free fields: function names, reasons. */
export type ValueSource = (field: string, prefix: string) => readonly string[]

/** Completions at `cursor`, best first. `values` gives words for free text fields. */
export function completeFilter(text: string, cursor: number, values?: ValueSource): readonly Completion[] {
  const tokens = tokenize(text.slice(0, cursor))
  if (!tokens.ok) return []
  const list = tokens.value
  const last = list[list.length - 1]
  const isTyping = last !== undefined && last.kind === 'word' && last.position + last.length === cursor
  const prefix = isTyping ? last.text.toLowerCase() : ''
  const from = isTyping ? last.position : cursor
  const before = isTyping ? list.slice(0, -1) : list
  const offer = (word: string, description: string): Completion => ({ text: word, from, description })

  const previous = before[before.length - 1]
  const field = fieldOf(before[before.length - 2])
  if (previous?.kind === 'operator' && field !== undefined) {
    const words = field.words ?? values?.(field.name, prefix) ?? examplesOf(field)
    return words
      .filter((word) => word.toLowerCase().startsWith(prefix))
      .map((word) => offer(/[\s()"<>=!~]/.test(word) ? JSON.stringify(word) : word, field.description))
  }
  const alone = fieldOf(previous)
  if (alone !== undefined && !isTyping && alone.kind !== 'flag') {
    const operators = alone.kind === 'text' || alone.kind === 'word' ? textOperators : numberOperators
    return operators.map((operator) => offer(operator, operatorWords[operator]))
  }
  const keywords = [
    ['not', 'the opposite of what follows'],
    ['exists at', 'exists at a time: exists at 1.5s'],
    ['woken by', 'a goroutine that ended one of its waits: woken by g18'],
    ...(before.length > 0 ? [['and', 'both'] as const, ['or', 'either'] as const] : []),
  ] as const
  return [
    ...fields.filter((one) => one.name.startsWith(prefix)).map((one) => offer(one.name, one.description)),
    ...keywords
      .filter(([word]) => word.startsWith(prefix))
      .map(([word, description]) => offer(word, description)),
  ]
}

const operatorWords: Readonly<Record<string, string>> = {
  '=': 'equals',
  '!=': 'differs from',
  '~': 'contains',
  '!~': 'does not contain',
  '<': 'less than',
  '<=': 'at most',
  '>': 'more than',
  '>=': 'at least',
}

function fieldOf(token: Token | undefined): Field | undefined {
  return token?.kind === 'word' ? fieldNamed(token.text.toLowerCase()) : undefined
}

function examplesOf(field: Field): readonly string[] {
  return field.kind === 'duration' || field.kind === 'time' ? ['1ms', '10ms', '100ms', '1s'] : []
}
