/**
 * The engine's ParsePool as a session thread has it: a port to every parse thread, one task on the way over each.
 * A parse thread may die of one file's content; a task that was on it is tried once more on another thread, so that
 * a file which merely shared the thread with the culprit still opens.
 */
import type { MessagePort } from 'node:worker_threads'
import { BugError, ensure } from '../base/assert'
import { SourceReadError } from '../base/byte-source'
import { CancelledError } from '../base/cancellation'
import { assertUnreachable } from '../base/assert'
import type { ParsePool, ParseTask, ParseTaskResult, ResultOf } from '../engine/parse-pool'
import { FileChangedError } from './file-source'
import type { FileIdentity } from './file-source'
import type { ParseReply, ParseRequest } from './parse-protocol'

/** The threads this task was given to have died. */
export class ParseThreadDiedError extends Error {
  override readonly name = 'ParseThreadDiedError'
  constructor() {
    super('the threads that parse this file died, again and again')
  }
}

interface Job {
  readonly task: ParseTask
  readonly resolve: (value: ParseTaskResult) => void
  readonly reject: (error: Error) => void
  attempts: number
}

const maximumAttempts = 2

export class ParsePoolClient implements ParsePool {
  private readonly idle: MessagePort[] = []
  private readonly busy = new Map<MessagePort, { readonly id: number; readonly job: Job }>()
  private readonly queue: Job[] = []
  private readonly flag: Int32Array
  private nextId = 1
  private isAsked = false
  private readonly awaiting: (() => void)[] = []
  /** Set when the pool has ended: why tasks are rejected from then on. */
  private endReason: (() => Error) | undefined

  /**
   * @param size parse threads, also while one of them is being replaced.
   * @param cancelFlag one shared Int32, not 0 when the session's opening is cancelled.
   * @param needThreads called once, when threads are first wanted: ports come by `addPort` from then on.
   */
  constructor(
    readonly size: number,
    private readonly path: string,
    private readonly identity: FileIdentity,
    private readonly cancelFlag: SharedArrayBuffer,
    private readonly needThreads: () => void,
  ) {
    this.flag = new Int32Array(cancelFlag)
  }

  addPort(port: MessagePort): void {
    if (this.endReason !== undefined) {
      port.close()
      return
    }
    port.on('message', (reply: ParseReply) => this.settle(port, reply))
    port.on('close', () => this.lose(port))
    this.idle.push(port)
    this.dispatch()
    this.wake()
  }

  /** Settles when all threads are there, or when no more will come. */
  ready(): Promise<void> {
    this.ask()
    return new Promise((resolve) => {
      this.awaiting.push(resolve)
      this.wake()
    })
  }

  private wake(): void {
    if (this.endReason === undefined && this.idle.length + this.busy.size < this.size) return
    for (const resolve of this.awaiting.splice(0)) resolve()
  }

  private ask(): void {
    if (!this.isAsked && this.endReason === undefined) this.needThreads()
    this.isAsked = true
  }

  run<Task extends ParseTask>(task: Task): Promise<ResultOf<Task, ParseTaskResult>> {
    // A reply is of the kind of its task.
    return this.enqueue(task) as Promise<ResultOf<Task, ParseTaskResult>>
  }

  private enqueue(task: ParseTask): Promise<ParseTaskResult> {
    return new Promise((resolve, reject) => {
      if (this.endReason !== undefined) {
        reject(this.endReason())
        return
      }
      this.ask()
      this.queue.push({ task, resolve, reject, attempts: 0 })
      this.dispatch()
    })
  }

  /** There will be no more threads: what waits, and all that comes, fails. */
  giveUp(): void {
    this.end(() => new ParseThreadDiedError())
  }

  /** Lets go of the threads. What still waits is rejected. */
  close(): void {
    this.end(() => new CancelledError())
  }

  private end(reason: () => Error): void {
    if (this.endReason !== undefined) return
    this.endReason = reason
    for (const port of [...this.idle, ...this.busy.keys()]) port.close()
    this.idle.length = 0
    for (const job of [...this.queue, ...[...this.busy.values()].map((entry) => entry.job)]) {
      job.reject(reason())
    }
    this.queue.length = 0
    this.busy.clear()
    this.wake()
  }

  private dispatch(): void {
    while (this.queue.length > 0) {
      if (Atomics.load(this.flag, 0) !== 0) {
        for (const job of this.queue) job.reject(new CancelledError())
        this.queue.length = 0
        return
      }
      const port = this.idle.pop()
      if (port === undefined) return
      const job = ensure(this.queue.shift(), 'the queue is not empty')
      const id = this.nextId++
      job.attempts++
      this.busy.set(port, { id, job })
      const request: ParseRequest = {
        id,
        path: this.path,
        identity: this.identity,
        task: job.task,
        cancelFlag: this.cancelFlag,
      }
      port.postMessage(request)
    }
  }

  private settle(port: MessagePort, reply: ParseReply): void {
    const entry = this.busy.get(port)
    if (entry === undefined || entry.id !== reply.id) return
    this.busy.delete(port)
    this.idle.push(port)
    const { job } = entry
    switch (reply.outcome) {
      case 'done':
        job.resolve(reply.value)
        break
      case 'cancelled':
        job.reject(new CancelledError())
        break
      case 'changed':
        job.reject(new FileChangedError(reply.message, reply.byteOffset))
        break
      case 'unreadable':
        job.reject(new SourceReadError(reply.message, reply.byteOffset))
        break
      case 'bug':
        job.reject(new BugError(`in a parse thread: ${reply.message}`))
        break
      default:
        assertUnreachable(reply)
    }
    this.dispatch()
  }

  private lose(port: MessagePort): void {
    const index = this.idle.indexOf(port)
    if (index !== -1) this.idle.splice(index, 1)
    const entry = this.busy.get(port)
    if (entry === undefined) return
    this.busy.delete(port)
    if (entry.job.attempts >= maximumAttempts) {
      entry.job.reject(new ParseThreadDiedError())
      return
    }
    // The host sends a port to the replacement; until then another thread may take it.
    this.queue.unshift(entry.job)
    this.dispatch()
  }
}
