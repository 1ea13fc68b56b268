import { neverCancelled } from '../../base/cancellation'
import { fail, succeed } from '../../base/result'
import type { Result } from '../../base/result'
import { finish } from '../../base/steps'
import { unpack } from '../../formats/decompress'
import { openTrace } from '../../formats/go-trace/open-trace'
import { readGoroutineText } from '../../formats/goroutine-dump/read-goroutine-text'
import { readProfile } from '../../formats/pprof/read-profile'
import { detect } from '../../formats/registry'
import { budgetFor, readMemoryFacts } from '../../host/memory-budget'
import { comparableTrace } from '../../query/compare/comparable-trace'
import { DumpIndex } from '../../query/dumps/dump-index'
import { buildTraceIndex } from '../../query/build-trace-index'
import type { Command, CommandOutput } from '../command'
import { UsageError } from '../command'
import { diffDocument, diffDumps, diffText } from '../dump-diff'
import type { NamedDumps } from '../dump-diff'
import { dumpBudgetBytes } from '../dump-summary'
import { combineExitCodes, ExitCode } from '../exit-codes'
import { exactJson } from '../exact-json'
import { missingText, openInput, readErrorText } from '../input-file'
import { parseOptions } from '../parse-options'
import { profileDiffDocument, profileDiffText } from '../profile-diff'
import type { NamedProfile } from '../profile-diff'
import { traceDiffDocument, traceDiffText } from '../trace-diff'
import type { NamedTrace } from '../trace-diff'
import { diffUsage } from '../usage/diff'

export const diffCommand: Command = {
  ...diffUsage,
  async run(args, output) {
    const { values, positionals } = parseOptions(args, {
      json: { type: 'boolean' },
      'same-process': { type: 'boolean' },
    })
    if (positionals.length !== 2) throw new UsageError('which two files? Name the earlier and the later one')
    const files: ReadFile[] = []
    const codes: ExitCode[] = []
    for (const name of positionals) {
      const read = await readComparable(name, output)
      if (!read.ok) {
        output.notice(`marey: ${read.error.message}`)
        codes.push(read.error.exitCode)
        continue
      }
      if (!read.value.isComplete)
        output.notice(`marey: ${name} was read in part; figures of it may be too small`)
      codes.push(read.value.isComplete ? ExitCode.whole : ExitCode.partial)
      files.push(read.value)
    }
    const [before, after] = files
    if (before === undefined || after === undefined) return combineExitCodes(codes)
    const isJson = values['json'] === true
    if ('index' in before && 'index' in after) {
      const trend = diffDumps([before, after], values['same-process'] === true)
      output.out(isJson ? exactJson(diffDocument(trend)) : diffText(trend))
    } else if ('profile' in before && 'profile' in after) {
      if (values['same-process'] === true)
        throw new UsageError('--same-process is about goroutine dumps; profiles have no goroutine ids')
      output.out(isJson ? exactJson(profileDiffDocument(before, after)) : profileDiffText(before, after))
    } else if ('trace' in before && 'trace' in after) {
      if (values['same-process'] === true)
        throw new UsageError('--same-process is about goroutine dumps; traces are compared by start function')
      output.out(isJson ? exactJson(traceDiffDocument(before, after)) : traceDiffText(before, after))
    } else {
      output.notice(
        `marey: the first file is ${kindOf(before)}, the second ${kindOf(after)}: only like can be compared`,
      )
      codes.push(ExitCode.unreadable)
    }
    return combineExitCodes(codes)
  },
}

type ReadFile = (NamedDumps | NamedProfile | NamedTrace) & { readonly isComplete: boolean }

function kindOf(file: ReadFile): string {
  return 'trace' in file ? 'a trace' : 'profile' in file ? 'a profile' : 'a goroutine dump'
}

interface DiffFailure {
  readonly exitCode: ExitCode
  readonly message: string
}

/** @throws what is no failure to read. */
async function readComparable(name: string, output: CommandOutput): Promise<Result<ReadFile, DiffFailure>> {
  const unreadable = (message: string): Result<never, DiffFailure> =>
    fail({ exitCode: ExitCode.unreadable, message: `${name} cannot be read: ${message}` })
  const opened = openInput(name)
  if (!opened.ok) return fail({ exitCode: ExitCode.unavailable, message: missingText(name, opened.error) })
  const input = opened.value
  try {
    const detected = detect(input.source)
    if (!detected.ok) return unreadable(detected.error.message)
    const { kind, label } = detected.value.format
    if (kind === 'race' || kind === 'godebug')
      return unreadable(`it is a ${label}, and diff compares traces, goroutine dumps or profiles`)
    const unpacked = unpack(input.source)
    if (!unpacked.ok) return unreadable(unpacked.error.message)
    if (kind === 'trace') {
      const trace = await openTrace(unpacked.value.source, {
        budgetBytes: budgetFor(readMemoryFacts(), 0),
        onProgress: (stage, done, total) => output.progress(name, stage, done, total),
      })
      if (!trace.ok) return unreadable(trace.error.message)
      if (trace.value.eventCount === 0) return unreadable('there is no event in it that can be read')
      const comparable = finish(comparableTrace(buildTraceIndex(trace.value, neverCancelled)))
      return succeed({ name, trace: comparable, isComplete: trace.value.isComplete })
    }
    if (kind === 'profile') {
      const read = readProfile(unpacked.value.source, {
        onProgress: (done, total) => output.progress(name, 'Reading', done, total),
      })
      if (!read.ok) return unreadable(read.error.message)
      const isComplete = [
        ...detected.value.warnings,
        ...unpacked.value.warnings,
        ...read.value.warnings,
      ].every(({ isLoss }) => isLoss !== true)
      return succeed({ name, profile: read.value, isComplete })
    }
    const text = readGoroutineText(unpacked.value.source, {
      cancellation: neverCancelled,
      onProgress: (stage, done, total) => output.progress(name, stage, done, total),
      budgetBytes: dumpBudgetBytes,
    })
    if (!text.ok) return unreadable(text.error.message)
    return succeed({ name, index: new DumpIndex(text.value), isComplete: text.value.isComplete })
  } catch (error) {
    const message = readErrorText(error)
    if (message === undefined) throw error
    return fail({ exitCode: ExitCode.unavailable, message })
  } finally {
    input.close()
  }
}
