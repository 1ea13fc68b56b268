/**
 * What may be typed next in a filter: fields, operators, the words of a field, keywords.
 */
import { traceVocabulary } from './fields'
import type { Field, Vocabulary } from './fields'
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
export type ValueSource = (field: string, prefix: string) => readonly string[] | undefined

/** Completions at `cursor`, best first. `values` gives words for free text fields. */
export function completeFilter(text: string, cursor: number, values?: ValueSource): readonly Completion[] {
  return completeExpression(text, cursor, traceVocabulary, values)
}

/** As completeFilter, with the fields of any kind of file. */
export function completeExpression(
  text: string,
  cursor: number,
  vocabulary: Vocabulary<string>,
  values?: ValueSource,
): readonly Completion[] {
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
  const field = fieldOf(vocabulary, before, before.length - 2)
  if (previous?.kind === 'operator' && field !== undefined) {
    const words = field.words ?? values?.(field.name, prefix) ?? examplesOf(field)
    return bestFirst(words, prefix).map((word) =>
      offer(/[\s()"<>=!~]/.test(word) ? JSON.stringify(word) : word, field.description),
    )
  }
  const alone = fieldOf(vocabulary, before, before.length - 1)
  if (alone !== undefined && !isTyping && alone.kind !== 'flag') {
    const operators = alone.kind === 'text' || alone.kind === 'word' ? textOperators : numberOperators
    return operators.map((operator) => offer(operator, operatorWords[operator]))
  }
  const keywords = [
    ['not', 'the opposite of what follows'],
    ...(vocabulary.hasMoments ? momentWords : []),
    ...vocabulary.phrases.map(({ words }) => [words.join(' '), 'by which function it was started'] as const),
    ...(before.length > 0 ? [['and', 'both'] as const, ['or', 'either'] as const] : []),
  ] as const
  return [
    ...vocabulary.fields
      .filter((one) => one.name.startsWith(prefix))
      .map((one) => offer(one.name, one.description)),
    ...keywords
      .filter(([word]) => word.startsWith(prefix))
      .map(([word, description]) => offer(word, description)),
  ]
}

/** Words that begin with what is typed, then those that hold it: a function is often known by its last part. */
function bestFirst(words: readonly string[], prefix: string): readonly string[] {
  const starting = words.filter((word) => word.toLowerCase().startsWith(prefix))
  if (prefix.length < 2) return starting
  const holding = words.filter((word) => word.toLowerCase().indexOf(prefix) > 0)
  return [...starting, ...holding]
}

const momentWords = [
  ['exists at', 'exists at a time: exists at 1.5s'],
  ['woken by', 'a goroutine that ended one of its waits: woken by g18'],
] as const

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

/** The field that the token at `index` names, alone or as the second word of a phrase. */
function fieldOf(vocabulary: Vocabulary<string>, tokens: readonly Token[], index: number): Field | undefined {
  const named = (name: string): Field | undefined => vocabulary.fields.find((field) => field.name === name)
  const token = tokens[index]
  if (token?.kind !== 'word') return undefined
  const word = token.text.toLowerCase()
  const before = tokens[index - 1]?.text.toLowerCase()
  const phrase = vocabulary.phrases.find(({ words }) => words[1] === word && words[0] === before)
  return named(phrase?.field ?? word)
}

function examplesOf(field: Field): readonly string[] {
  if (field.examples !== undefined) return field.examples
  return field.kind === 'duration' || field.kind === 'time' ? ['1ms', '10ms', '100ms', '1s'] : []
}
