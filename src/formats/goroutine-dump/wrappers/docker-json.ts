import type { Wrapper } from './wrapper'
import { parseJsonLine, parseLogTime } from './wrapper'

/**
 * Docker's json-file log driver: `{"log":"text\n","stream":"stderr","time":"2026-11-21T01:02:03.000000001Z"}`.
 * Lines beyond 16 KiB are split; only the last piece ends with a line end.
 */
export const dockerJson: Wrapper = {
  name: 'Docker JSON lines',
  unwrap(line) {
    if (!line.startsWith('{')) return null
    const record = parseJsonLine(line)
    if (record === null || typeof record.log !== 'string' || !('stream' in record || 'time' in record))
      return null
    const isPartial = !record.log.endsWith('\n')
    return {
      text: isPartial ? record.log : record.log.slice(0, -1).replace(/\r$/, ''),
      source: '',
      unixMs: parseLogTime(record.time),
      isPartial,
    }
  },
}
