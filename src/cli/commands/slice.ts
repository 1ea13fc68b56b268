import { formatBytes, formatExactTime, groupDigits } from '../../base/format-units'
import { unpack } from '../../formats/decompress'
import { openTrace } from '../../formats/go-trace/open-trace'
import { copySlice, planSlice } from '../../formats/go-trace/slice-trace'
import type { SlicePlan } from '../../formats/go-trace/slice-trace'
import { detect } from '../../formats/registry'
import { budgetFor, readMemoryFacts } from '../../host/memory-budget'
import type { Command, CommandOutput } from '../command'
import { UsageError } from '../command'
import { ExitCode } from '../exit-codes'
import type { Input } from '../input-file'
import { withInput } from '../input-file'
import { placeText } from '../loss-text'
import { parseOptions, parseTime } from '../parse-options'
import { sliceUsage } from '../usage/slice'
import { isSameFile, writeWhole } from '../write-whole'

export const sliceCommand: Command = {
  ...sliceUsage,
  run(args, output) {
    const { values, positionals } = parseOptions(args, {
      from: { type: 'string' },
      to: { type: 'string' },
      output: { type: 'string', short: 'o' },
    })
    const [name] = positionals
    if (name === undefined || positionals.length > 1) throw new UsageError('name one trace')
    if (values.output === undefined) throw new UsageError('--output is missing')
    if (values.from === undefined || values.to === undefined)
      throw new UsageError('--from and --to say which stretch')
    const fromNs = parseTime('--from', values.from)
    const toNs = parseTime('--to', values.to)
    if (fromNs >= toNs) throw new UsageError('--from does not lie before --to')
    const request = { name, fromNs, toNs, outputName: values.output }
    return withInput(name, output, (input) => cut(input, request, output))
  },
}

interface SliceRequest {
  readonly name: string
  readonly fromNs: number
  readonly toNs: number
  readonly outputName: string
}

async function cut(input: Input, request: SliceRequest, output: CommandOutput): Promise<ExitCode> {
  const { name, fromNs, toNs } = request
  const refuse = (message: string, byteOffset?: number): ExitCode => {
    output.notice(`marey: ${name} cannot be read: ${message}${placeText(byteOffset)}`)
    return ExitCode.unreadable
  }
  const detected = detect(input.source)
  if (!detected.ok) return refuse(detected.error.message, detected.error.byteOffset)
  if (detected.value.format.kind !== 'trace')
    return refuse(`it is not an execution trace (${detected.value.format.label})`)
  const unpacked = unpack(input.source)
  if (!unpacked.ok) return refuse(unpacked.error.message, unpacked.error.byteOffset)
  const { source } = unpacked.value
  const read = await openTrace(source, {
    budgetBytes: budgetFor(readMemoryFacts(), 0),
    onProgress: (_stage, done, total) => output.progress(name, 'Reading', done, total),
  })
  if (!read.ok) return refuse(read.error.message, read.error.byteOffset)
  const plan = planSlice(read.value, fromNs, toNs)
  if (!plan.ok) {
    output.notice(`marey: ${name} was not cut: ${plan.error}.`)
    return ExitCode.usage
  }
  if (request.outputName === '-') copySlice(source, plan.value, (bytes) => output.outBytes(bytes.slice()))
  else {
    const problem = isSameFile(name, request.outputName)
      ? `${request.outputName} is the trace itself. Name another file.`
      : writeWhole(request.outputName, (write) => copySlice(source, plan.value, write))
    if (problem !== undefined) {
      output.notice(`marey: ${problem}`)
      return ExitCode.unavailable
    }
  }
  output.notice(`marey: ${request.outputName}: ${sliceText(plan.value)}`)
  return plan.value.isDamaged ? ExitCode.partial : ExitCode.whole
}

function sliceText(plan: SlicePlan): string {
  const { generations, generationTotal, byteLength, isDamaged } = plan
  const widened = `widened to ${groupDigits(generations)} of ${groupDigits(generationTotal)} whole generations, ${formatExactTime(plan.fromNs)} to ${formatExactTime(plan.toNs)}, ${formatBytes(byteLength)}`
  return isDamaged ? `${widened}; a part of it is damaged, where Go's own reader may stop` : widened
}
