import { basename } from 'node:path'
import { neverCancelled } from '../../base/cancellation'
import type { PathChoice, PathDto } from '../../contract/path-dto'
import { openSession } from '../../engine/open-session'
import { budgetFor, readMemoryFacts } from '../../host/memory-budget'
import type { DocumentObject } from '../../query/analyses/document-value'
import type { Command, CommandOutput } from '../command'
import { UsageError } from '../command'
import { exactJson } from '../exact-json'
import { ExitCode } from '../exit-codes'
import type { Input } from '../input-file'
import { withInput } from '../input-file'
import { placeText, warningText } from '../loss-text'
import { parseOptions, parseTime } from '../parse-options'
import { pathText } from '../path-text'
import { pathUsage } from '../usage/path'

export const pathCommand: Command = {
  ...pathUsage,
  run(args, output) {
    const { values, positionals } = parseOptions(args, {
      json: { type: 'boolean' },
      task: { type: 'string' },
      region: { type: 'string' },
      goroutine: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
    })
    const [name] = positionals
    if (name === undefined || positionals.length > 1) throw new UsageError('name one trace')
    const choice = choiceOf(values)
    return withInput(name, output, (input) => printPath(input, name, choice, values.json === true, output))
  },
}

interface Values {
  readonly task?: string | undefined
  readonly region?: string | undefined
  readonly goroutine?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** @throws UsageError */
function choiceOf({ task, region, goroutine, from, to }: Values): PathChoice {
  const given = [task, region, goroutine].filter((value) => value !== undefined)
  if (given.length > 1) throw new UsageError('--task, --region and --goroutine exclude each other')
  if (goroutine === undefined && (from !== undefined || to !== undefined))
    throw new UsageError('--from and --to need a --goroutine')
  if (task !== undefined) return { by: 'task', task: idOf('--task', task) }
  if (region !== undefined) return { by: 'region', name: region }
  if (goroutine === undefined) return { by: 'longest' }
  const fromNs = from === undefined ? undefined : parseTime('--from', from)
  const toNs = to === undefined ? undefined : parseTime('--to', to)
  if (fromNs !== undefined && toNs !== undefined && fromNs >= toNs)
    throw new UsageError('--from does not lie before --to')
  return { by: 'goroutine', goroutine: idOf('--goroutine', goroutine), fromNs, toNs }
}

function idOf(option: string, text: string): number {
  const id = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(id)) return id
  throw new UsageError(`${option} ${text}: it is named by its number`)
}

async function printPath(
  input: Input,
  name: string,
  choice: PathChoice,
  isJson: boolean,
  output: CommandOutput,
): Promise<ExitCode> {
  const opened = await openSession(input.source, {
    name: basename(name),
    budgetBytes: budgetFor(readMemoryFacts(), 0),
    cancellation: neverCancelled,
    onProgress: (stage, done, total) => output.progress(name, stage, done, total),
  })
  if (!opened.ok) {
    const { message, byteOffset } = opened.error
    output.notice(`marey: ${name} cannot be read: ${message}${placeText(byteOffset)}`)
    return ExitCode.unreadable
  }
  const session = opened.value
  if (session.kind !== 'trace') {
    output.notice(`marey: ${name} is a ${session.kind} file. Critical paths are in execution traces only.`)
    return ExitCode.unreadable
  }
  const path = session.call('trace/path', { source: '', choice })
  if (!path.ok) {
    output.notice(`marey: ${name}: ${path.error.message}. marey summary --json lists what there is.`)
    return ExitCode.usage
  }
  for (const warning of session.warnings)
    if (warning.isLoss === true) output.notice(`marey: ${name}: lost: ${warningText(warning)}`)
  const value = path.value as PathDto
  if (isJson) output.out(exactJson({ kind: 'trace', complete: session.isComplete, ...documentOf(value) }))
  else output.out(pathText(name, value))
  return session.isComplete ? ExitCode.whole : ExitCode.partial
}

/** The answer as it is sent to the window, which has no field that JSON does not. */
const documentOf = (path: PathDto): DocumentObject => ({ ...path }) as unknown as DocumentObject
