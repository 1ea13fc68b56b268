import { combineExitCodes, ExitCode } from '../exit-codes'
import type { Command, CommandOutput } from '../command'
import { UsageError } from '../command'
import { writeExactJson } from '../exact-json'
import type { FileSummary } from '../file-summary'
import { readFile } from '../read-file'
import { printInstant } from '../instant-summary'
import { filesToTime, parseOptions, parseTime } from '../parse-options'
import { summaryText } from '../summary-text'
import { lossLines } from '../loss-text'

const options = {
  json: { type: 'boolean' },
  parity: { type: 'boolean' },
  timing: { type: 'boolean' },
  at: { type: 'string' },
} as const

export const summaryCommand: Command = {
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
  timedFiles: (args) => filesToTime(args, options),
  async run(args, output) {
    const { values, positionals } = parseOptions(args, options)
    if (positionals.length === 0) throw new UsageError('which file? Name one, or - for standard input')
    const isJson = values.json === true
    if (values.at !== undefined) {
      const [name] = positionals
      if (name === undefined || positionals.length > 1) throw new UsageError('--at takes one trace')
      if (values.parity === true)
        throw new UsageError('Go has no such view: --at and --parity exclude each other')
      return printInstant(name, parseTime('--at', values.at), isJson, output)
    }
    const codes: ExitCode[] = []
    const isSeveral = positionals.length > 1
    if (isJson && isSeveral) output.out('[\n')
    for (const [index, name] of positionals.entries()) {
      const result = await readFile(name, { isParity: values.parity === true, hasFindings: true }, output)
      codes.push(result.exitCode)
      if (isJson) {
        if (index > 0) output.out(',')
        writeExactJson(result.document, (piece) => output.out(piece))
      } else if (result.exitCode === ExitCode.whole || result.exitCode === ExitCode.partial) {
        output.out((index > 0 ? '\n' : '') + summaryText(name, result))
      }
      notify(name, result, output)
    }
    if (isJson && isSeveral) output.out(']\n')
    return combineExitCodes(codes)
  },
}

/** What stderr says about a file: why it could not be read, or what of it is lost. */
function notify(name: string, result: FileSummary, output: CommandOutput): void {
  for (const line of lossLines(name, result)) output.notice(line)
}
