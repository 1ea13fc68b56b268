import { harmlessJson } from '../base/harmless-text'
import { DocumentList } from '../query/analyses/document-value'
import type { DocumentValue } from '../query/analyses/document-value'

/** Arrays and objects whose text is shorter than this stand on one line. */
const lineWidth = 100

/** Text is handed on in pieces of about this many characters: a document may be longer than a string can be. */
const pieceLength = 1 << 16

/**
 * JSON text with every integer in exact digits, bigint included. Indented by one space a level, short values on one
 * line, so that a document can be read and compared by eye. Fields that are undefined are left out.
 * @param write takes the text piece by piece; the last ends with a line end.
 * @throws TypeError for numbers that JSON does not have.
 */
export function writeExactJson(value: DocumentValue, write: (piece: string) => void): void {
  const writer = new PieceWriter(write)
  writeValue(value, 0, writer)
  writer.add('\n')
  writer.flush()
}

/** The same as one string, for documents that are known to be short. */
export function exactJson(value: DocumentValue): string {
  let text = ''
  writeExactJson(value, (piece) => (text += piece))
  return text
}

class PieceWriter {
  private piece = ''

  constructor(private readonly write: (piece: string) => void) {}

  add(text: string): void {
    this.piece += text
    if (this.piece.length >= pieceLength) this.flush()
  }

  flush(): void {
    if (this.piece !== '') this.write(this.piece)
    this.piece = ''
  }
}

function writeValue(value: DocumentValue, depth: number, writer: PieceWriter): void {
  if (typeof value !== 'object' || value === null) {
    writer.add(scalar(value))
    return
  }
  if (!isList(value)) {
    const text = flatText(value, depth)
    if (text !== undefined) {
      writer.add(text)
      return
    }
  }
  const inline = compact(value, lineWidth)
  if (inline !== undefined) {
    writer.add(inline)
    return
  }
  const indent = ' '.repeat(depth + 1)
  let isFirst = true
  const separate = (): void => {
    writer.add(isFirst ? `\n${indent}` : `,\n${indent}`)
    isFirst = false
  }
  if (isList(value)) {
    writer.add('[')
    for (const item of value) {
      separate()
      writeValue(item, depth + 1, writer)
    }
    writer.add(`\n${' '.repeat(depth)}]`)
    return
  }
  writer.add('{')
  for (const [key, item] of fieldsOf(value)) {
    separate()
    writer.add(`${nameText(key)}: `)
    writeValue(item, depth + 1, writer)
  }
  writer.add(`\n${' '.repeat(depth)}}`)
}

/**
 * The text of an object without objects in it, whatever its width; undefined for others. There may be millions of them, so
 * each field is turned into text once.
 */
function flatText(value: object, depth: number): string | undefined {
  const fields = value as Readonly<Record<string, DocumentValue>>
  const names: string[] = []
  const texts: string[] = []
  let length = 2
  for (const key of Object.keys(fields)) {
    const item = fields[key]
    if (item === undefined) continue
    if (typeof item === 'object' && item !== null) return undefined
    const name = nameText(key)
    const text = scalar(item)
    names.push(name)
    texts.push(text)
    length += name.length + text.length + 2
  }
  const isShort = length <= lineWidth
  const separator = isShort ? ',' : `,\n${' '.repeat(depth + 1)}`
  const colon = isShort ? ':' : ': '
  let line = ''
  for (let at = 0; at < names.length; at++)
    line += (at === 0 ? '' : separator) + names[at] + colon + texts[at]
  return isShort ? `{${line}}` : `{${separator.slice(1)}${line}\n${' '.repeat(depth)}}`
}

/** Names of fields as JSON has them: few, and each of them in every object. */
const nameTexts = new Map<string, string>()
const mostNames = 10_000

function nameText(name: string): string {
  let text = nameTexts.get(name)
  if (text === undefined) {
    text = harmlessJson(JSON.stringify(name))
    if (nameTexts.size < mostNames) nameTexts.set(name, text)
  }
  return text
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
  for (const [key, item] of fieldsOf(value)) if (!add(`${nameText(key)}:`, item)) return undefined
  return `{${parts.join(',')}}`
}

function scalar(value: string | number | bigint | boolean | null | undefined): string {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no place in JSON`)
    // Whole numbers from 1e21 on would print with an exponent.
    return Math.abs(value) >= 1e21 && Number.isInteger(value) ? BigInt(value).toString() : String(value)
  }
  return value === undefined
    ? 'null'
    : typeof value === 'string'
      ? harmlessJson(JSON.stringify(value))
      : String(value)
}

function isList(value: object): value is readonly DocumentValue[] | DocumentList {
  return Array.isArray(value) || value instanceof DocumentList
}

function fieldsOf(value: object): [string, DocumentValue][] {
  return (Object.entries(value) as [string, DocumentValue][]).filter(([, item]) => item !== undefined)
}
