/**
 * The first picture of a file is taken by a thread of its own, which ends with it: the session's thread is busy from its
 * first byte to its last, and what the parse threads do is decided there.
 */
import type { Worker } from 'node:worker_threads'
import type { FileIdentity } from './file-source'
import type { SpawnWorker } from './spawn-worker'

export interface SketchRequest {
  readonly path: string
  /** The file the session opens: the sketch must be of the same bytes. */
  readonly identity: FileIdentity
  /** One Int32; not 0 when the work is no longer wanted. */
  readonly cancelFlag: SharedArrayBuffer
}

/** An encoded frame (contract/sketch-dto.ts), null for a file that has no sketch. */
export interface SketchReply {
  readonly bytes: Uint8Array<ArrayBuffer> | null
}

/** A smaller file can answer every question before a picture of it would have been seen. */
const sketchFromBytes = 8 * 2 ** 20
/** Tables of names; columns lie outside this heap. */
const resourceLimits = { maxOldGenerationSizeMb: 256 }

export class SketchThread {
  private worker: Worker | undefined
  private isStopped = false

  /**
   * Starts nothing for a small file.
   * @param onSketch called at most once, and not after `stop`.
   */
  constructor(
    spawn: SpawnWorker,
    request: SketchRequest,
    onSketch: (bytes: Uint8Array<ArrayBuffer>) => void,
  ) {
    if (request.identity.byteLength < sketchFromBytes) return
    const worker = spawn({ workerData: request, resourceLimits })
    this.worker = worker
    worker.on('message', ({ bytes }: SketchReply) => {
      if (!this.isStopped && bytes !== null) onSketch(bytes)
    })
    worker.on('error', (error: Error) => {
      // The file is read all the same: without a picture meanwhile.
      process.stderr.write(`marey: no first picture: ${error.message}\n`)
    })
    worker.on('exit', () => (this.worker = undefined))
  }

  async stop(): Promise<void> {
    this.isStopped = true
    await this.worker?.terminate()
  }
}
