/**
 * Entry of a parse thread. It serves any number of sessions, each over its own port, one task at a time in order of
 * arrival. A thread keeps one descriptor a session open until that session lets go of its port.
 */
import { parentPort } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { ensure } from '../base/assert'
import { SourceReadError } from '../base/byte-source'
import { CancelledError } from '../base/cancellation'
import { runParseTask } from '../engine/parse-pool'
import { FileChangedError, openFileSource } from './file-source'
import type { FileSource } from './file-source'
import type { ParseReply, ParseRequest, ServePort } from './parse-protocol'
import { ownedBuffers } from './transferables'

function serve(port: MessagePort): void {
  let source: FileSource | undefined
  let sourcePath = ''

  const answer = (request: ParseRequest): ParseReply => {
    const { id } = request
    try {
      if (source === undefined || sourcePath !== request.path) {
        source?.close()
        source = undefined
        const opened = openFileSource(request.path, request.identity)
        if (!opened.ok) {
          const outcome = opened.error.code === 'file-changed' ? 'changed' : 'unreadable'
          return { id, outcome, message: opened.error.message, byteOffset: 0 }
        }
        source = opened.value
        sourcePath = request.path
      }
      const flag = new Int32Array(request.cancelFlag)
      const value = runParseTask(source, request.task, { isCancelled: () => Atomics.load(flag, 0) !== 0 })
      return { id, outcome: 'done', value }
    } catch (error) {
      if (error instanceof CancelledError) return { id, outcome: 'cancelled' }
      if (error instanceof SourceReadError) {
        const outcome = error instanceof FileChangedError ? 'changed' : 'unreadable'
        return { id, outcome, message: error.message, byteOffset: error.byteOffset }
      }
      return {
        id,
        outcome: 'bug',
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }
    }
  }

  port.on('message', (request: ParseRequest) => {
    const reply = answer(request)
    port.postMessage(reply, reply.outcome === 'done' ? ownedBuffers(reply.value) : [])
  })
  port.on('close', () => {
    source?.close()
    source = undefined
  })
}

ensure(parentPort, 'parse-worker runs in a worker thread').on('message', (message: ServePort) =>
  serve(message.port),
)
