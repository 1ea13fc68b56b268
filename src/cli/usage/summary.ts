import type { CommandUsage } from '../command'
import { filesToTime } from '../parse-options'

export const summaryOptions = {
  json: { type: 'boolean' },
  parity: { type: 'boolean' },
  timing: { type: 'boolean' },
  at: { type: 'string' },
} as const

export const summaryUsage: CommandUsage = {
  name: 'summary',
  usage: '[--json] [--parity] FILE... | summary [--json] --at T TRACE',
  summary: 'what is in each file; - is standard input',
  help: `  --json     one JSON document a file, an array for several; every figure, integers in exact digits
  --parity   Go's own figures, also where Go's tools have a known quirk; reading stops where Go's reader stops
  --at T     every goroutine of one trace at that instant, grouped by stack; T since the trace's start: 1.5s, 200ms,
             or integer nanoseconds
  --timing   one JSON line on standard error when the file can answer every query

Examples:
  marey summary trace.out
  marey summary --at 1.5s trace.out
  marey summary --json trace.out | jq .gc
  curl -s localhost:6060/debug/pprof/trace?seconds=1 | marey summary -
`,
  runsInThread: true,
  timedFiles: (args) => filesToTime(args, summaryOptions),
}
