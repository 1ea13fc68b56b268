/**
 * The session of an execution trace: reads it, indexes it, and answers the `trace/` methods.
 */
import type { ByteSource } from '../base/byte-source'
import { throwIfCancelled } from '../base/cancellation'
import type { SketchHead } from '../contract/sketch-dto'
import type { Frame } from '../contract/wire'
import type { ImportFailure, ImportWarning } from '../base/import-warning'
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import { openTrace } from '../formats/go-trace/open-trace'
import type { ReadStage } from '../formats/go-trace/read-trace'
import type { TraceSketch } from '../formats/go-trace/sketch/trace-sketch'
import { buildTraceIndex, buildTraceIndexInThreads } from '../query/build-trace-index'
import { answerSlice } from './slice-answers'
import type { Session, SessionOptions } from './session'
import { sketchFrame } from './trace-sketch'

const stageWords: Readonly<Record<ReadStage, string>> = {
  index: 'Reading',
  count: 'Counting events',
  order: 'Ordering events',
  finish: 'Building rows',
}

/** The rest of the budget is for the index: pyramids, groups, counters (about an eighth of the model). */
const shareOfModel = 0.85

/** Smaller files are ready before another thread is, and before a picture of them would have been seen. */
const fewestSharedBytes = 2 ** 23

function sketchTo(onFrame: (frame: Frame<SketchHead>) => void): (sketch: TraceSketch) => void {
  return (sketch) => {
    const frame = sketchFrame(sketch)
    if (frame !== null) onFrame(frame)
  }
}

/** @param source unpacked bytes. @throws CancelledError, SourceReadError */
export async function openTraceSession(
  source: ByteSource,
  options: SessionOptions,
  warnings: readonly ImportWarning[],
): Promise<Result<Session, ImportFailure>> {
  // Reading may leave them alone, indexing will not: they come while the file is read.
  const isLarge = source.byteLength >= fewestSharedBytes
  if (isLarge) void options.pool?.ready()
  const { onSketch } = options
  // All that answers takes a moment to load: it does while this thread waits for the others to begin.
  const loading = import('./trace-answers')
  const read = await openTrace(source, {
    budgetBytes: options.budgetBytes * shareOfModel,
    cancellation: options.cancellation,
    pool: options.pool,
    ...(isLarge && onSketch !== undefined ? { onSketch: sketchTo(onSketch) } : {}),
    onProgress: (stage, doneBytes, totalBytes) =>
      options.onProgress(stageWords[stage], doneBytes, totalBytes),
  })
  if (!read.ok) return fail(read.error)
  throwIfCancelled(options.cancellation)
  options.onProgress('Preparing the picture', source.byteLength, source.byteLength)
  const { pool, cancellation } = options
  const index =
    pool === undefined
      ? buildTraceIndex(read.value, cancellation)
      : await buildTraceIndexInThreads(read.value, pool, cancellation)
  options.onPoolDone?.()
  const { TraceAnswers } = await loading
  const answers = new TraceAnswers(index)
  return succeed({
    kind: 'trace',
    warnings: [...warnings, ...read.value.warnings],
    isComplete: read.value.isComplete && !warnings.some((warning) => warning.isLoss === true),
    call: (method, params) =>
      answerSlice(source, read.value, method, params) ?? answers.answer(method, params),
    callInSteps: (method, params) => answers.answerInSteps(method, params),
  })
}
