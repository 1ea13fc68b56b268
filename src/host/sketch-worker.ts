/**
 * Entry of a sketch thread: one walk over one file, one message, and the thread ends. Whatever goes wrong with the file,
 * the session says; here it only means that there is no sketch.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { ensure } from '../base/assert'
import { SourceReadError } from '../base/byte-source'
import { CancelledError } from '../base/cancellation'
import { encodeFrame } from '../contract/wire'
import { sketchFrame } from '../engine/trace-sketch'
import { openFileSource } from './file-source'
import type { SketchReply, SketchRequest } from './sketch-thread'

function sketch({ path, identity, cancelFlag }: SketchRequest): SketchReply {
  const opened = openFileSource(path, identity)
  if (!opened.ok) return { bytes: null }
  const flag = new Int32Array(cancelFlag)
  try {
    const frame = sketchFrame(opened.value, { isCancelled: () => Atomics.load(flag, 0) !== 0 })
    return { bytes: frame === null ? null : encodeFrame(frame) }
  } catch (error) {
    if (error instanceof CancelledError || error instanceof SourceReadError) return { bytes: null }
    throw error
  } finally {
    opened.value.close()
  }
}

const reply = sketch(workerData as SketchRequest)
ensure(parentPort, 'sketch-worker runs in a worker thread').postMessage(
  reply,
  reply.bytes === null ? [] : [reply.bytes.buffer],
)
