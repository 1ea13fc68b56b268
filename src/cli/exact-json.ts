import type { DocumentValue } from '../query/analyses/summary-document'

/** Arrays and objects whose text is shorter than this stand on one line. */
const lineWidth = 100

/**
 * JSON text with every integer in exact digits, bigint included. Indented by one space a level, short values on one
 * line, so that a document can be read and compared by eye. Fields that are undefined are left out.
 * @throws TypeError for numbers that JSON does not have.
 */
export function exactJson(value: DocumentValue): string {
  return pretty(value, 0) + '\n'
}

function pretty(value: DocumentValue, depth: number): string {
  if (typeof value !== 'object' || value === null) return scalar(value)
  const inline = compact(value, lineWidth)
  if (inline !== undefined) return inline
  const indent = ' '.repeat(depth + 1)
  const close = '\n' + ' '.repeat(depth)
  if (isList(value)) {
    return '[\n' + value.map((item) => indent + pretty(item, depth + 1)).join(',\n') + close + ']'
  }
  const lines = fieldsOf(value).map(
    ([key, item]) => `${indent}${JSON.stringify(key)}: ${pretty(item, depth + 1)}`,
  )
  return '{\n' + lines.join(',\n') + close + '}'
}

/** The value on one line, or undefined when that passes `budget` characters. */
function compact(value: DocumentValue, budget: number): string | undefined {
  if (budget < 0) return undefined
  if (typeof value !== 'object' || value === null) return scalar(value)
  const parts: string[] = []
  let left = budget - 2
  const add = (prefix: string, item: DocumentValue): boolean => {
    const text = compact(item, left - prefix.length)
    if (text === undefined) return false
    parts.push(prefix + text)
    left -= prefix.length + text.length + 1
    return left >= 0
  }
  if (isList(value)) {
    for (const item of value) if (!add('', item)) return undefined
    return `[${parts.join(',')}]`
  }
  for (const [key, item] of fieldsOf(value)) if (!add(`${JSON.stringify(key)}:`, item)) return undefined
  return `{${parts.join(',')}}`
}

function scalar(value: string | number | bigint | boolean | null | undefined): string {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no place in JSON`)
    // Whole numbers from 1e21 on would print with an exponent.
    return Number.isInteger(value) ? BigInt(value).toString() : String(value)
  }
  return value === undefined ? 'null' : JSON.stringify(value)
}

function isList(value: object): value is readonly DocumentValue[] {
  return Array.isArray(value)
}

function fieldsOf(value: object): [string, DocumentValue][] {
  return (Object.entries(value) as [string, DocumentValue][]).filter(([, item]) => item !== undefined)
}
