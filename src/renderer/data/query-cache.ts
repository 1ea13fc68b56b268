/**
 * Answers of the host by question. A question that several views ask is sent once; one that nobody waits for any
 * longer is cancelled on the host; answers are kept until too many are, the least recently used going first.
 */
import type { MethodName, Params, Results } from '../../contract/api'
import type { SourceId } from '../../contract/sources'
import { call, type CallError } from '../connection/call'
import type { OpenAsk } from '../connection/open-asks'
import type { Result } from '../../base/result'
import { keepsPerSource } from '../state/forget-source'
import { whileBusy } from '../state/idle'

export type Answer<T> =
  /** `work`: it has taken more than a moment. */
  | { readonly state: 'loading'; readonly work?: OpenAsk }
  | { readonly state: 'ready'; readonly value: T }
  /** `again`: it was cancelled, and can be asked once more. */
  | { readonly state: 'failed'; readonly error: CallError; readonly again?: () => void }

export const loadingAnswer: Answer<never> = { state: 'loading' }

interface Entry {
  answer: Answer<unknown>
  readonly source: SourceId
  readonly listeners: Set<() => void>
  request: AbortController | undefined
}

/** How a question is put: `call` of connection/call.ts, or a stand-in in tests. */
export type Ask = <M extends MethodName>(
  method: M,
  params: Params<M>,
  signal: AbortSignal,
  onShare: (ask: OpenAsk) => void,
) => Promise<Result<Results[M], CallError>>

const maximumEntries = 400

export class QueryCache {
  private readonly entries = new Map<string, Entry>()
  /** Grows with every answer, for those who watch many questions at once. */
  version = 0
  constructor(private readonly ask: Ask) {}

  /** Starts the question unless it is answered or under way. `listener` is told when the answer changes. */
  subscribe<M extends MethodName>(method: M, params: Params<M>, listener: () => void): () => void {
    const key = keyOf(method, params)
    const entry = this.entries.get(key) ?? this.add(key, params)
    entry.listeners.add(listener)
    // A failure is asked again by whoever comes next: most are of a passing kind.
    if (entry.request === undefined && entry.answer.state !== 'ready') this.start(entry, method, params)
    return () => {
      entry.listeners.delete(listener)
      if (entry.listeners.size > 0 || entry.request === undefined) return
      // React unsubscribes and subscribes within one commit: only cancel what stays unwanted.
      setTimeout(() => {
        if (entry.listeners.size > 0 || entry.request === undefined) return
        entry.request.abort()
        if (this.entries.get(key) === entry) this.entries.delete(key)
      }, 0)
    }
  }

  /** False for what was dropped, or never asked. */
  has<M extends MethodName>(method: M, params: Params<M>): boolean {
    return this.entries.has(keyOf(method, params))
  }

  read<M extends MethodName>(method: M, params: Params<M>): Answer<Results[M]> {
    const key = keyOf(method, params)
    const entry = this.entries.get(key)
    if (entry === undefined) return loadingAnswer
    // Moves it to the young end of the map.
    this.entries.delete(key)
    this.entries.set(key, entry)
    return entry.answer as Answer<Results[M]>
  }

  /** Forgets the answers of a file: it is closed, or was read again. Those still shown are asked anew. */
  drop(source: SourceId): void {
    for (const [key, entry] of [...this.entries]) {
      if (entry.source !== source) continue
      entry.request?.abort()
      this.entries.delete(key)
      this.version++
      for (const listener of [...entry.listeners]) listener()
    }
  }

  /** Whether anything is kept of a file. */
  holds(source: SourceId): boolean {
    return [...this.entries.values()].some((entry) => entry.source === source)
  }

  private add(key: string, params: object): Entry {
    const source = (params as { source?: SourceId }).source ?? ''
    const entry: Entry = { answer: loadingAnswer, source, listeners: new Set(), request: undefined }
    this.entries.set(key, entry)
    for (const [oldKey, old] of this.entries) {
      if (this.entries.size <= maximumEntries) break
      if (old.listeners.size === 0 && old.request === undefined) this.entries.delete(oldKey)
    }
    return entry
  }

  private start<M extends MethodName>(entry: Entry, method: M, params: Params<M>): void {
    const request = new AbortController()
    entry.request = request
    const put = (answer: Answer<unknown>): void => {
      entry.answer = answer
      this.version++
      for (const listener of [...entry.listeners]) listener()
    }
    const onShare = (work: OpenAsk): void => {
      if (entry.request === request) put({ state: 'loading', work })
    }
    const again = (): void => {
      if (entry.request !== undefined) return
      put(loadingAnswer)
      this.start(entry, method, params)
    }
    void whileBusy(this.ask(method, params, request.signal, onShare)).then((result) => {
      if (entry.request !== request) return
      entry.request = undefined
      if (request.signal.aborted) return
      if (result.ok) put({ state: 'ready', value: result.value })
      else
        put({
          state: 'failed',
          error: result.error,
          ...(result.error.code === 'cancelled' ? { again } : {}),
        })
    })
  }
}

function keyOf(method: string, params: object): string {
  return `${method} ${JSON.stringify(params)}`
}

export const queryCache = new QueryCache((method, params, signal, onShare) =>
  call(method, params, signal, onShare),
)
keepsPerSource({
  name: 'answers of the host',
  holds: (source) => queryCache.holds(source),
  forget: (source) => queryCache.drop(source),
})
