import type { ImportWarning } from '../base/import-warning'
import { formatExactTime, groupDigits } from '../base/format-units'
import { ExitCode } from './exit-codes'
import type { FileSummary } from './file-summary'

const listedWarnings = 8

/** Lines for standard error about a file: nothing for one that was read whole without anything odd. */
export function lossLines(name: string, summary: FileSummary): string[] {
  const { exitCode, error, byteOffset, warnings } = summary
  if (exitCode === ExitCode.unavailable) return [`marey: ${error ?? name}`]
  if (exitCode === ExitCode.unreadable) {
    return [`marey: ${name} cannot be read: ${error ?? nothingUsable(warnings)}${placeText(byteOffset)}`]
  }
  const lines: string[] = []
  if (error !== undefined) lines.push(`marey: ${name}: Go's reader stops here: ${error}`)
  if (exitCode === ExitCode.partial) {
    lines.push(`marey: ${name} was read in part; what was lost:`)
    const losses = warnings.filter((warning) => warning.isLoss === true)
    lines.push(...listed(losses))
  }
  const others = warnings.filter((warning) => warning.isLoss !== true)
  if (others.length > 0) {
    lines.push(`marey: ${name}: warnings:`)
    lines.push(...listed(others))
  }
  return lines
}

function nothingUsable(warnings: readonly ImportWarning[]): string {
  const first = warnings[0]
  return `nothing usable is in it${first === undefined ? '' : ` (${warningText(first)})`}`
}

function listed(warnings: readonly ImportWarning[]): string[] {
  const lines = warnings.slice(0, listedWarnings).map((warning) => `  ${warningText(warning)}`)
  const rest = warnings.length - listedWarnings
  return rest > 0 ? [...lines, `  and ${rest} more (--json has all)`] : lines
}

/** One warning with its places: `the batch is cut short (at byte 2 407, from 1.2 s on, 3 times)`. */
export function warningText(warning: ImportWarning): string {
  const { message, byteOffset, fromNs, toNs, count = 1 } = warning
  const places: string[] = []
  // Some messages name the place themselves.
  if (byteOffset !== undefined && !/\bbyte \d/.test(message))
    places.push(`at byte ${groupDigits(byteOffset)}`)
  if (fromNs !== undefined) places.push(`from ${formatExactTime(fromNs)}`)
  if (toNs !== undefined) places.push(`to ${formatExactTime(toNs)}`)
  if (count > 1) places.push(`${groupDigits(count)} times`)
  return places.length === 0 ? message : `${message} (${places.join(', ')})`
}

export function placeText(byteOffset: number | undefined): string {
  return byteOffset === undefined ? '' : ` (at byte ${groupDigits(byteOffset)})`
}
