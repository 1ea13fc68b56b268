/** The filter over lists of single stretches, and the buckets of histograms, which are written in it. */
import { assertUnreachable } from '../../base/assert'
import { succeed } from '../../base/result'
import type { Result } from '../../base/result'
import { compareNumbers, compareTexts } from '../../filter/compare'
import { listVocabulary } from '../../filter/list-fields'
import type { ListFieldName } from '../../filter/list-fields'
import { parseExpression } from '../../filter/parse'
import type { Comparison, Expression } from '../../filter/parse'
import type { FilterError } from '../../filter/tokens'

/** What a filter may ask about one of them; NaN for what is not known. */
export interface ListItem {
  readonly lengthNs: number
  readonly atNs: number
  /** Go's id. */
  readonly goroutine: number
  readonly task: number
  readonly texts: () => readonly string[]
}

export type ListTest = (item: ListItem) => boolean

/** Undefined when all pass. */
export function listTest(filter: string): Result<ListTest | undefined, FilterError> {
  const parsed = parseExpression(filter, listVocabulary)
  if (!parsed.ok) return parsed
  return succeed(parsed.value === undefined ? undefined : compile(parsed.value))
}

function compile(expression: Expression<ListFieldName>): ListTest {
  switch (expression.type) {
    case 'and': {
      const tests = expression.parts.map(compile)
      return (item) => tests.every((test) => test(item))
    }
    case 'or': {
      const tests = expression.parts.map(compile)
      return (item) => tests.some((test) => test(item))
    }
    case 'not': {
      const test = compile(expression.part)
      return (item) => !test(item)
    }
    case 'compare':
      return comparison(expression)
    case 'text': {
      const { text, goroutine } = expression
      return (item) =>
        item.goroutine === goroutine || item.texts().some((one) => one.toLowerCase().includes(text))
    }
    // The vocabulary has neither flags nor moments.
    case 'flag':
    case 'exists-at':
    case 'woken-by':
      return () => false
    default:
      return assertUnreachable(expression)
  }
}

function comparison({ field, operator, value }: Comparison<ListFieldName>): ListTest {
  const number = compareNumbers(operator, Number(value))
  switch (field) {
    case 'length':
      return ({ lengthNs }) => number(lengthNs)
    case 'at':
      return ({ atNs }) => number(atNs)
    case 'goroutine':
      return ({ goroutine }) => number(goroutine)
    case 'task':
      return ({ task }) => number(task)
    case 'text': {
      const test = compareTexts(operator, String(value))
      const isNegative = operator === '!=' || operator === '!~'
      return ({ texts }) => (isNegative ? texts().every(test) : texts().some(test))
    }
    default:
      return assertUnreachable(field)
  }
}
