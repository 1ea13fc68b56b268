/**
 * How far a filter has been typed: whole, so that it can take effect; unfinished, so that nothing is said against it yet; or
 * wrong, whatever may still follow.
 */
import { traceVocabulary } from './fields'
import type { Field, Vocabulary } from './fields'
import { parseExpression } from './parse'
import { tokenize } from './tokens'
import type { FilterError, Token } from './tokens'

export interface FilterStage {
  readonly stage: 'whole' | 'unfinished' | 'wrong'
  /** What would be wrong if nothing followed; absent when it can be read as it is. */
  readonly error?: FilterError
}

export const filterStage = (text: string): FilterStage => expressionStage(text, traceVocabulary)

/** As filterStage, with the fields of any kind of file. The cursor is taken to stand at the end. */
export function expressionStage(text: string, vocabulary: Vocabulary<string>): FilterStage {
  const parsed = parseExpression(text, vocabulary)
  const tokens = tokenize(text)
  if (!tokens.ok) {
    const { error } = tokens
    // A quote that is still open, or the first half of `!=`.
    const isOpen = error.position + error.length >= text.length
    return { stage: isOpen ? 'unfinished' : 'wrong', error }
  }
  const last = tokens.value.at(-1)
  if (last === undefined) return { stage: 'whole' }
  const before = tokens.value.slice(0, -1)
  const isTyped = last.kind === 'word' && last.position + last.length === text.length
  const mayGoOn = isTyped
    ? canGrow(last.text.toLowerCase(), before, vocabulary)
    : last.kind === 'word' && wantsMore(last.text.toLowerCase(), before, vocabulary)
  if (parsed.ok) return mayGoOn ? { stage: 'unfinished' } : { stage: 'whole' }
  const { error } = parsed
  const isAtEnd = error.position >= text.length || (mayGoOn && error.position === last.position)
  return { stage: isAtEnd || isOpenParenthesis(error, tokens.value) ? 'unfinished' : 'wrong', error }
}

/** The error is about a parenthesis that may still be closed. */
function isOpenParenthesis(error: FilterError, tokens: readonly Token[]): boolean {
  const at = tokens.find(({ position }) => position === error.position)
  const depth = tokens.reduce((sum, { kind }) => sum + (kind === 'open' ? 1 : kind === 'close' ? -1 : 0), 0)
  return at?.kind === 'open' && depth > 0
}

/** Whether the word at the end may be the beginning of another one. */
function canGrow(word: string, before: readonly Token[], vocabulary: Vocabulary<string>): boolean {
  const previous = before.at(-1)
  if (previous?.kind === 'operator') {
    const name = before.at(-2)?.text.toLowerCase()
    const field = vocabulary.fields.find((one) => one.name === name)
    return field === undefined || canValueGrow(word, field)
  }
  if (previous?.kind === 'word') {
    const phrase = `${before.at(-2)?.text.toLowerCase() ?? ''} ${previous.text.toLowerCase()}`
    if (vocabulary.hasMoments && phrase === 'exists at') return canTimeGrow(word)
    // Who it was: any text, so only a blank or Enter ends it.
    if (vocabulary.hasMoments && phrase === 'woken by') return true
    if (vocabulary.phrases.some(({ words }) => words.join(' ') === phrase)) return true
  }
  // A goroutine's number.
  if (/^(g\d*|\d+)$/.test(word)) return true
  return (
    vocabulary.fields.some(({ name, kind }) => name.startsWith(word) && (name !== word || kind !== 'flag')) ||
    [...keywords, ...vocabulary.phrases.map(({ words }) => words[0])].some((one) => one.startsWith(word))
  )
}

/** A field without its operator, or the first word of a phrase, with a blank after it. */
function wantsMore(word: string, before: readonly Token[], vocabulary: Vocabulary<string>): boolean {
  if (before.at(-1)?.kind === 'operator') return false
  return (
    vocabulary.fields.some(({ name, kind }) => name === word && kind !== 'flag') ||
    (vocabulary.hasMoments && (word === 'exists' || word === 'woken')) ||
    vocabulary.phrases.some(({ words }) => words[0] === word)
  )
}

const keywords = ['not', 'and', 'or', 'exists', 'woken'] as const

function canValueGrow(word: string, field: Field): boolean {
  if (field.words !== undefined)
    return !field.words.includes(word) && field.words.some((one) => one.startsWith(word))
  if (field.kind === 'duration' || field.kind === 'time') return canTimeGrow(word)
  // Free texts and counts: only a blank or Enter ends them.
  return true
}

/** `10`, `10.`, `10m`: a unit, or the rest of one, may follow. */
const canTimeGrow = (word: string): boolean => /^\d+(\.\d*)?[nuµμm]?$/.test(word)
