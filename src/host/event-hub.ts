/**
 * The one stream from host to page, as NDJSON. What matters of a source is its newest state, so a page that reads
 * slowly gets each source once in its newest state instead of a growing backlog.
 */
import { ReadableStream } from 'node:stream/web'
import type { ReadableStreamDefaultController } from 'node:stream/web'
import type { HostEvent, SourceDto, SourceId } from '../contract/sources'

/** Proxies and browsers drop silent connections; a beat also shows the host that the page has gone. */
const beatEveryMs = 15_000

class Subscriber {
  private readonly sources = new Map<SourceId, SourceDto>()
  /** Of calls that take long, by name: the newest share. */
  private readonly shares = new Map<string, HostEvent>()
  private others: HostEvent[] = []
  private controller: ReadableStreamDefaultController<Uint8Array> | undefined
  private isWanted = false

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.controller = controller
  }

  /** The page has room for more. */
  pull(): void {
    this.isWanted = true
    this.flush()
  }

  put(event: HostEvent): void {
    switch (event.type) {
      case 'source':
        this.sources.set(event.source.id, event.source)
        break
      case 'closed':
        this.sources.delete(event.id)
        this.others.push(event)
        break
      case 'focus':
        this.others.push(event)
        break
      case 'working':
        this.shares.set(event.ask, event)
        break
      case 'beat':
        // Anything else that waits says as much.
        if (this.sources.size === 0 && this.others.length === 0) this.others.push(event)
        break
    }
    this.flush()
  }

  end(): void {
    try {
      this.controller?.close()
    } catch {
      // The page has gone first: the stream is closed already.
      this.controller = undefined
    }
  }

  private flush(): void {
    if (!this.isWanted || this.controller === undefined) return
    // Sources before 'focus', which names one of them.
    const lines: HostEvent[] = [...this.sources.values()].map((source) => ({ type: 'source', source }))
    lines.push(...this.others, ...this.shares.values())
    if (lines.length === 0) return
    this.sources.clear()
    this.shares.clear()
    this.others = []
    this.isWanted = false
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    this.controller.enqueue(new TextEncoder().encode(text))
  }
}

export class EventHub {
  private readonly subscribers = new Set<Subscriber>()
  private readonly listeners = new Set<(event: HostEvent) => void>()
  private beat: NodeJS.Timeout | undefined

  emit(event: HostEvent): void {
    for (const subscriber of this.subscribers) subscriber.put(event)
    for (const listener of this.listeners) listener(event)
  }

  /** For the host itself (the native menu). Answers the function that stops it. */
  listen(listener: (event: HostEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** A new stream that begins with `current`, and ends when `signal` is aborted or the page lets go. */
  stream(current: readonly SourceDto[], signal: AbortSignal): ReadableStream<Uint8Array> {
    const subscriber = new Subscriber()
    const leave = (): void => {
      this.subscribers.delete(subscriber)
      if (this.subscribers.size === 0) clearInterval(this.beat)
    }
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        subscriber.start(controller)
        if (this.subscribers.size === 0) {
          this.beat = setInterval(() => this.emit({ type: 'beat' }), beatEveryMs)
          this.beat.unref()
        }
        this.subscribers.add(subscriber)
        for (const source of current) subscriber.put({ type: 'source', source })
        // The first line tells the page that it listens, also when no file is open.
        subscriber.put({ type: 'beat' })
        signal.addEventListener('abort', () => {
          leave()
          subscriber.end()
        })
      },
      pull: () => subscriber.pull(),
      cancel: leave,
    })
  }

  /** Ends every stream. */
  dispose(): void {
    clearInterval(this.beat)
    for (const subscriber of this.subscribers) subscriber.end()
    this.subscribers.clear()
    this.listeners.clear()
  }
}
