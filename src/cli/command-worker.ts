/**
 * Entry of the thread in which a command reads its files, so that the main thread stays free for signals and progress.
 * What is thrown here is a bug and reaches the main thread as the worker's error.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { ensure } from '../base/assert'
import { UsageError } from './command'
import { mostUnwritten } from './thread-protocol'
import type { ThreadMessage, ThreadTask } from './thread-protocol'
import { threadCommands } from './thread-commands'

const progressEveryMs = 50

async function run(task: ThreadTask): Promise<void> {
  const port = ensure(parentPort, 'this file is the entry of a worker')
  const send = (message: ThreadMessage): void => port.postMessage(message)
  const command = ensure(
    threadCommands.find(({ name }) => name === task.command),
    `there is no command ${task.command}`,
  )
  const written = new Int32Array(task.written)
  let sent = 0
  const sendResult = (message: ThreadMessage): void => {
    for (let done = Atomics.load(written, 0); sent - done >= mostUnwritten; done = Atomics.load(written, 0))
      Atomics.wait(written, 0, done)
    sent++
    send(message)
  }
  let lastProgressMs = 0
  try {
    const code = await command.run(task.args, {
      out: (text) => sendResult({ type: 'out', text }),
      outBytes: (bytes) => sendResult({ type: 'bytes', bytes }),
      notice: (line) => send({ type: 'notice', line }),
      progress: (file, stage, doneBytes, totalBytes) => {
        const nowMs = performance.now()
        if (nowMs - lastProgressMs < progressEveryMs) return
        lastProgressMs = nowMs
        send({ type: 'progress', file, stage, doneBytes, totalBytes })
      },
      hasColor: task.hasColor,
    })
    send({ type: 'done', code })
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    send({ type: 'usage', message: error.message })
  }
}

void run(workerData as ThreadTask)
