/**
 * Both ways to the handler, as a page has them: through the window's scheme, and over loopback HTTP.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Worker } from 'node:worker_threads'
import type { MethodName, Params, Results } from '../../../src/contract/api'
import type { ApiError } from '../../../src/contract/errors'
import type { HostEvent, SourceDto } from '../../../src/contract/sources'
import { decodeFrame } from '../../../src/contract/wire'
import type { Frame } from '../../../src/contract/wire'
import { createHost } from '../../../src/host/host'
import type { Host, HostOptions } from '../../../src/host/host'
import { guardPageRequests } from '../../../src/main/page-protocol'
import { startServer } from '../../../src/server/server'
import { productWorkers } from './bundle-worker'

export const fixtures = resolve(import.meta.dirname, '..', '..', 'fixtures')

export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ApiError }

type Send = (path: string, init?: RequestInit) => Promise<Response>

export interface TestHost {
  readonly host: Host
  readonly userData: string
  /** A request as our page would send it. */
  readonly send: Send
  call<M extends MethodName>(method: M, params: Params<M>): Promise<Answer<Results[M]>>
  /** Any body for any method name. */
  callRaw(method: string, body: string, contentType?: string): Promise<Response>
  upload(name: string, bytes: Uint8Array): Promise<Answer<SourceDto>>
  /** Opens a file of this machine and waits until it is not loading any more. */
  open(path: string): Promise<SourceDto>
  /** The source's state once `isReached` holds for it. */
  until(id: string, isReached: (source: SourceDto) => boolean): Promise<SourceDto>
  /** Ends the session threads from outside, as a crash would. */
  killSessions(): void
  close(): Promise<void>
}

export const hostKinds = ['window', 'loopback'] as const
export type HostKind = (typeof hostKinds)[number]

export async function startTestHost(kind: HostKind, options: Partial<HostOptions> = {}): Promise<TestHost> {
  const userData = options.userData ?? (await mkdtemp(join(tmpdir(), 'marey-contract-')))
  const product = await productWorkers()
  const sessions = new Set<Worker>()
  const host = createHost({
    workers: {
      parse: product.parse,
      session: (workerOptions) => {
        const worker = product.session(workerOptions)
        sessions.add(worker)
        worker.once('exit', () => sessions.delete(worker))
        return worker
      },
    },
    pageFolder: join(fixtures, 'programs'),
    samplesFolder: resolve(fixtures, '..', '..', 'resources', 'samples'),
    parseThreads: 2,
    ...options,
    userData,
  })
  const { send, stop } = kind === 'window' ? windowWay(host) : await loopbackWay(host)

  const callRaw = (method: string, body: string, contentType = 'application/json'): Promise<Response> =>
    send(`/api/${method}`, { method: 'POST', headers: { 'content-type': contentType }, body })

  const until = async (id: string, isReached: (source: SourceDto) => boolean): Promise<SourceDto> => {
    const abort = new AbortController()
    const response = await send('/api/events', { signal: abort.signal })
    try {
      for await (const event of eventsOf(response)) {
        if (event.type === 'source' && event.source.id === id && isReached(event.source)) return event.source
      }
    } finally {
      abort.abort()
    }
    throw new Error('the events ended')
  }

  return {
    host,
    userData,
    send,
    callRaw,
    until,
    call: async (method, params) => {
      const response = await callRaw(method, JSON.stringify(params))
      if (response.headers.get('content-type') === 'application/octet-stream') {
        const value = decodeFrame(await response.arrayBuffer()) as Frame<never>
        return { ok: true, value: value as unknown as Results[typeof method] }
      }
      return (await response.json()) as Answer<Results[typeof method]>
    },
    upload: async (name, bytes) => {
      const path = `/api/upload?name=${encodeURIComponent(name)}`
      const response = await send(path, { method: 'POST', body: new Uint8Array(bytes) })
      return (await response.json()) as Answer<SourceDto>
    },
    open: async (path) => {
      const opened = await host.sources.openPath(path)
      if (!opened.ok) throw new Error(opened.error.message)
      return until(opened.value.id, (source) => source.state !== 'loading')
    },
    killSessions: () => {
      for (const worker of sessions) void worker.terminate()
    },
    close: async () => {
      await stop()
      await host.dispose()
      if (options.userData === undefined) await rm(userData, { recursive: true, force: true })
    },
  }
}

export async function* eventsOf(response: Response): AsyncGenerator<HostEvent> {
  if (response.body === null) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    let chunk
    try {
      chunk = await reader.read()
    } catch {
      return
    }
    if (chunk.done) return
    const lines = (rest + chunk.value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line) as HostEvent
  }
}

function windowWay(host: Host): { send: Send; stop: () => Promise<void> } {
  const handler = guardPageRequests(host.handler)
  return {
    send: (path, init = {}) =>
      handler(new Request(`marey-app://window${path}`, { duplex: 'half', ...init } as RequestInit)),
    stop: () => Promise.resolve(),
  }
}

async function loopbackWay(host: Host): Promise<{ send: Send; stop: () => Promise<void> }> {
  const started = await startServer(host.handler, 0)
  if (!started.ok) throw new Error(started.error)
  const server = started.value
  const origin = `http://127.0.0.1:${server.port}`
  const welcome = await fetch(server.url, { redirect: 'manual' })
  const cookie = (welcome.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  return {
    send: (path, init = {}) =>
      fetch(`${origin}${path}`, {
        ...init,
        headers: { ...(init.headers as Record<string, string> | undefined), cookie, origin },
      }),
    stop: () => server.close(),
  }
}
