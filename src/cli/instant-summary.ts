import type { ByteSource } from '../base/byte-source'
import { formatDuration, formatExactTime, groupDigits } from '../base/format-units'
import { unpack } from '../formats/decompress'
import { detect } from '../formats/registry'
import type { InstantGroup } from '../query/analyses/instant'
import { InstantRecorder } from '../query/analyses/instant'
import type { DocumentObject } from '../query/analyses/document-value'
import { warningValue } from '../query/analyses/summary-document'
import type { CommandOutput } from './command'
import { UsageError } from './command'
import { exactJson } from './exact-json'
import { ExitCode } from './exit-codes'
import { withInput } from './input-file'
import { placeText, warningText } from './loss-text'
import { readTrace } from './read-trace'

const listedIds = 12

/** `marey summary --at T TRACE`. @throws UsageError for a time behind the end of the trace. */
export function printInstant(
  name: string,
  atNs: number,
  isJson: boolean,
  output: CommandOutput,
): Promise<ExitCode> {
  return withInput(name, output, ({ source }) => instantOf(source, name, atNs, isJson, output))
}

function instantOf(
  source: ByteSource,
  name: string,
  atNs: number,
  isJson: boolean,
  output: CommandOutput,
): ExitCode {
  const refuse = (message: string, byteOffset?: number): ExitCode => {
    output.notice(`marey: ${name} cannot be read: ${message}${placeText(byteOffset)}`)
    return ExitCode.unreadable
  }
  const detected = detect(source)
  if (!detected.ok) return refuse(detected.error.message, detected.error.byteOffset)
  if (detected.value.format.kind !== 'trace') {
    return refuse(`it is not an execution trace (${detected.value.format.label}); only those have instants`)
  }
  const unpacked = unpack(source)
  if (!unpacked.ok) return refuse(unpacked.error.message, unpacked.error.byteOffset)
  const recorder = new InstantRecorder(atNs)
  const read = readTrace(unpacked.value.source, () => recorder, {
    isParity: false,
    onProgress: (stage, done, total) => output.progress(name, stage, done, total),
  })
  if (!read.ok) return refuse(read.error.message, read.error.byteOffset)
  if (atNs > recorder.lastNs) {
    throw new UsageError(
      `--at lies behind the end of the trace, which is ${formatExactTime(recorder.lastNs)} long`,
    )
  }
  const losses = read.value.warnings.filter((warning) => warning.isLoss === true)
  for (const loss of losses) output.notice(`marey: ${name}: lost: ${warningText(loss)}`)
  const groups = recorder.groups()
  if (isJson) {
    output.out(
      exactJson({
        kind: 'trace',
        complete: losses.length === 0,
        warnings: read.value.warnings.map(warningValue),
        atNs,
        goroutines: groups.reduce((sum, { ids }) => sum + ids.length, 0),
        groups: groups.map(groupValue),
      }),
    )
  } else {
    output.out(instantText(name, atNs, groups))
  }
  return losses.length === 0 ? ExitCode.whole : ExitCode.partial
}

function groupValue({ state, reason, frames, ids, forNs, isFromBefore }: InstantGroup): DocumentObject {
  return {
    count: ids.length,
    state,
    reason,
    forNs: { ...forNs },
    fromBeforeTrace: isFromBefore,
    frames: frames.map((frame) => ({ ...frame })),
    ids,
  }
}

function instantText(name: string, atNs: number, groups: readonly InstantGroup[]): string {
  const count = groups.reduce((sum, { ids }) => sum + ids.length, 0)
  const lines = [
    `${name} at ${formatExactTime(atNs)}: ${groupDigits(count)} goroutines in ${groupDigits(groups.length)} groups`,
  ]
  for (const { state, reason, frames, ids, forNs, isFromBefore } of groups) {
    const length =
      forNs.min === forNs.max
        ? formatDuration(forNs.max)
        : `${formatDuration(forNs.min)} to ${formatDuration(forNs.max)}`
    const why = reason === '' ? '' : ` (${reason})`
    const who = ids.length === 1 ? 'goroutine' : 'goroutines'
    lines.push(
      '',
      `${groupDigits(ids.length)} ${who} ${state}${why} for ${isFromBefore ? 'at least ' : ''}${length}`,
    )
    // Where it runs now is not in a trace.
    if (state === 'Running' && frames.length > 0) lines.push('    last seen at')
    if (frames.length === 0) lines.push('    (no stack is known)')
    for (const frame of frames) lines.push(`    ${frame.function}  ${frame.file}:${frame.line}`)
    const rest = ids.length - listedIds
    const named = ids.slice(0, listedIds).map((id) => `g${id}`)
    lines.push(`    ${named.join(' ')}${rest > 0 ? ` and ${groupDigits(rest)} more` : ''}`)
  }
  return lines.join('\n') + '\n'
}
