import { combineExitCodes, ExitCode } from '../exit-codes'
import type { Command, CommandOutput } from '../command'
import { UsageError } from '../command'
import { writeExactJson } from '../exact-json'
import type { FileSummary } from '../file-summary'
import { readFile } from '../read-file'
import { printInstant } from '../instant-summary'
import { parseOptions, parseTime } from '../parse-options'
import { summaryText } from '../summary-text'
import { lossLines } from '../loss-text'
import { summaryOptions, summaryUsage } from '../usage/summary'

export const summaryCommand: Command = {
  ...summaryUsage,
  async run(args, output) {
    const { values, positionals } = parseOptions(args, summaryOptions)
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
      const isParity = values.parity === true
      const isBrief = !isJson && !isParity
      const result = await readFile(name, { isParity, hasFindings: true, isBrief }, output)
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
