/** Texts are read whole before they are parsed: what they would cost is checked first. */
import type { ByteSource } from '../base/byte-source'
import type { Cancellation } from '../base/cancellation'
import { throwIfCancelled } from '../base/cancellation'
import { formatBytes } from '../base/format-units'
import type { ImportFailure } from '../base/import-warning'
import type { Result } from '../base/result'
import { fail, succeed } from '../base/result'

export interface ReadTextOptions {
  readonly cancellation: Cancellation
  readonly onProgress: (stage: string, doneBytes: number, totalBytes: number) => void
  /** Memory that may be taken. */
  readonly budgetBytes: number
}

export interface TextKind {
  /** Of the text and what is made of it. */
  readonly memoryPerByte: number
  /** What to keep of a text that is too long: 'the part with the goroutines'. */
  readonly part: string
  /** Another way to make it shorter, from its comma on. */
  readonly orElse?: string
}

/** Offsets are 32 bits wide; no real text is near it. */
const maximumBytes = 2 ** 31 - 1
const chunkBytes = 8 << 20
/** A text that needs no more than this is not worth a refusal, however little memory is left. */
const alwaysAllowedBytes = 16 << 20

/** All bytes of a text; fails where it is empty or too large. @throws CancelledError, SourceReadError */
export function readWholeText(
  source: ByteSource,
  options: ReadTextOptions,
  { memoryPerByte, part, orElse = '' }: TextKind,
): Result<Uint8Array, ImportFailure> {
  const { byteLength } = source
  if (byteLength === 0) return fail({ code: 'empty', message: 'The file is empty (0 bytes).' })
  const neededBytes = byteLength * memoryPerByte
  if (byteLength > maximumBytes || neededBytes > Math.max(options.budgetBytes, alwaysAllowedBytes)) {
    return fail({
      code: 'over-budget',
      message:
        byteLength > maximumBytes
          ? `The text is ${formatBytes(byteLength)} long; texts of less than 2 GiB are read. Cut out ${part}${orElse}.`
          : `Reading this text of ${formatBytes(byteLength)} would take about ${formatBytes(neededBytes)} of memory; ${formatBytes(options.budgetBytes)} may be used. Close other files, or cut out ${part}.`,
    })
  }
  return succeed(readAll(source, options))
}

function readAll(source: ByteSource, options: ReadTextOptions): Uint8Array {
  const bytes = new Uint8Array(source.byteLength)
  let at = 0
  while (at < bytes.length) {
    throwIfCancelled(options.cancellation)
    const chunk = source.read(at, Math.min(chunkBytes, bytes.length - at))
    if (chunk.length === 0) break
    bytes.set(chunk, at)
    at += chunk.length
    options.onProgress('Reading', at, bytes.length)
  }
  return at === bytes.length ? bytes : bytes.subarray(0, at)
}
