/**
 * A file with lines of GODEBUG tracing, from bytes to a GodebugLog: encoding, what a log wrote around the lines, the
 * lines, the processes. One pass; what the program printed itself is stepped over.
 */
import type { ByteSource } from '../../base/byte-source'
import type { Cancellation } from '../../base/cancellation'
import { throwIfCancelled } from '../../base/cancellation'
import type { ImportFailure, ImportWarning } from '../../base/import-warning'
import type { Result } from '../../base/result'
import { fail, succeed } from '../../base/result'
import type { GodebugLog, GodebugText } from '../../model/godebug-log'
import { decodeText } from '../goroutine-dump/byte-interner'
import type { PlainBytes } from '../goroutine-dump/text-encoding'
import { toPlainBytes } from '../goroutine-dump/text-encoding'
import { unwrapText } from '../goroutine-dump/unwrap'
import { growableUint32 } from '../pprof/growable-numbers'
import type { ReadLosses } from './read-lines'
import { readSection } from './read-lines'
import { readWholeText, type ReadTextOptions, type TextKind } from '../whole-text'

const textKind: TextKind = {
  // The text, a copy without wrappers, and the columns: no line costs more than it is long.
  memoryPerByte: 4,
  part: 'the part that matters',
  orElse: ", or keep only the GODEBUG lines (grep -aE '^(gc |SCHED |pacer: |init | +[PMG][0-9])')",
}

/** @param source unpacked bytes. @throws CancelledError, SourceReadError */
export function readGodebug(source: ByteSource, options: ReadTextOptions): Result<GodebugLog, ImportFailure> {
  const { byteLength } = source
  const text = readWholeText(source, options, textKind)
  if (!text.ok) return text
  const plain = toPlainBytes(text.value)
  const lines = linesOf(plain, options.cancellation)
  options.onProgress('Unwrapping', 0, byteLength)
  const unwrapped = unwrapText(plain.bytes, options.cancellation)
  const isEndWhole = plain.bytes[plain.bytes.length - 1] === 0x0a
  const sections = unwrapped.sections.map((section, index) =>
    readSection({
      bytes: unwrapped.bytes,
      section,
      // What was unwrapped ends every line itself.
      isEndWhole: isEndWhole || index < unwrapped.sections.length - 1,
      lineOf: (offset) => lines.numberAt(unwrapped.fileOffset(offset)),
      timeAt: unwrapped.timeAt,
      cancellation: options.cancellation,
      onProgress: (done) => options.onProgress('Reading lines', done, unwrapped.bytes.length),
    }),
  )
  const runs = sections.flatMap((section) => section.runs).sort((a, b) => a.firstLine - b.firstLine)
  if (runs.length === 0) {
    return fail({
      code: 'damaged',
      message:
        'There are beginnings of GODEBUG lines (gctrace, schedtrace, gcpacertrace, inittrace) in the text, but not one of them is whole.',
      byteOffset: 0,
    })
  }
  const warnings = sections.flatMap(({ losses }) => warningsOf(losses, lines.text))
  return succeed({
    kind: 'godebug',
    byteLength,
    runs,
    readLineCount: sections.reduce((sum, section) => sum + section.readLineCount, 0),
    lineCount: lines.count,
    wrappers: [...(plain.encoding === '' ? [] : [plain.encoding]), ...unwrapped.wrappers],
    text: lines.text,
    warnings,
    isComplete: !warnings.some((warning) => warning.isLoss === true),
  })
}

interface Lines {
  readonly count: number
  /** Number of the line at an offset of the plain bytes. */
  readonly numberAt: (offset: number) => number
  readonly text: GodebugText
}

function linesOf(plain: PlainBytes, cancellation: Cancellation): Lines {
  const { bytes } = plain
  const growing = growableUint32()
  for (let at = 0; at < bytes.length;) {
    growing.push(at)
    if ((growing.length & 0xffff) === 0) throwIfCancelled(cancellation)
    const newline = bytes.indexOf(0x0a, at)
    at = newline < 0 ? bytes.length : newline + 1
  }
  const starts = growing.toColumn()
  const startOf = (number: number): number =>
    number < 1 ? 0 : number > starts.length ? bytes.length : starts[number - 1]
  return {
    count: starts.length,
    numberAt(offset) {
      let low = 0
      let high = starts.length - 1
      while (low < high) {
        const middle = (low + high + 1) >>> 1
        if (starts[middle] <= offset) low = middle
        else high = middle - 1
      }
      return low + 1
    },
    text: {
      line(number, longest) {
        if (number < 1 || number > starts.length) return ''
        const start = starts[number - 1]
        const end = Math.min(startOf(number + 1), start + longest)
        return decodeText(bytes, start, end).replace(/\r?\n$/, '')
      },
      byteOffset: (number) => plain.fileOffset(startOf(number)),
    },
  }
}

function warningsOf(losses: ReadLosses, text: GodebugText): ImportWarning[] {
  const warnings: ImportWarning[] = []
  const { cutLine, damagedCount, damagedLine, missing, startsAtCycle, tornCount, tornLine, isMixed } = losses
  if (cutLine !== undefined) {
    warnings.push({
      code: 'cut',
      message: `The log ends in the middle of ${losses.cutWhat} in line ${cutLine}; what comes after it is missing.`,
      byteOffset: text.byteOffset(cutLine),
      isLoss: true,
    })
  }
  if (damagedCount > 0) {
    const which = `the first in line ${damagedLine}`
    warnings.push({
      code: 'damaged-lines',
      message: `${damagedCount === 1 ? `A GODEBUG line is not whole and was left out (line ${damagedLine})` : `${damagedCount} GODEBUG lines are not whole and were left out (${which})`}.`,
      byteOffset: text.byteOffset(damagedLine),
      isLoss: true,
    })
  }
  if (tornCount > 0) {
    warnings.push({
      code: 'torn-lines',
      message: `${tornCount === 1 ? 'A SCHED line was' : `${tornCount} SCHED lines were`} torn by other output (${tornCount === 1 ? '' : 'the first in '}line ${tornLine}): the queues of single Ps are missing there.`,
      byteOffset: text.byteOffset(tornLine),
      isLoss: true,
    })
  }
  for (const gap of missing) {
    const count = gap.to - gap.from - 1
    warnings.push({
      code: 'cycles-missing',
      message: `The log goes on from GC ${gap.from} to GC ${gap.to} (line ${gap.line}): the ${count === 1 ? 'line of a cycle is' : `lines of ${count} cycles are`} missing.`,
      byteOffset: text.byteOffset(gap.line),
      isLoss: true,
    })
  }
  if (losses.missingCount > missing.length) {
    warnings.push({
      code: 'cycles-missing',
      message: `Cycles are missing at ${losses.missingCount - missing.length} more places.`,
      isLoss: true,
    })
  }
  if (startsAtCycle !== undefined) {
    warnings.push({
      code: 'begin-missing',
      message: `The log begins with GC ${startsAtCycle.number} (line ${startsAtCycle.line}): what the process printed before is not in it.`,
      byteOffset: text.byteOffset(startsAtCycle.line),
    })
  }
  if (isMixed) {
    warnings.push({
      code: 'processes-mixed',
      message:
        'Several processes wrote into this log at the same time. They were told apart by the numbers and times of their collections; SCHED, pacer and init lines went to the process that had printed last, which may be the wrong one.',
    })
  }
  return warnings
}
