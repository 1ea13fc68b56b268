/**
 * The parse threads of this process, shared by every file that is being opened. They start with the first file and
 * end a while after the last one has been read: an idle viewer holds no idle threads.
 */
import { cpus } from 'node:os'
import { MessageChannel } from 'node:worker_threads'
import type { MessagePort, Worker } from 'node:worker_threads'
import type { ServePort } from './parse-protocol'
import type { SpawnWorker } from './spawn-worker'
import { guardWorker } from './worker-guard'
import type { WorkerGuard } from './worker-guard'

const maximumThreads = 8
/** Files are opened one after the other in less; an index that is built meanwhile takes more, and the memory. */
const idleMs = 250
/**
 * Threads replaced while the same files are being opened. One file's content kills two at most (ParsePoolClient);
 * more means that threads cannot live here at all, and starting them for ever would only burn the processor.
 */
const maximumReplacements = 8
/** One generation's tables; columns lie outside this heap. */
const resourceLimits = { maxOldGenerationSizeMb: 1024 }

export interface ParseLease {
  /** One port to each thread, to be transferred to the session. */
  readonly ports: readonly MessagePort[]
  /** Called with a port to the replacement of a thread that died, or without one when there will be no more. */
  onReplacement(callback: (port: MessagePort | undefined) => void): void
  release(): void
}

interface Holder {
  replaced: ((port: MessagePort | undefined) => void) | undefined
}

/** Threads that are worth having: one a processor with the session's own, at most eight. */
function parseThreadCount(): number {
  return Math.max(1, Math.min(maximumThreads, cpus().length - 1))
}

export class ParseThreads {
  private threads: WorkerGuard[] = []
  private readonly holders = new Set<Holder>()
  private idleTimer: NodeJS.Timeout | undefined
  private replacements = 0
  private isDisposed = false

  constructor(
    private readonly spawn: SpawnWorker,
    readonly size: number = parseThreadCount(),
  ) {}

  acquire(): ParseLease {
    clearTimeout(this.idleTimer)
    while (this.threads.length < this.size) this.threads.push(this.start())
    const holder: Holder = { replaced: undefined }
    this.holders.add(holder)
    return {
      ports: this.threads.map((guard) => connect(guard.worker)),
      onReplacement: (callback) => (holder.replaced = callback),
      release: () => {
        this.holders.delete(holder)
        if (this.holders.size > 0 || this.isDisposed) return
        this.replacements = 0
        clearTimeout(this.idleTimer)
        this.idleTimer = setTimeout(() => void this.endThreads(), idleMs)
        this.idleTimer.unref()
      },
    }
  }

  async dispose(): Promise<void> {
    this.isDisposed = true
    clearTimeout(this.idleTimer)
    await this.endThreads()
  }

  private start(): WorkerGuard {
    const guard = guardWorker(this.spawn({ resourceLimits }))
    guard.onDeath(() => {
      const index = this.threads.indexOf(guard)
      if (index === -1) return
      if (this.isDisposed || this.holders.size === 0) {
        this.threads.splice(index, 1)
        return
      }
      if (++this.replacements > maximumReplacements) {
        this.threads.splice(index, 1)
        for (const holder of this.holders) holder.replaced?.(undefined)
        return
      }
      const replacement = this.start()
      this.threads[index] = replacement
      for (const holder of this.holders) holder.replaced?.(connect(replacement.worker))
    })
    return guard
  }

  private async endThreads(): Promise<void> {
    const threads = this.threads
    this.threads = []
    await Promise.all(threads.map((guard) => guard.terminate()))
  }
}

function connect(worker: Worker): MessagePort {
  const { port1, port2 } = new MessageChannel()
  const message: ServePort = { port: port2 }
  worker.postMessage(message, [port2])
  return port1
}
