/**
 * Fetches on a thread of its own: starting a request and taking in its bytes costs a page's main thread up to a millisecond,
 * and a moving timeline asks with nearly every frame. Started by fetch-thread.ts.
 */
import { fetchReply, type Reply } from './reply'

export interface FetchOrder {
  readonly id: number
  /** Undefined: no longer wanted. */
  readonly request: { readonly path: string; readonly body: string } | undefined
}

export interface FetchAnswer {
  readonly id: number
  readonly reply: Reply
}

const open = new Map<number, AbortController>()

async function perform(id: number, path: string, body: string): Promise<void> {
  const abort = new AbortController()
  open.set(id, abort)
  const reply = await fetchReply(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: abort.signal,
  })
  open.delete(id)
  const answer: FetchAnswer = { id, reply }
  self.postMessage(answer, { transfer: reply.kind === 'bytes' ? [reply.bytes] : [] })
}

self.addEventListener('message', ({ data }: MessageEvent<readonly FetchOrder[]>) => {
  for (const { id, request } of data) {
    if (request === undefined) open.get(id)?.abort()
    else void perform(id, request.path, request.body)
  }
})

self.postMessage('ready')
