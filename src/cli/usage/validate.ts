import type { CommandUsage } from '../command'
import { filesToTime } from '../parse-options'

export const validateOptions = { json: { type: 'boolean' }, timing: { type: 'boolean' } } as const

export const validateUsage: CommandUsage = {
  name: 'validate',
  usage: '[--json] FILE...',
  summary: 'one line a file: kind, version, and whether it is whole',
  help: `  --json     one JSON document a file, an array for several
  --timing   one JSON line on standard error when the file can answer every query

The line says what a file is and whether it could be read whole, in part (what was lost, where) or not (why).

Examples:
  marey validate *.trace
  marey validate --json trace.out
`,
  runsInThread: true,
  timedFiles: (args) => filesToTime(args, validateOptions),
}
