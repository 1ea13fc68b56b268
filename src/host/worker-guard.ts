/**
 * A call through comlink never settles when the worker on the other side dies: neither its error nor its exit
 * reaches the promise. The guard watches the thread and rejects every call that waits.
 */
import type { Worker } from 'node:worker_threads'

/** The thread is gone; `reason` says how, in words. */
export class WorkerDiedError extends Error {
  override readonly name = 'WorkerDiedError'
  constructor(readonly reason: string) {
    super(reason)
  }
}

export interface WorkerGuard {
  readonly worker: Worker
  /** Settles like `call`, or rejects with WorkerDiedError when the thread ends first. */
  race<T>(call: Promise<T>): Promise<T>
  /** Called once when the thread ends, at once when it has ended; not after `terminate`. */
  onDeath(callback: (reason: string) => void): void
  /** Ends the thread and rejects what waits. Not a death: `onDeath` stays silent. */
  terminate(): Promise<void>
}

function reasonOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'the thread that reads this file ran out of memory'
  const message = error instanceof Error ? error.message : String(error)
  return `the thread that reads this file failed: ${message}`
}

export function guardWorker(worker: Worker): WorkerGuard {
  const waiting = new Set<(error: WorkerDiedError) => void>()
  const listeners: ((reason: string) => void)[] = []
  let death: WorkerDiedError | undefined
  let isTerminating = false

  const die = (reason: string): void => {
    if (death !== undefined) return
    death = new WorkerDiedError(reason)
    for (const reject of waiting) reject(death)
    waiting.clear()
    if (!isTerminating) for (const listener of listeners) listener(reason)
  }
  worker.on('error', (error) => die(reasonOf(error)))
  worker.on('messageerror', (error) => die(reasonOf(error)))
  worker.on('exit', (code) => die(`the thread that reads this file ended with code ${code}`))

  return {
    worker,
    race: (call) =>
      new Promise((resolve, reject) => {
        if (death !== undefined) {
          // The call itself will never settle; nobody else listens to it.
          reject(death)
          return
        }
        waiting.add(reject)
        call.then(resolve, reject).finally(() => waiting.delete(reject))
      }),
    onDeath: (callback) => {
      if (death === undefined) listeners.push(callback)
      else if (!isTerminating) callback(death.reason)
    },
    terminate: async () => {
      isTerminating = true
      die('the file was closed')
      await worker.terminate()
    },
  }
}
