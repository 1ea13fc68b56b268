/**
 * The thread that fetches for the timeline (fetch-worker.ts): one a page, started with the first question. Until it runs, or
 * where it cannot, the page fetches itself.
 */
import type { FetchAnswer, FetchOrder } from './fetch-worker'
import { fetchReply, type Reply } from './reply'

let thread: Worker | undefined
let state: 'none' | 'starting' | 'running' | 'failed' = 'none'
let lastId = 0
const waiting = new Map<number, (reply: Reply) => void>()

/** Posts JSON off the main thread. */
export function postOffThread(path: string, body: string, signal: AbortSignal | undefined): Promise<Reply> {
  start()
  if (thread === undefined || state !== 'running')
    return fetchReply(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      ...(signal === undefined ? {} : { signal }),
    })
  if (signal?.aborted === true) return Promise.resolve({ kind: 'cancelled' })
  const id = ++lastId
  const { promise, settle } = promiseOf(id)
  signal?.addEventListener('abort', () => {
    if (!waiting.has(id)) return
    settle({ kind: 'cancelled' })
    send({ id, request: undefined })
  })
  send({ id, request: { path, body } })
  return promise
}

function promiseOf(id: number): { promise: Promise<Reply>; settle: (reply: Reply) => void } {
  let resolve: (reply: Reply) => void = () => undefined
  const promise = new Promise<Reply>((done) => {
    resolve = done
  })
  const settle = (reply: Reply): void => {
    waiting.delete(id)
    resolve(reply)
  }
  waiting.set(id, settle)
  return { promise, settle }
}

let unsent: FetchOrder[] = []

/** What is asked in one go is sent as one message: each wakes the thread up, which costs more than its contents. */
function send(order: FetchOrder): void {
  if (unsent.push(order) === 1) queueMicrotask(sendAll)
}

function sendAll(): void {
  const orders = unsent
  unsent = []
  thread?.postMessage(orders)
}

function start(): void {
  if (state !== 'none') return
  if (typeof Worker === 'undefined') {
    state = 'failed'
    return
  }
  state = 'starting'
  try {
    thread = new Worker(new URL('./fetch-worker.ts', import.meta.url), { type: 'module', name: 'fetch' })
  } catch {
    state = 'failed'
    return
  }
  thread.addEventListener('message', ({ data }: MessageEvent<FetchAnswer | 'ready'>) => {
    if (data === 'ready') state = 'running'
    else waiting.get(data.id)?.(data.reply)
  })
  thread.addEventListener('error', giveUp)
}

/** A page whose policy or browser does not let it run; or it died with questions open. */
function giveUp(): void {
  state = 'failed'
  thread?.terminate()
  thread = undefined
  for (const settle of [...waiting.values()])
    settle({ kind: 'unreachable', message: 'the thread that asks has ended' })
}
