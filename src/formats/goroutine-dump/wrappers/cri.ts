import type { Wrapper } from './wrapper'
import { parseLogTime } from './wrapper'

const criLine =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)) (?:stdout|stderr) ([FP])(?::\S*)?(?: ([\s\S]*))?$/

/** Kubernetes' log files (CRI): time, stream, F for a full line or P for a partial one, text. */
export const criLog: Wrapper = {
  name: 'CRI log',
  unwrap(line) {
    const found = criLine.exec(line)
    if (found === null) return null
    return { text: found[3] ?? '', source: '', unixMs: parseLogTime(found[1]), isPartial: found[2] === 'P' }
  },
}
