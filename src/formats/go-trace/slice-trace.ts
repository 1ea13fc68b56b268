/**
 * Cuts a stretch of time out of a trace so that other tools still open it: the header and whole generations, byte for byte.
 *
 * A generation has its own strings, stacks, clock and the states of all that lives in it (docs/formats/go-trace.md), so any
 * run of them is a trace by itself; a flight recording is no more than that. Within a generation nothing can be left out:
 * its tables lie at its end and its events order each other. The stretch is therefore widened to the generations it touches.
 */
import type { ByteSource } from '../../base/byte-source'
import { fail, succeed } from '../../base/result'
import type { Result } from '../../base/result'
import type { Trace } from '../../model/trace'
import { traceHeaderBytes } from '../sniff-trace'

/** What a slice holds. Times since the start of the whole trace. */
export interface SlicePlan {
  readonly fromNs: number
  readonly toNs: number
  readonly generations: number
  readonly generationTotal: number
  readonly byteLength: number
  /** Some of it is damaged: Go's own reader may stop there. */
  readonly isDamaged: boolean
  /** Where its bytes lie in the file, behind the header. */
  readonly byteOffset: number
}

const copiedBytes = 1 << 20

/** Fails in words where there is nothing to cut. */
export function planSlice(
  { header, generations, durationNs }: Trace,
  fromNs: number,
  toNs: number,
): Result<SlicePlan, string> {
  if (header.format === 1)
    return fail(
      'this trace has format 1 (Go 1.21 and older), which is one indivisible piece: its stacks and its clock stand at the very end of the file. Take a shorter trace, or record with Go 1.22 or later',
    )
  const ordered = [...generations].sort((a, b) => a.byteOffset - b.byteOffset)
  const chosen = ordered.filter((one) => one.toNs >= fromNs && one.fromNs <= toNs)
  if (chosen.length === 0)
    return fail(`the stretch lies outside of the trace, which reaches from 0 to ${durationNs} ns`)
  // Events of two neighbours lie a little over each other: those between the first and the last belong to it, too.
  const first = ordered.indexOf(chosen[0])
  const last = ordered.indexOf(chosen[chosen.length - 1])
  const count = last - first + 1
  if (count === ordered.length)
    return fail(
      ordered.length === 1
        ? 'this trace is a single generation, and Go writes nothing smaller that is a trace by itself: a slice would be the whole file'
        : `the stretch touches all ${ordered.length} generations of this trace: a slice would be the whole file`,
    )
  const { byteOffset } = ordered[first]
  const endOffset = last + 1 < ordered.length ? ordered[last + 1].byteOffset : header.byteLength
  return succeed({
    fromNs: Math.min(...chosen.map((one) => one.fromNs)),
    toNs: Math.max(...chosen.map((one) => one.toNs)),
    generations: count,
    generationTotal: ordered.length,
    byteLength: traceHeaderBytes + endOffset - byteOffset,
    isDamaged: chosen.some((one) => one.status !== 'whole'),
    byteOffset,
  })
}

/**
 * Hands the bytes of a slice on, piece by piece, in order.
 * @param source the unpacked bytes that the plan was made of. @throws SourceReadError
 */
export function copySlice(source: ByteSource, plan: SlicePlan, write: (bytes: Uint8Array) => void): void {
  write(source.read(0, traceHeaderBytes))
  const end = plan.byteOffset + plan.byteLength - traceHeaderBytes
  for (let at = plan.byteOffset; at < end;) {
    const length = Math.min(copiedBytes, end - at)
    write(source.read(at, length))
    at += length
  }
}
