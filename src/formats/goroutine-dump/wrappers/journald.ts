import type { Wrapper } from './wrapper'
import { parseJsonLine } from './wrapper'
import { parseLogTime } from './wrapper'

const shortLine =
  /^((?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?)|(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d))) (\S+) ([^\s:[\]]+(?:\[\d+\])?): ?([\s\S]*)$/

/** journalctl's short forms (`Nov 21 01:02:03 host api[812]: text`, short-iso, short-precise). */
export const journaldShort: Wrapper = {
  name: 'journald',
  unwrap(line) {
    const found = shortLine.exec(line)
    if (found === null) return null
    // The short form has no year: then the time is unknown rather than guessed.
    const unixMs = /^\d{4}/.test(found[1]) ? parseLogTime(found[1].replace(',', '.')) : undefined
    return { text: found[4], source: `${found[2]} ${found[3]}`, unixMs }
  },
}

/** `journalctl -o json`: MESSAGE is a text, or a list of bytes when it is no valid UTF-8. */
export const journaldJson: Wrapper = {
  name: 'journald JSON',
  unwrap(line) {
    if (!line.startsWith('{')) return null
    const record = parseJsonLine(line)
    if (record === null || !('MESSAGE' in record) || !('__REALTIME_TIMESTAMP' in record)) return null
    const { MESSAGE: message } = record
    let text = ''
    if (typeof message === 'string') text = message
    else if (Array.isArray(message)) text = new TextDecoder().decode(Uint8Array.from(message as number[]))
    const unit = record._SYSTEMD_UNIT ?? record.SYSLOG_IDENTIFIER
    return {
      text,
      source: typeof unit === 'string' ? unit : '',
      unixMs: Number(record.__REALTIME_TIMESTAMP) / 1000 || undefined,
    }
  },
}
