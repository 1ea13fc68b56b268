/**
 * What is selected, per opened file. The text form is the `data-selected` attribute that tests and links rely on:
 * `goroutine:18`, `span:18@123456` (start in ns since the trace's start), `proc:3`, `thread:7`, `task:2`, `region:5`,
 * `range:100-200`, `note:1`, and '' for nothing.
 */
import { assertUnreachable } from '../../base/assert'

export type Selection =
  | { readonly kind: 'none' }
  /** `index` (SpanDto.index) tells spans apart that begin at once; it is not part of the text form. */
  | { readonly kind: 'span'; readonly goroutine: number; readonly startNs: number; readonly index?: number }
  | { readonly kind: 'goroutine'; readonly goroutine: number }
  | { readonly kind: 'proc'; readonly processor: number }
  | { readonly kind: 'thread'; readonly thread: number }
  | { readonly kind: 'task'; readonly task: number }
  | { readonly kind: 'region'; readonly region: number }
  /** With `rows` (row keys): of those rows only. Their text form is `range:100-200@goroutine:18,proc:3`, escaped. */
  | {
      readonly kind: 'range'
      readonly fromNs: number
      readonly toNs: number
      readonly rows?: readonly string[]
    }
  | { readonly kind: 'note'; readonly note: number }

export const nothingSelected: Selection = { kind: 'none' }

/** The text form; times are rounded to whole nanoseconds. */
export function printSelection(selection: Selection): string {
  switch (selection.kind) {
    case 'none':
      return ''
    case 'span':
      return `span:${selection.goroutine}@${Math.round(selection.startNs)}`
    case 'goroutine':
      return `goroutine:${selection.goroutine}`
    case 'proc':
      return `proc:${selection.processor}`
    case 'thread':
      return `thread:${selection.thread}`
    case 'task':
      return `task:${selection.task}`
    case 'region':
      return `region:${selection.region}`
    case 'range':
      return `range:${Math.round(selection.fromNs)}-${Math.round(selection.toNs)}${printRows(selection.rows)}`
    case 'note':
      return `note:${selection.note}`
    default:
      return assertUnreachable(selection)
  }
}

const printRows = (rows: readonly string[] | undefined): string =>
  rows === undefined || rows.length === 0 ? '' : `@${rows.map(encodeURIComponent).join(',')}`

const mostRows = 200
const rowsPattern = /^(range:-?\d+--?\d+)@(.+)$/

/** The part before the rows, and the rows; undefined rows where the text has none, or none that can be read. */
function splitRows(text: string): { readonly head: string; readonly rows: readonly string[] | undefined } {
  const match = rowsPattern.exec(text)
  if (match === null) return { head: text, rows: undefined }
  const [, head = '', keys = ''] = match
  try {
    return { head, rows: keys.split(',').slice(0, mostRows).map(decodeURIComponent) }
  } catch {
    // Not what printSelection writes: the range is kept, without its rows.
    return { head, rows: undefined }
  }
}

const pattern = /^(span|goroutine|proc|thread|task|region|range|note):(-?\d+)(?:([@-])(-?\d+))?$/

/** The reverse of printSelection; what it cannot read selects nothing. */
export function parseSelection(text: string): Selection {
  const { head, rows } = splitRows(text)
  const match = pattern.exec(head)
  if (match === null) return nothingSelected
  const [, kind, firstText, separator, secondText] = match
  const first = Number(firstText)
  const second = Number(secondText)
  if (!Number.isSafeInteger(first)) return nothingSelected
  if (kind === 'span' || kind === 'range') {
    if (separator !== (kind === 'span' ? '@' : '-') || !Number.isSafeInteger(second)) return nothingSelected
    return kind === 'span'
      ? { kind, goroutine: first, startNs: second }
      : {
          kind,
          fromNs: Math.min(first, second),
          toNs: Math.max(first, second),
          ...(rows === undefined ? {} : { rows }),
        }
  }
  if (separator !== undefined) return nothingSelected
  switch (kind) {
    case 'goroutine':
      return { kind, goroutine: first }
    case 'proc':
      return { kind, processor: first }
    case 'thread':
      return { kind, thread: first }
    case 'task':
      return { kind, task: first }
    case 'region':
      return { kind, region: first }
    case 'note':
      return { kind, note: first }
    default:
      return nothingSelected
  }
}

export function isSameSelection(a: Selection, b: Selection): boolean {
  if (a.kind === 'span' && b.kind === 'span' && a.index !== undefined && b.index !== undefined)
    return a.goroutine === b.goroutine && a.index === b.index
  return printSelection(a) === printSelection(b)
}

/** The timeline's row of an object; undefined for what is no row. */
export function rowKeyOf(selection: Selection): string | undefined {
  switch (selection.kind) {
    case 'goroutine':
    case 'span':
      return `goroutine:${selection.goroutine}`
    case 'proc':
    case 'thread':
    case 'task':
      return printSelection(selection)
    case 'none':
    case 'region':
    case 'range':
    case 'note':
      return undefined
    default:
      return assertUnreachable(selection)
  }
}

const rowPattern = /^(?:goroutine|proc|thread|task):\d+$/

/** What a row of the timeline stands for, by its key; undefined for rows that are no object. */
export function selectionOfRow(rowKey: string): Selection | undefined {
  const selection = rowPattern.test(rowKey) ? parseSelection(rowKey) : nothingSelected
  return selection.kind === 'none' ? undefined : selection
}
