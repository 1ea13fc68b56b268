import type { Worker, WorkerOptions } from 'node:worker_threads'
import type { CommandOutput, CommandUsage } from './command'
import { UsageError } from './command'
import { ExitCode } from './exit-codes'
import type { ThreadMessage, ThreadTask } from './thread-protocol'

/**
 * Runs a command in a thread made by `spawn` and passes on what it writes.
 * Rejects with UsageError for a wrong call, and with the thread's error for a bug.
 */
export function runInThread(
  spawn: (options: WorkerOptions) => Worker,
  command: CommandUsage,
  args: readonly string[],
  output: CommandOutput,
): Promise<number> {
  const written = new Int32Array(new SharedArrayBuffer(4))
  const task: ThreadTask = {
    command: command.name,
    args,
    hasColor: output.hasColor,
    written: written.buffer,
  }
  const noteWritten = (): void => {
    Atomics.add(written, 0, 1)
    Atomics.notify(written, 0)
  }
  return new Promise((resolve, reject) => {
    const worker = spawn({ workerData: task })
    worker.on('message', (message: ThreadMessage) => {
      switch (message.type) {
        case 'out':
          output.out(message.text)
          noteWritten()
          break
        case 'bytes':
          output.outBytes(message.bytes)
          noteWritten()
          break
        case 'notice':
          output.notice(message.line)
          break
        case 'progress':
          output.progress(message.file, message.stage, message.doneBytes, message.totalBytes)
          break
        case 'usage':
          reject(new UsageError(message.message))
          break
        case 'done':
          resolve(message.code)
          break
      }
    })
    worker.on('error', (error: Error & { readonly code?: string }) => {
      if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') {
        reject(error)
        return
      }
      output.notice('marey: there is not enough memory for this file on this machine.')
      resolve(ExitCode.unreadable)
    })
    worker.on('exit', (code) => reject(new Error(`the command's thread ended early with code ${code}`)))
  })
}
