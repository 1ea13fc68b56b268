/**
 * A file of goroutine stacks, panics or race reports, from bytes to a GoroutineText: encoding, wrappers, dumps.
 */
import type { ByteSource } from '../../base/byte-source'
import type { ImportFailure, ImportWarning } from '../../base/import-warning'
import type { Result } from '../../base/result'
import { fail, succeed } from '../../base/result'
import type { GoroutineText } from '../../model/goroutine-dump'
import { DumpFrameFlag, GoroutineRowFlag } from '../../model/goroutine-dump'
import { decodeText } from './byte-interner'
import type { ParsedDumps } from './parse-dumps'
import { parseDumps } from './parse-dumps'
import { toPlainBytes } from './text-encoding'
import { tidyText } from './tidy-text'
import { unwrapText } from './unwrap'
import type { ReorderedLines } from './unwrap'
import { readWholeText, type ReadTextOptions, type TextKind } from '../whole-text'

const textKind: TextKind = {
  // The text and what is made of it, by measurement on dumps of 25 and 300 MB.
  memoryPerByte: 3,
  part: 'the part with the goroutines',
}
/** Where debug=2 stops (Go 1.26 src/runtime/pprof/pprof.go: writeGoroutineStacks). */
const debug2LimitBytes = 64 << 20

/**
 * @throws CancelledError, SourceReadError.
 */
export function readGoroutineText(
  source: ByteSource,
  options: ReadTextOptions,
): Result<GoroutineText, ImportFailure> {
  const { byteLength } = source
  const text = readWholeText(source, options, textKind)
  if (!text.ok) return text
  const file = text.value
  const decoded = toPlainBytes(file)
  const plain = tidyText(decoded.bytes)
  options.onProgress('Unwrapping', 0, byteLength)
  const unwrapped = unwrapText(plain.bytes, options.cancellation)
  const { bytes } = unwrapped
  const fileOffset = (offset: number): number =>
    decoded.fileOffset(plain.fileOffset(unwrapped.fileOffset(offset)))
  const parsed = parseDumps({
    bytes,
    sections: unwrapped.sections,
    timeAt: unwrapped.timeAt,
    cancellation: options.cancellation,
    onProgress: (done) => options.onProgress('Reading goroutines', done, bytes.length),
  })
  if (
    !parsed.dumps.some((dump) => dump.rows.count > 0 || dump.headlines.length > 0) &&
    parsed.races.length === 0
  ) {
    return fail({
      code: 'unknown-kind',
      message: 'The text holds no goroutine stack, panic, fatal error or race report.',
      byteOffset: 0,
    })
  }
  const warnings = [
    ...reorderedWarnings(unwrapped.reordered, (offset) => decoded.fileOffset(plain.fileOffset(offset))),
    ...warningsOf(parsed, fileOffset),
  ]
  return succeed({
    kind: kindOf(parsed),
    tables: parsed.tables,
    dumps: parsed.dumps,
    races: parsed.races,
    unread: parsed.unread,
    unreadLineCount: parsed.unreadLineCount,
    unreadByteCount: parsed.unreadByteCount,
    wrappers: [
      ...(decoded.encoding === '' ? [] : [decoded.encoding]),
      ...plain.removed,
      ...unwrapped.wrappers,
    ],
    text: {
      byteLength: bytes.length,
      slice: (offset, length) => decodeText(bytes, offset, Math.min(bytes.length, offset + length)),
      fileOffset,
    },
    byteLength,
    warnings,
    isComplete: !warnings.some((warning) => warning.isLoss),
  })
}

/** A reason other than SIGQUIT at the head of the first dump makes the text a crash (cli.md). */
function kindOf(parsed: ParsedDumps): GoroutineText['kind'] {
  const first = parsed.dumps[0]
  const raceAt = parsed.races[0]?.offset ?? Infinity
  if (parsed.races.length > 0 && raceAt < (first?.offset ?? Infinity)) return 'race'
  return first !== undefined && first.crashes.length > 0 ? 'crash' : 'goroutine-dump'
}

function reorderedWarnings(
  reordered: ReorderedLines | undefined,
  fileOffset: (offset: number) => number,
): ImportWarning[] {
  if (reordered === undefined) return []
  const byteOffset = fileOffset(reordered.byteOffset)
  return [
    {
      code: 'lines-reordered',
      message: `${reordered.lineCount} log lines stood upside down (headers of goroutines below their stacks), from byte ${byteOffset} on; they were turned back.`,
      byteOffset,
      count: reordered.lineCount,
    },
  ]
}

function warningsOf(parsed: ParsedDumps, fileOffset: (offset: number) => number): ImportWarning[] {
  const warnings: ImportWarning[] = []
  if (parsed.cutAt !== undefined) {
    const byteOffset = fileOffset(parsed.cutAt)
    warnings.push({
      code: 'cut',
      message: `The text ends in the middle of a stack at byte ${byteOffset}; what comes after it is missing.`,
      byteOffset,
      isLoss: true,
    })
  }
  if (parsed.unreadInsideCount > 0) {
    const first = parsed.unread.find((span) => span.isInsideStack)
    const byteOffset = first === undefined ? undefined : fileOffset(first.offset)
    const isOnlyCut = parsed.cutAt !== undefined && parsed.unreadInsideCount <= 2
    if (!isOnlyCut) {
      warnings.push({
        code: 'unread-lines',
        message: `${parsed.unreadInsideCount} lines inside stacks could not be read${byteOffset === undefined ? '' : `, the first at byte ${byteOffset}`}.`,
        byteOffset,
        count: parsed.unreadInsideCount,
        isLoss: true,
      })
    }
  }
  for (const dump of parsed.dumps) warnings.push(...dumpWarnings(dump, parsed, fileOffset))
  return warnings
}

function dumpWarnings(
  dump: ParsedDumps['dumps'][number],
  parsed: ParsedDumps,
  fileOffset: (offset: number) => number,
): ImportWarning[] {
  const warnings: ImportWarning[] = []
  const byteOffset = fileOffset(dump.offset)
  const isAtLimit =
    dump.byteLength >= debug2LimitBytes - (1 << 16) && dump.byteLength <= debug2LimitBytes + 4096
  if (dump.form === 'goroutines' && dump.headlines.length === 0 && isAtLimit) {
    warnings.push({
      code: 'size-limit',
      message:
        'The dump has 64 MiB, where the goroutine profile (debug=2) stops: more goroutines may have existed than are listed.',
      byteOffset,
      isLoss: true,
    })
  }
  const { rows } = dump
  let total = 0
  let unavailable = 0
  for (let i = 0; i < rows.count; i++) {
    if ((rows.flags[i] & GoroutineRowFlag.headerless) === 0) total += rows.weight[i]
    if (isUnavailable(parsed, rows.stack[i])) unavailable++
  }
  if (dump.statedTotal !== undefined && dump.statedTotal !== total) {
    warnings.push({
      code: 'total-differs',
      message: `The profile states ${dump.statedTotal} goroutines, its stacks add up to ${total}.`,
      byteOffset,
      isLoss: total < dump.statedTotal,
    })
  }
  if (unavailable > 0) {
    warnings.push({
      code: 'stack-unavailable',
      message: `Go could not print the stacks of ${unavailable} goroutines: they were running on other threads.`,
      byteOffset,
      count: unavailable,
    })
  }
  return warnings
}

function isUnavailable(parsed: ParsedDumps, stack: number): boolean {
  const { stacks, frames } = parsed.tables
  const first = stacks.offset[stack]
  if (stacks.offset[stack + 1] - first !== 1) return false
  return (frames.flags[stacks.frame[first]] & DumpFrameFlag.unavailable) !== 0
}
