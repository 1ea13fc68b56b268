/**
 * node:http on one side, `(Request) => Promise<Response>` on the other. Bodies stream in both directions at the pace
 * of the slower end.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { Handler } from '../host/handler'
import { plain } from '../host/static-files'
import type { Access } from './access'

/** The request as the handler wants it. `signal` is aborted when the page goes away before its answer is whole. */
function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  const method = incoming.method ?? 'GET'
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const init = {
    method,
    headers,
    signal,
    ...(hasBody ? { body: Readable.toWeb(incoming), duplex: 'half' } : {}),
  }
  return new Request(
    `http://${incoming.headers.host ?? '127.0.0.1'}${incoming.url ?? '/'}`,
    init as ConstructorParameters<typeof Request>[1],
  )
}

async function send(response: Response, outgoing: ServerResponse, signal: AbortSignal): Promise<void> {
  outgoing.statusCode = response.status
  response.headers.forEach((value, name) => outgoing.setHeader(name, value))
  if (response.body === null) {
    outgoing.end()
    return
  }
  outgoing.flushHeaders()
  const reader = response.body.getReader()
  signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined))
  for (;;) {
    const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array }
    if (done || signal.aborted) break
    if (value !== undefined && !outgoing.write(value)) {
      await new Promise<void>((resolve) => {
        outgoing.once('drain', resolve)
        outgoing.once('close', resolve)
      })
    }
  }
  outgoing.end()
}

async function answer(
  incoming: IncomingMessage,
  access: Access,
  handler: Handler,
  signal: AbortSignal,
): Promise<Response> {
  const decision = access.decide({
    method: incoming.method ?? '',
    target: incoming.url ?? '',
    headers: incoming.headers,
  })
  switch (decision.kind) {
    case 'deny':
      return plain(decision.status, decision.reason)
    case 'welcome': {
      const response = plain(303, 'Go on to /')
      response.headers.set('location', '/')
      response.headers.set('set-cookie', decision.setCookie)
      return response
    }
    case 'allow':
      return handler(toRequest(incoming, signal))
  }
}

/** The listener for node:http. Never rejects: a bug becomes status 500 and a line on stderr. */
export function httpListener(
  access: Access,
  handler: Handler,
): (incoming: IncomingMessage, outgoing: ServerResponse) => void {
  return (incoming, outgoing) => {
    const abort = new AbortController()
    outgoing.on('close', () => abort.abort())
    // An upload that breaks off: the handler sees it in the body's stream.
    incoming.on('error', () => abort.abort())
    answer(incoming, access, handler, abort.signal)
      .then((response) => send(response, outgoing, abort.signal))
      .catch((error: unknown) => {
        if (abort.signal.aborted) return
        process.stderr.write(`marey: a bug while answering: ${String((error as Error).stack ?? error)}\n`)
        if (!outgoing.headersSent) outgoing.statusCode = 500
        outgoing.end()
      })
  }
}
