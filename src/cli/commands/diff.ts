import { neverCancelled } from '../../base/cancellation'
import { fail, succeed } from '../../base/result'
import type { Result } from '../../base/result'
import { unpack } from '../../formats/decompress'
import { readGoroutineText } from '../../formats/goroutine-dump/read-goroutine-text'
import { detect } from '../../formats/registry'
import { DumpIndex } from '../../query/dumps/dump-index'
import type { Command, CommandOutput } from '../command'
import { UsageError } from '../command'
import { diffDocument, diffDumps, diffText } from '../dump-diff'
import type { NamedDumps } from '../dump-diff'
import { dumpBudgetBytes } from '../dump-summary'
import { combineExitCodes, ExitCode } from '../exit-codes'
import { exactJson } from '../exact-json'
import { openInput, readErrorText } from '../input-file'
import { parseOptions } from '../parse-options'
import { missingText } from '../read-file'

export const diffCommand: Command = {
  name: 'diff',
  usage: '[--json] A B',
  summary: 'what changed between two goroutine dumps',
  help: `  --json     one JSON document: a figure per dump for every group

A is the earlier file. Groups are matched by state, functions and lines, and creator; goroutine ids are not
compared, since another process uses them again. A file with several dumps counts as that many steps.

Examples:
  marey diff dump-1.txt dump-2.txt
  marey diff --json before.txt after.txt | jq '.groups[] | select(.trend == "rose")'
`,
  runsInThread: true,
  run(args, output) {
    const { values, positionals } = parseOptions(args, { json: { type: 'boolean' } })
    if (positionals.length !== 2) throw new UsageError('which two files? Name the earlier and the later one')
    const files: NamedDumps[] = []
    const codes: ExitCode[] = []
    for (const name of positionals) {
      const read = readDumps(name, output)
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
    if (files.length === 2) {
      const trend = diffDumps(files)
      output.out(values['json'] === true ? exactJson(diffDocument(trend)) : diffText(trend))
    }
    return Promise.resolve(combineExitCodes(codes))
  },
}

interface DiffFailure {
  readonly exitCode: ExitCode
  readonly message: string
}

function readDumps(
  name: string,
  output: CommandOutput,
): Result<NamedDumps & { readonly isComplete: boolean }, DiffFailure> {
  const unreadable = (message: string): ReturnType<typeof readDumps> =>
    fail({ exitCode: ExitCode.unreadable, message: `${name} cannot be read: ${message}` })
  const opened = openInput(name)
  if (!opened.ok) return fail({ exitCode: ExitCode.unavailable, message: missingText(name, opened.error) })
  const input = opened.value
  try {
    const detected = detect(input.source)
    if (!detected.ok) return unreadable(detected.error.message)
    const { kind, label } = detected.value.format
    if (kind !== 'goroutine-dump' && kind !== 'crash') {
      return unreadable(`it is a ${label}, and diff compares goroutine dumps`)
    }
    const unpacked = unpack(input.source)
    if (!unpacked.ok) return unreadable(unpacked.error.message)
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
