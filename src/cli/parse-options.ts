import { parseArgs, type ParseArgsConfig } from 'node:util'
import { UsageError } from './command'

type Options = NonNullable<ParseArgsConfig['options']>

/** Options and files of a command. @throws UsageError for an option that it does not have. */
export function parseOptions<T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    const code = (error as { readonly code?: unknown }).code
    if (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS'))
      throw new UsageError(firstSentence(error))
    throw error
  }
}

/** The files of a command that was given `--timing`; standard input has no place to be opened twice. */
export function filesToTime<T extends Options & { readonly timing: { readonly type: 'boolean' } }>(
  args: readonly string[],
  options: T,
): readonly string[] {
  const { values, positionals } = parseOptions(args, options)
  const isTimed = (values as { readonly timing?: boolean }).timing === true
  return isTimed ? positionals.filter((name) => name !== '-') : []
}

/** Node adds advice on `--` in further sentences, which misleads where an option does not exist at all. */
function firstSentence(error: unknown): string {
  const message = (error as Error).message
  return message.split(/\. (?=To specify|Did you)/)[0] ?? message
}

/**
 * A point in time since the trace's start, in ns: `1.5s`, `200ms`, `10us`, `300ns`, or integer nanoseconds.
 * @throws UsageError
 */
export function parseTime(option: string, text: string): number {
  const found = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m)?$/.exec(text)
  const unit = found?.[2] ?? 'ns'
  const scale: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9 }
  const value = Math.round(Number(found?.[1]) * (scale[unit] ?? NaN))
  if (found === null || !Number.isSafeInteger(value)) {
    throw new UsageError(
      `${option} ${text}: not a time. Write a duration since the trace's start such as 1.5s, 200ms, or integer nanoseconds`,
    )
  }
  return value
}
