/**
 * GET /api/events: one line of JSON an event, kept open for as long as the page lives. When it breaks, it is opened
 * again with growing pauses; a stream that has been silent for too long counts as broken.
 */
import type { HostEvent } from '../../contract/sources'

export type ConnectionState = 'connecting' | 'open' | 'lost'

export interface EventStreamHandlers {
  onEvent(event: HostEvent): void
  onState(state: ConnectionState): void
}

const firstPauseMs = 250
const longestPauseMs = 5_000
/** The host sends a beat well within this. */
const silenceMs = 60_000

/** Starts the stream. Answers the function that ends it for good. */
export function openEventStream(handlers: EventStreamHandlers): () => void {
  const ended = new AbortController()
  void keepOpen(handlers, ended.signal)
  return () => ended.abort()
}

async function keepOpen(handlers: EventStreamHandlers, ended: AbortSignal): Promise<void> {
  let pauseMs = firstPauseMs
  handlers.onState('connecting')
  while (!ended.aborted) {
    const wasOpen = await readOnce(handlers, ended)
    if (ended.aborted) return
    if (wasOpen) pauseMs = firstPauseMs
    handlers.onState('lost')
    await pause(pauseMs, ended)
    pauseMs = Math.min(pauseMs * 2, longestPauseMs)
  }
}

async function readOnce(handlers: EventStreamHandlers, ended: AbortSignal): Promise<boolean> {
  const attempt = new AbortController()
  const abort = (): void => attempt.abort()
  ended.addEventListener('abort', abort)
  let silence: ReturnType<typeof setTimeout> | undefined
  let isOpen = false
  try {
    const response = await fetch('/api/events', { signal: attempt.signal })
    if (!response.ok || response.body === null) return false
    isOpen = true
    handlers.onState('open')
    for await (const line of readLines(response.body, () => {
      clearTimeout(silence)
      silence = setTimeout(abort, silenceMs)
    })) {
      handlers.onEvent(JSON.parse(line) as HostEvent)
    }
  } catch {
    // Whatever broke it, the answer is the same: open it again.
    return isOpen
  } finally {
    clearTimeout(silence)
    ended.removeEventListener('abort', abort)
  }
  return isOpen
}

/** The lines of a body without their ends; `onChunk` is told whenever bytes arrive. */
export async function* readLines(
  body: ReadableStream<Uint8Array>,
  onChunk: () => void,
): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      onChunk()
      rest += decoder.decode(value, { stream: true })
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.trim() !== '') yield line
    }
  } finally {
    reader.releaseLock()
  }
  if (rest.trim() !== '') yield rest
}

function pause(durationMs: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, durationMs)
    ended.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
