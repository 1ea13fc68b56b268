/**
 * Log records that carry a whole stack inside one field, its line ends escaped: slog and zap in JSON, zerolog,
 * logrus, and slog's text form. Tried on single lines of any text, since most records of a log have no stack.
 */
import type { Wrapper } from './wrapper'
import { parseJsonLine, parseLogTime } from './wrapper'

/** In this order: the first field that holds a stack is taken, so that a record counts once. */
const stackKeys = ['stack', 'stacktrace', 'stack_trace', 'error.stack', 'exception', 'errorVerbose']
const messageKeys = ['msg', 'message', 'error', 'err', 'textPayload', 'log', 'body']
const timeKeys = ['time', 'ts', 'timestamp', '@timestamp']

const looksLikeStack = /(?:^|\n)goroutine \d+ .*\[|(?:^|\n)\S[^\n]*\n\s+\S[^\n]*:\d+/

function stackOf(record: Readonly<Record<string, unknown>>, depth: number): string | undefined {
  const keys = [...stackKeys, ...Object.keys(record).slice(0, 200)]
  for (const key of keys) {
    const value = record[key]
    if (typeof value === 'string' && value.includes('\n') && looksLikeStack.test(value)) return value
  }
  if (depth === 0) return undefined
  for (const key of keys) {
    const value = record[key]
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue
    const inner = stackOf(value as Readonly<Record<string, unknown>>, depth - 1)
    if (inner !== undefined) return inner
  }
  return undefined
}

function firstText(record: Readonly<Record<string, unknown>>, keys: readonly string[]): string {
  for (const key of keys) if (typeof record[key] === 'string') return record[key]
  return ''
}

export const jsonRecord: Wrapper = {
  name: 'JSON records with stacks',
  unwrap(line) {
    const record = parseJsonLine(line)
    if (record === null) return null
    const stack = stackOf(record, 2)
    if (stack === undefined) return null
    const message = firstText(record, messageKeys)
    const time = timeKeys.map((key) => record[key]).find((value) => value !== undefined)
    const isRepeated = message === '' || stack.startsWith(message)
    return {
      text: `${isRepeated ? '' : `${message}\n`}${stack.trimEnd()}\n`,
      source: '',
      unixMs: parseLogTime(time),
    }
  },
}

/** slog's TextHandler and logrus: `time=… level=ERROR msg="boom" stack="goroutine 7 [running]:\nmain.f()…"`. */
export const logfmtRecord: Wrapper = {
  name: 'key=value records with stacks',
  unwrap(line) {
    const field =
      /(?:^| )(?:stack|stacktrace|stack_trace|err|error|msg)="((?:[^"\\]|\\.)*\\n(?:[^"\\]|\\.)*)"/.exec(line)
    if (field === null) return null
    const stack = unquote(field[1])
    if (!looksLikeStack.test(stack)) return null
    const message = /(?:^| )msg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? ''
    const time = /(?:^| )(?:time|ts)="?([^\s"]+)/.exec(line)?.[1]
    const head = message === field[1] ? '' : `${unquote(message)}\n`
    return { text: `${head}${stack.trimEnd()}\n`, source: '', unixMs: parseLogTime(time) }
  },
}

/** Takes off the escapes of Go's strconv.Quote that occur in stacks. */
function unquote(text: string): string {
  return text.replace(/\\(n|t|r|"|\\|x[0-9a-f]{2}|u[0-9a-f]{4})/gi, (_, escape: string) => {
    switch (escape[0]) {
      case 'n':
        return '\n'
      case 't':
        return '\t'
      case 'r':
        return ''
      case 'x':
      case 'u':
        return String.fromCharCode(parseInt(escape.slice(1), 16))
      default:
        return escape
    }
  })
}
