import type { UnwrappedLine, Wrapper } from './wrapper'
import { parseJsonLine, parseLogTime } from './wrapper'

/** Where log services keep the text of a line. */
const textKeys = ['textPayload', 'message', 'MESSAGE', 'msg', 'log', 'line', 'body', 'event']
const timeKeys = ['timestamp', '@timestamp', 'time', 'ts']

/** One line of output a record, as log services hand it out (`{"textPayload":"goroutine 1 [running]:",...}`). */
export const messageJson: Wrapper = {
  name: 'JSON lines',
  unwrap(line): UnwrappedLine | null {
    if (!line.startsWith('{')) return null
    const record = parseJsonLine(line)
    if (record === null) return null
    // A record with a whole stack in one of its fields is taken apart as such.
    if (Object.values(record).some((value) => typeof value === 'string' && value.trimEnd().includes('\n')))
      return null
    const text = textKeys.map((key) => record[key]).find((value) => typeof value === 'string')
    if (text === undefined) return null
    const time = timeKeys.map((key) => record[key]).find((value) => value !== undefined)
    return { text: text.replace(/\r?\n$/, ''), source: '', unixMs: parseLogTime(time) }
  },
}
