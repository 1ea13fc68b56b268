/**
 * One opened file as the host sees it: its thread, the calls on their way, and how to stop.
 */
import { transfer, wrap } from 'comlink'
import type { Remote } from 'comlink'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import { MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { longMethods } from '../contract/method-kinds'
import type { MethodName } from '../contract/api'
import type { ApiError } from '../contract/errors'
import { fail } from '../base/result'
import type { Result } from '../base/result'
import type { ProgressDto } from '../contract/sources'
import { optimizeLess } from './optimize-less'
import type { ParseLease, ParseThreads } from './parse-threads'
import { controlBytes, shareSlot, sharesOfWhole, stopSlot } from './session-protocol'
import type {
  EncodedAnswer,
  OpenedFile,
  OpenRequest,
  SessionWorkerApi,
  SideMessage,
} from './session-protocol'
import type { SpawnWorker } from './spawn-worker'
import { guardWorker, WorkerDiedError } from './worker-guard'
import type { WorkerGuard } from './worker-guard'

/** How long work that was told to stop may take to notice before its thread is ended. */
const cancelGraceMs = 1_000
/** Heap of one session; columns lie outside it and are bounded by the budget. */
const resourceLimits = { maxOldGenerationSizeMb: 3072 }
/** Calls given to the thread at once: it works on one, the next is at hand; the rest can still be dropped. */
const callsAtOnce = 2
/** For a file of this size parse threads begin with the session, which asks for them only once it has begun itself. */
const largeFileBytes = 2 ** 23
/** Between two looks at how far a long call is. */
const shareEveryMs = 100

export interface SessionOptions {
  readonly path: string
  readonly name: string
  readonly budgetBytes: number
  /** Of the file, where it is known: parse threads for a large one are started at once. */
  readonly byteLength?: number
  readonly onProgress: (progress: ProgressDto) => void
  /**
   * With a first picture of a large file while it is being read: an encoded frame (contract/sketch-dto.ts). Called at most
   * once, and only before the file is open.
   */
  readonly onSketch?: (bytes: Uint8Array<ArrayBuffer>) => void
  /** The thread ended by itself: `reason` in words. Not called after `stop`. */
  readonly onDeath: (reason: string) => void
}

interface WaitingCall {
  readonly method: MethodName
  readonly params: unknown
  readonly signal: AbortSignal | undefined
  readonly onShare: ((share: number) => void) | undefined
  readonly settle: (answer: EncodedAnswer | undefined, error?: unknown) => void
}

export class SessionLink {
  readonly opened: Promise<Result<OpenedFile, ApiError>>
  private readonly guard: WorkerGuard
  private readonly remote: Remote<SessionWorkerApi>
  private readonly cancelFlag = new SharedArrayBuffer(4)
  private readonly queue: WaitingCall[] = []
  private running = 0
  /** Long calls wait for each other, and hold up no others. */
  private readonly longQueue: WaitingCall[] = []
  private isLongRunning = false
  private isStopped = false

  constructor(spawn: SpawnWorker, threads: ParseThreads, options: SessionOptions) {
    this.guard = guardWorker(spawn({ resourceLimits }))
    this.remote = wrap<SessionWorkerApi>(nodeEndpoint(this.guard.worker))
    this.guard.onDeath((reason) => {
      this.dropQueue(new WorkerDiedError(reason))
      options.onDeath(reason)
    })
    this.opened = this.open(threads, options)
  }

  private async open(threads: ParseThreads, options: SessionOptions): Promise<Result<OpenedFile, ApiError>> {
    let lease: ParseLease | undefined
    let optimizeAsUsual: (() => void) | undefined
    const isLarge = (options.byteLength ?? 0) >= largeFileBytes
    const { port1: side, port2: sidePort } = new MessageChannel()
    const sendThread = (port: MessagePort | undefined): void => {
      const message: SideMessage = port === undefined ? { type: 'no-more-threads' } : { type: 'thread', port }
      side.postMessage(message, port === undefined ? [] : [port])
    }
    const startThreads = (): void => {
      if (lease !== undefined) return
      lease = threads.acquire()
      lease.onReplacement(sendThread)
      for (const port of lease.ports) sendThread(port)
    }
    side.on('message', (message: SideMessage) => {
      if (this.isStopped) return
      if (message.type === 'progress') {
        // Work has been done: the threads have begun.
        if (isLarge && message.progress.doneBytes > 0) optimizeAsUsual ??= optimizeLess()
        options.onProgress(message.progress)
      } else if (message.type === 'need-threads') startThreads()
      else if (message.type === 'sketch') options.onSketch?.(message.bytes)
      else if (message.type === 'no-more-tasks') lease?.release()
    })
    if (isLarge) startThreads()
    const request: OpenRequest = {
      path: options.path,
      name: options.name,
      budgetBytes: options.budgetBytes,
      cancelFlag: this.cancelFlag,
      poolSize: threads.size,
      sidePort,
    }
    try {
      // comlink's types list the page's ports; Node's are transferred the same way.
      const call = this.remote.open(
        transfer(request, [sidePort] as unknown as Parameters<typeof transfer>[1]),
      )
      return await this.guard.race(call as Promise<Result<OpenedFile, ApiError>>)
    } catch (error) {
      if (error instanceof WorkerDiedError) return fail({ code: 'worker-died', message: error.reason })
      return fail({ code: 'bug', message: error instanceof Error ? error.message : String(error) })
    } finally {
      lease?.release()
      optimizeAsUsual?.()
      side.close()
    }
  }

  /**
   * The thread's answer, or undefined when `signal` was aborted before the thread got to it, or while it was at a long one.
   * @param onShare told how far a long call is, 0 to 1, once it has taken a moment.
   * @throws WorkerDiedError when the thread ends first; any other error is a bug inside the thread.
   */
  call(
    method: MethodName,
    params: unknown,
    signal?: AbortSignal,
    onShare?: (share: number) => void,
  ): Promise<EncodedAnswer | undefined> {
    return new Promise((resolve, reject) => {
      const settle = (answer: EncodedAnswer | undefined, error?: unknown): void =>
        error === undefined ? resolve(answer) : reject(error as Error)
      if (this.isStopped) {
        settle(undefined, new WorkerDiedError('the file was closed'))
        return
      }
      const isLong = longMethods.has(method)
      const queue = isLong ? this.longQueue : this.queue
      queue.push({ method, params, signal, onShare, settle })
      if (isLong) this.nextLong()
      else this.next()
    })
  }

  private next(): void {
    while (this.running < callsAtOnce) {
      const call = this.queue.shift()
      if (call === undefined) return
      if (call.signal?.aborted === true) {
        call.settle(undefined)
        continue
      }
      this.running++
      this.guard
        .race(this.remote.call(call.method, call.params) as Promise<EncodedAnswer>)
        .then(
          (answer) => call.settle(answer),
          (error: unknown) => call.settle(undefined, error),
        )
        .finally(() => {
          this.running--
          this.next()
        })
    }
  }

  private nextLong(): void {
    if (this.isLongRunning) return
    const call = this.longQueue.shift()
    if (call === undefined) return
    if (call.signal?.aborted === true) {
      call.settle(undefined)
      this.nextLong()
      return
    }
    this.isLongRunning = true
    const control = new SharedArrayBuffer(controlBytes)
    const slots = new Int32Array(control)
    const stop = (): void => void Atomics.store(slots, stopSlot, 1)
    call.signal?.addEventListener('abort', stop)
    const timer = setInterval(
      () => call.onShare?.(Atomics.load(slots, shareSlot) / sharesOfWhole),
      shareEveryMs,
    )
    this.guard
      .race(this.remote.callInSteps(call.method, call.params, control) as Promise<EncodedAnswer | undefined>)
      .then(
        (answer) => call.settle(answer),
        (error: unknown) => call.settle(undefined, error),
      )
      .finally(() => {
        clearInterval(timer)
        call.signal?.removeEventListener('abort', stop)
        this.isLongRunning = false
        this.nextLong()
      })
  }

  private dropQueue(error: Error): void {
    for (const call of [...this.queue.splice(0), ...this.longQueue.splice(0)]) call.settle(undefined, error)
  }

  /** Asks the work to stop, waits a moment, then ends the thread whether it has or not. */
  async cancel(): Promise<void> {
    Atomics.store(new Int32Array(this.cancelFlag), 0, 1)
    let timer: NodeJS.Timeout | undefined
    const grace = new Promise((resolve) => (timer = setTimeout(resolve, cancelGraceMs)))
    await Promise.race([this.opened, grace])
    clearTimeout(timer)
    await this.stop()
  }

  /** Ends the thread; every call that waits is rejected. */
  async stop(): Promise<void> {
    this.isStopped = true
    Atomics.store(new Int32Array(this.cancelFlag), 0, 1)
    this.dropQueue(new WorkerDiedError('the file was closed'))
    await this.guard.terminate()
  }
}
