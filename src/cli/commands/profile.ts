import { gzipSync } from 'node:zlib'
import { unpack } from '../../formats/decompress'
import { detect } from '../../formats/registry'
import type { ProfileKind } from '../../query/analyses/blocking-profiles'
import { profileKinds } from '../../query/analyses/blocking-profiles'
import { summaryRules } from '../../query/analyses/summary-rules'
import type { ProfileFilter } from '../../query/analyses/trace-profile'
import { profileOf } from '../../query/analyses/trace-profile'
import { buildWaitProfile, encodeWaitProfile } from '../../query/analyses/wait-profile'
import { WaitRecorder } from '../../query/analyses/wait-recorder'
import type { Command, CommandOutput } from '../command'
import { UsageError } from '../command'
import { ExitCode } from '../exit-codes'
import type { Input } from '../input-file'
import { withInput } from '../input-file'
import { placeText, warningText } from '../loss-text'
import { parseOptions, parseTime } from '../parse-options'
import { readTrace } from '../read-trace'
import { profileUsage } from '../usage/profile'
import { isSameFile, writeWhole } from '../write-whole'

export const profileCommand: Command = {
  ...profileUsage,
  run(args, output) {
    const { values, positionals } = parseOptions(args, {
      type: { type: 'string' },
      parity: { type: 'boolean' },
      goroutine: { type: 'string' },
      region: { type: 'string' },
      task: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      output: { type: 'string', short: 'o' },
    })
    const kind = profileKind(values.type)
    const [name] = positionals
    if (name === undefined || positionals.length > 1) throw new UsageError('name one trace')
    const filter: ProfileFilter = {
      ...(values.goroutine === undefined ? {} : { goroutine: values.goroutine }),
      ...(values.region === undefined ? {} : { region: values.region }),
      ...(values.task === undefined ? {} : { task: taskId(values.task) }),
      ...(values.from === undefined ? {} : { fromNs: parseTime('--from', values.from) }),
      ...(values.to === undefined ? {} : { toNs: parseTime('--to', values.to) }),
    }
    if (filter.fromNs !== undefined && filter.toNs !== undefined && filter.fromNs > filter.toNs) {
      throw new UsageError('--from lies behind --to')
    }
    const request = { kind, filter, isParity: values.parity === true, name, outputName: values.output }
    return withInput(name, output, (input) => writeProfile(input, request, output))
  },
}

interface ProfileRequest {
  readonly kind: ProfileKind
  readonly filter: ProfileFilter
  readonly isParity: boolean
  readonly name: string
  readonly outputName: string | undefined
}

function profileKind(text: string | undefined): ProfileKind {
  const kind = profileKinds.find((known) => known === text)
  if (kind !== undefined) return kind
  throw new UsageError(
    text === undefined
      ? `--type is missing: one of ${profileKinds.join(', ')}`
      : `--type ${text}: one of ${profileKinds.join(', ')}`,
  )
}

function taskId(text: string): number {
  const id = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(id)) return id
  throw new UsageError(`--task ${text}: a task is named by its number`)
}

function writeProfile(input: Input, request: ProfileRequest, output: CommandOutput): ExitCode {
  const { outputName } = request
  const { bytes, exitCode } = buildProfile(input, request, output)
  if (bytes === undefined) return exitCode
  const packed = gzipSync(bytes)
  if (outputName === undefined || outputName === '-') {
    output.outBytes(packed)
    return exitCode
  }
  const problem = isSameFile(request.name, outputName)
    ? `${outputName} is the trace itself. Name another file.`
    : writeWhole(outputName, (write) => write(packed))
  if (problem === undefined) return exitCode
  output.notice(`marey: ${problem}`)
  return ExitCode.unavailable
}

function buildProfile(
  input: Input,
  request: ProfileRequest,
  output: CommandOutput,
): { bytes: Uint8Array | undefined; exitCode: ExitCode } {
  const { name, kind, filter, isParity } = request
  const refuse = (message: string, byteOffset?: number): { bytes: undefined; exitCode: ExitCode } => {
    output.notice(`marey: ${name} cannot be read: ${message}${placeText(byteOffset)}`)
    return { bytes: undefined, exitCode: ExitCode.unreadable }
  }
  const detected = detect(input.source)
  if (!detected.ok) return refuse(detected.error.message, detected.error.byteOffset)
  if (detected.value.format.kind !== 'trace') {
    return refuse(
      `it is not an execution trace (${detected.value.format.label}). Blocking profiles are made of traces.`,
    )
  }
  const unpacked = unpack(input.source)
  if (!unpacked.ok) return refuse(unpacked.error.message, unpacked.error.byteOffset)
  let recorder: WaitRecorder | undefined
  const read = readTrace(
    unpacked.value.source,
    ({ format }) => (recorder = new WaitRecorder(summaryRules(isParity, format), kind)),
    { isParity, onProgress: (stage, done, total) => output.progress(name, stage, done, total) },
  )
  if (!read.ok) return refuse(read.error.message, read.error.byteOffset)
  const { error, warnings } = read.value
  const recorded = recorder?.finish()
  // Go itself accepts a trace with nothing in it.
  if (recorded === undefined || (!isParity && recorded.tables.goroutines.count === 0)) {
    const [loss] = warnings.filter((warning) => warning.isLoss === true)
    return refuse(
      `there is no event in it${loss === undefined ? '.' : `: ${loss.message}.`}`,
      loss?.byteOffset,
    )
  }
  const losses = [...unpacked.value.warnings, ...warnings].filter((warning) => warning.isLoss === true)
  for (const loss of losses) output.notice(`marey: ${name}: lost: ${warningText(loss)}`)
  if (error !== null) output.notice(`marey: ${name}: Go's reader stops here: ${error}`)
  const exitCode = losses.length > 0 || error !== null ? ExitCode.partial : ExitCode.whole
  const weights = profileOf(recorded, kind, filter)
  if (weights === undefined) {
    output.notice(`marey: ${name}: ${nothingFound(filter)}`)
    return { bytes: undefined, exitCode: ExitCode.usage }
  }
  return { bytes: encodeWaitProfile(buildWaitProfile(weights, recorded.tables), recorded.tables), exitCode }
}

function nothingFound(filter: ProfileFilter): string {
  if (filter.task !== undefined)
    return `no region of task ${filter.task} is in the trace. marey summary --json lists the tasks.`
  if (filter.region !== undefined) {
    return `no user region is named "${filter.region}". marey summary --json lists them under regionsByName.`
  }
  return `no goroutine started in "${filter.goroutine ?? ''}". marey summary --json lists the functions under goroutineGroups.`
}
