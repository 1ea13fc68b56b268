import { harmlessLine } from '../../base/harmless-text'
import { combineExitCodes, ExitCode } from '../exit-codes'
import type { Command } from '../command'
import { UsageError } from '../command'
import { exactJson } from '../exact-json'
import type { FileSummary } from '../file-summary'
import { placeText, warningText } from '../loss-text'
import { parseOptions } from '../parse-options'
import { readFile } from '../read-file'
import type { DocumentObject } from '../../query/analyses/document-value'
import { warningValue } from '../../query/analyses/summary-document'
import { validateOptions, validateUsage } from '../usage/validate'

export const validateCommand: Command = {
  ...validateUsage,
  async run(args, output) {
    const { values, positionals } = parseOptions(args, validateOptions)
    if (positionals.length === 0) throw new UsageError('which file? Name one, or - for standard input')
    const codes: ExitCode[] = []
    const documents: DocumentObject[] = []
    for (const name of positionals) {
      const result = await readFile(name, { isParity: false, hasFindings: false, countsOnly: true }, output)
      codes.push(result.exitCode)
      if (values.json === true) documents.push(validationDocument(result))
      else output.out(`${harmlessLine(validationLine(name, result))}\n`)
    }
    const [first] = documents
    if (first !== undefined) output.out(exactJson(documents.length === 1 ? first : documents))
    return combineExitCodes(codes)
  },
}

const listedLosses = 2

const statusWords = {
  [ExitCode.whole]: 'whole',
  [ExitCode.partial]: 'in part',
  [ExitCode.unreadable]: 'unreadable',
  [ExitCode.unavailable]: 'not available',
} as const

function statusOf(result: FileSummary): string {
  const { exitCode } = result
  return exitCode in statusWords ? statusWords[exitCode as keyof typeof statusWords] : 'unknown'
}

/** One line, whatever the name and the messages hold. */
function validationLine(name: string, result: FileSummary): string {
  const status = statusOf(result)
  if (result.exitCode === ExitCode.unreadable || result.exitCode === ExitCode.unavailable) {
    return `${name}: ${status}: ${result.error ?? 'nothing usable is in it'}${placeText(result.byteOffset)}`
  }
  const header = result.document['header']
  const version = typeof header === 'string' ? `, header "${header}"` : ''
  const losses = result.warnings.filter((warning) => warning.isLoss === true)
  const rest = losses.length - listedLosses
  const more = rest > 0 ? `; and ${rest} more (--json has all)` : ''
  const lost =
    losses.length === 0 ? '' : `; lost: ${losses.slice(0, listedLosses).map(warningText).join('; ')}${more}`
  const others = result.warnings.length - losses.length
  const odd = others === 0 ? '' : `; ${others === 1 ? '1 warning' : `${others} warnings`}`
  return `${name}: ${status}: ${result.label}${version}${lost}${odd}`
}

function validationDocument(result: FileSummary): DocumentObject {
  return {
    kind: result.kind ?? null,
    header: result.document['header'],
    status: statusOf(result),
    complete: result.exitCode === ExitCode.whole,
    events: result.kind === 'trace' ? result.eventCount : undefined,
    error: result.error,
    byteOffset: result.byteOffset,
    warnings: result.warnings.map(warningValue),
  }
}
