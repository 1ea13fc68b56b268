import type { Wrapper } from './wrapper'
import { parseJsonLine, parseLogTime } from './wrapper'

/** `go test -json` (cmd/test2json): the text stands in records whose Action is "output". */
export const goTestJson: Wrapper = {
  name: 'go test -json',
  unwrap(line) {
    if (!line.startsWith('{')) return null
    const record = parseJsonLine(line)
    if (record === null || typeof record.Action !== 'string') return null
    const isOutput = record.Action.endsWith('output') && typeof record.Output === 'string'
    const source = record.Package ?? record.ImportPath
    return {
      text: isOutput ? (record.Output as string) : '',
      source: typeof source === 'string' ? source : '',
      unixMs: parseLogTime(record.Time),
      isPiece: true,
    }
  },
}
