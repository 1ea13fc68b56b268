/** What an operator and the value behind it say about a value of the file. */
import { assertUnreachable } from '../base/assert'
import type { Operator } from './parse'

/** NaN stands for what is not known: nothing but `!=` holds for it. */
export function compareNumbers(operator: Operator, wanted: number): (value: number) => boolean {
  switch (operator) {
    case '=':
      return (value) => value === wanted
    case '!=':
      return (value) => value !== wanted
    case '<':
      return (value) => value < wanted
    case '<=':
      return (value) => value <= wanted
    case '>':
      return (value) => value > wanted
    case '>=':
      return (value) => value >= wanted
    case '~':
    case '!~':
      return () => false
    default:
      return assertUnreachable(operator)
  }
}

/** @param wanted in lower case. */
export function compareTexts(operator: Operator, wanted: string): (value: string) => boolean {
  switch (operator) {
    case '=':
      return (value) => value.toLowerCase() === wanted
    case '!=':
      return (value) => value.toLowerCase() !== wanted
    case '~':
      return (value) => value.toLowerCase().includes(wanted)
    case '!~':
      return (value) => !value.toLowerCase().includes(wanted)
    case '<':
    case '<=':
    case '>':
    case '>=':
      return () => false
    default:
      return assertUnreachable(operator)
  }
}
