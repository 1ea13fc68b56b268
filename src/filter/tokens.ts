/**
 * Splits a filter into tokens, each with its place in the text.
 */
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'

/** `position` and `length` in UTF-16 units of the text, for pointing at the place. */
export interface FilterError {
  readonly message: string
  readonly position: number
  readonly length: number
}

export interface Token {
  readonly kind: 'word' | 'string' | 'operator' | 'open' | 'close'
  /** Of strings: without quotes and escapes. */
  readonly text: string
  readonly position: number
  readonly length: number
}

const operatorPattern = /^(?:!=|<=|>=|!~|=|<|>|~)/
// Words may hold what function names hold: dots, slashes, stars; parentheses in `(*T)` too, see below.
const wordPattern = /^(?:\(\*[\p{L}\p{N}_.[\]]+\)|[^\s()<>=!~"])+/u

export function tokenize(text: string): Result<readonly Token[], FilterError> {
  const tokens: Token[] = []
  let position = 0
  const add = (kind: Token['kind'], content: string, length: number): void => {
    tokens.push({ kind, text: content, position, length })
    position += length
  }
  while (position < text.length) {
    const rest = text.slice(position)
    const space = /^\s+/.exec(rest)
    if (space !== null) {
      position += space[0].length
      continue
    }
    if (rest[0] === '"') {
      const end = closingQuote(rest)
      if (end < 0) return fail({ message: 'this quote is not closed', position, length: rest.length })
      add('string', rest.slice(1, end).replace(/\\(.)/g, '$1'), end + 1)
      continue
    }
    const word = wordPattern.exec(rest)
    if (word !== null) {
      add('word', word[0], word[0].length)
      continue
    }
    if (rest[0] === '(' || rest[0] === ')') {
      add(rest[0] === '(' ? 'open' : 'close', rest[0], 1)
      continue
    }
    const operator = operatorPattern.exec(rest)
    if (operator === null) {
      return fail({
        message: `"${rest[0]}" has no meaning here; "!" goes before = or ~`,
        position,
        length: 1,
      })
    }
    add('operator', operator[0], operator[0].length)
  }
  return succeed(tokens)
}

function closingQuote(text: string): number {
  for (let index = 1; index < text.length; index++) {
    if (text[index] === '\\') index++
    else if (text[index] === '"') return index
  }
  return -1
}
