/**
 * The filter language: which goroutines to show.
 *
 *     expression = all { "or" all }
 *     all        = one { ["and"] one }
 *     one        = "not" one | "(" expression ")" | "exists" "at" TIME | "woken" "by" TEXT | comparison | flag | TEXT
 *     comparison = FIELD operator value
 *     operator   = "=" | "!=" | "<" | "<=" | ">" | ">=" | "~" (contains) | "!~"
 *
 * Dumps have a vocabulary of their own (dump-fields.ts), and the phrase `created by` with or without an operator.
 *
 * - TIME and durations: `10ms`, `1.5s`, `300us`, `300µs`, `2m`, or whole nanoseconds; times since the trace's start.
 * - TEXT alone: the start function contains it, without regard to case; `g18` and `18` name a goroutine.
 * - Texts compare without regard to case. Quote what holds spaces: `reason = "chan receive"`.
 * - `woken by`: a goroutine so named (`g18`) or whose start function contains the text ended one of its waits.
 * - Fields about spans (state, reason, duration, start) that stand together in one `and` must hold for one and the
 *   same span: `state = runnable and duration > 10ms` finds goroutines with a runnable stretch above 10 ms. `!=`
 *   among them is about that span too; `not` in front says that there is no such span.
 *
 * Nothing here knows what a trace is: query/ turns an Expression into a test of goroutines.
 */
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import { traceVocabulary } from './fields'
import type { Field, FieldName, Vocabulary } from './fields'
import { tokenize } from './tokens'
import type { FilterError, Token } from './tokens'

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | '!~'

export type Expression<Name extends string = FieldName> =
  | { readonly type: 'and' | 'or'; readonly parts: readonly Expression<Name>[] }
  | { readonly type: 'not'; readonly part: Expression<Name> }
  | Comparison<Name>
  | { readonly type: 'flag'; readonly field: Name }
  | { readonly type: 'exists-at'; readonly timeNs: number }
  | { readonly type: 'woken-by'; readonly text: string; readonly goroutine: number | undefined }
  | { readonly type: 'text'; readonly text: string; readonly goroutine: number | undefined }

export interface Comparison<Name extends string = FieldName> {
  readonly type: 'compare'
  readonly field: Name
  readonly scope: Field['scope']
  readonly operator: Operator
  /** Texts and words in lower case; numbers in nanoseconds or as counted. */
  readonly value: string | number
}

/** Deeper nesting is refused: nobody writes it, and it would exhaust the stack. */
const deepest = 64

/** The expression, or undefined for an empty text (everything passes). */
export function parseFilter(text: string): Result<Expression | undefined, FilterError> {
  return parseExpression(text, traceVocabulary)
}

/** As parseFilter, with the fields of any kind of file. */
export function parseExpression<Name extends string>(
  text: string,
  vocabulary: Vocabulary<Name>,
): Result<Expression<Name> | undefined, FilterError> {
  const tokens = tokenize(text)
  if (!tokens.ok) return tokens
  if (tokens.value.length === 0) return succeed(undefined)
  const parser = new Parser(tokens.value, text.length, vocabulary)
  try {
    return succeed(parser.parseWhole())
  } catch (error) {
    if (error instanceof ParseStop) return fail(error.error)
    throw error
  }
}

class ParseStop extends Error {
  constructor(readonly error: FilterError) {
    super(error.message)
  }
}

class Parser<Name extends string> {
  private next = 0
  private depth = 0

  constructor(
    private readonly tokens: readonly Token[],
    private readonly textLength: number,
    private readonly vocabulary: Vocabulary<Name>,
  ) {}

  parseWhole(): Expression<Name> {
    const expression = this.parseOr()
    const rest = this.peek()
    if (rest !== undefined) {
      this.stop(
        rest.kind === 'close' ? 'this parenthesis closes nothing' : `"${rest.text}" is not expected here`,
        rest,
      )
    }
    return expression
  }

  private parseOr(): Expression<Name> {
    const parts = [this.parseAnd()]
    while (this.takeWord('or')) parts.push(this.parseAnd())
    return parts.length === 1 ? parts[0] : { type: 'or', parts }
  }

  private parseAnd(): Expression<Name> {
    const parts = [this.parseOne()]
    for (;;) {
      if (this.takeWord('and')) parts.push(this.parseOne())
      else {
        const token = this.peek()
        if (token === undefined || token.kind === 'close' || isWord(token, 'or')) break
        parts.push(this.parseOne())
      }
    }
    return parts.length === 1 ? parts[0] : { type: 'and', parts }
  }

  private parseOne(): Expression<Name> {
    const token = this.peek()
    if (token === undefined) return this.stop('something to look for is missing here', undefined)
    if (++this.depth > deepest) return this.stop('this is nested too deeply', token)
    try {
      return this.parseHere(token)
    } finally {
      this.depth--
    }
  }

  private parseHere(token: Token): Expression<Name> {
    if (this.takeWord('not')) return { type: 'not', part: this.parseOne() }
    if (token.kind === 'open') {
      this.next++
      const inside = this.parseOr()
      const close = this.peek()
      if (close?.kind !== 'close') return this.stop('this parenthesis is not closed', close ?? token)
      this.next++
      return inside
    }
    if (token.kind === 'close') return this.stop('something to look for is missing before this', token)
    if (token.kind === 'operator') return this.stop(`"${token.text}" needs a field before it`, token)
    this.next++
    const { hasMoments, phrases } = this.vocabulary
    if (hasMoments && isWord(token, 'exists') && this.takeWord('at'))
      return { type: 'exists-at', timeNs: this.takeTime(token) }
    for (const { words, field } of phrases) {
      if (isWord(token, words[0]) && this.takeWord(words[1])) return this.phrase(field, token)
    }
    if (hasMoments && isWord(token, 'woken') && this.takeWord('by')) {
      const who = this.takeValue(token)
      return { type: 'woken-by', text: who.text.toLowerCase(), goroutine: goroutineNumber(who) }
    }
    const operator = this.peek()
    const field = token.kind === 'word' ? this.fieldNamed(token.text.toLowerCase()) : undefined
    if (operator?.kind === 'operator') {
      if (field === undefined) return this.stop(`there is no field "${token.text}"`, token)
      this.next++
      return this.comparison(field, operator)
    }
    if (field?.kind === 'flag') return { type: 'flag', field: field.name }
    return { type: 'text', text: token.text.toLowerCase(), goroutine: goroutineNumber(token) }
  }

  private fieldNamed(name: string): (Field & { readonly name: Name }) | undefined {
    return this.vocabulary.fields.find((field) => field.name === name)
  }

  /** `created by = main.serve`, or with nothing between: contains. */
  private phrase(name: Name, token: Token): Expression<Name> {
    const field = this.fieldNamed(name)
    if (field === undefined) return this.stop(`there is no field "${name}"`, token)
    const operator = this.peek()
    if (operator?.kind === 'operator') {
      this.next++
      return this.comparison(field, operator)
    }
    const value = this.takeValue(token).text.toLowerCase()
    return { type: 'compare', field: name, scope: field.scope, operator: '~', value }
  }

  private comparison(field: Field & { readonly name: Name }, operator: Token): Expression<Name> {
    const sign = operator.text as Operator
    const isText = field.kind === 'text' || field.kind === 'word'
    if (field.kind === 'flag') return this.stop(`${field.name} stands alone, or after not`, operator)
    if (isText && (sign.startsWith('<') || sign.startsWith('>'))) {
      return this.stop(`${field.name} is a text: use = != ~ or !~`, operator)
    }
    if (!isText && sign.endsWith('~'))
      return this.stop(`${field.name} is a number: use = != < <= > or >=`, operator)
    const base = { type: 'compare', field: field.name, scope: field.scope, operator: sign } as const
    if (field.kind === 'duration' || field.kind === 'time')
      return { ...base, value: this.takeTime(operator, field.examples) }
    const token = this.takeValue(operator)
    if (field.kind === 'count') {
      const value = Number(token.text.replace(/^g(?=\d)/, ''))
      if (!/^g?\d+$/.test(token.text) || !Number.isSafeInteger(value)) {
        return this.stop(`"${token.text}" is not a whole number`, token)
      }
      return { ...base, value }
    }
    const value = token.text.toLowerCase()
    if (field.words !== undefined && !sign.endsWith('~') && !field.words.includes(value)) {
      return this.stop(
        `there is no ${field.name} "${token.text}"; there are ${field.words.join(', ')}`,
        token,
      )
    }
    return { ...base, value }
  }

  private takeTime(after: Token, examples: readonly string[] = ['10ms', '1.5s', '300us']): number {
    const token = this.takeValue(after)
    const timeNs = parseDuration(token.text)
    if (timeNs === undefined) {
      return this.stop(`"${token.text}" is not a time: write ${examples.join(', ')} or nanoseconds`, token)
    }
    return timeNs
  }

  private takeValue(after: Token): Token {
    const token = this.peek()
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'string')) {
      return this.stop(`a value is missing after "${after.text}"`, token ?? undefined)
    }
    this.next++
    return token
  }

  private takeWord(word: string): boolean {
    const token = this.peek()
    if (token === undefined || !isWord(token, word)) return false
    this.next++
    return true
  }

  private peek(): Token | undefined {
    return this.tokens[this.next]
  }

  private stop(message: string, at: Token | undefined): never {
    throw new ParseStop({ message, position: at?.position ?? this.textLength, length: at?.length ?? 0 })
  }
}

function isWord(token: Token, word: string): boolean {
  return token.kind === 'word' && token.text.toLowerCase() === word
}

function goroutineNumber(token: Token): number | undefined {
  const match = token.kind === 'word' ? /^g?(\d{1,15})$/i.exec(token.text) : null
  return match === null ? undefined : Number(match[1])
}

const unitNs: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
}

/** Nanoseconds of `10ms`, `1.5s`, `250`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([a-zµμ]*)$/.exec(text)
  if (match === null) return undefined
  if (match[2] === '') return match[1].includes('.') ? undefined : Number(match[1])
  return Object.hasOwn(unitNs, match[2]) ? Math.round(Number(match[1]) * unitNs[match[2]]) : undefined
}
