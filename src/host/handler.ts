/**
 * The one handler behind both hosts. It trusts that the host in front of it has decided who may ask (the window's own
 * scheme, or token, Host and Origin over loopback), and nothing else: names, sizes and shapes are checked here.
 */
import { assertUnreachable } from '../base/assert'
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import { checkParams, isMethod } from '../contract/api'
import type { MethodName, Params } from '../contract/api'
import type { ApiError } from '../contract/errors'
import { limits } from '../contract/limits'
import { OpenAsks } from './open-asks'
import type { Asking } from './open-asks'
import type { EventHub } from './event-hub'
import type { RecentFiles } from './recent-files'
import { announcedBytes, bodyChunks, readText } from './request-body'
import type { Samples } from './samples'
import type { SessionStore } from './session-store'
import type { SourceRegistry } from './sources'
import { plain, securityHeaders } from './static-files'
import type { StaticFiles } from './static-files'
import { uploadName } from './uploads'
import type { Uploads } from './uploads'

export type Handler = (request: Request) => Promise<Response>

export interface HandlerParts {
  readonly sources: SourceRegistry
  readonly hub: EventHub
  readonly recents: RecentFiles
  readonly samples: Samples
  readonly sessions: SessionStore
  readonly uploads: Uploads
  readonly staticFiles: StaticFiles
}

const apiHeaders = { ...securityHeaders, 'cache-control': 'no-store' }

function jsonResponse(result: Result<unknown, ApiError>): Response {
  const body = new TextEncoder().encode(JSON.stringify(result))
  return bytesResponse(body, 'application/json; charset=utf-8')
}

function bytesResponse(body: Uint8Array<ArrayBuffer>, contentType: string): Response {
  return new Response(body, {
    headers: { ...apiHeaders, 'content-type': contentType, 'content-length': String(body.byteLength) },
  })
}

export function createHandler(parts: HandlerParts): Handler {
  const asks = new OpenAsks(parts.hub)
  return async (request) => {
    const url = new URL(request.url)
    const path = url.pathname
    if (path !== '/api' && !path.startsWith('/api/')) return parts.staticFiles(request, path)
    if (path === '/api/events') {
      if (request.method !== 'GET') return plain(405, 'Events are read with GET.')
      const stream = parts.hub.stream(parts.sources.list(), request.signal)
      return new Response(stream as unknown as ConstructorParameters<typeof Response>[0], {
        headers: { ...apiHeaders, 'content-type': 'application/x-ndjson; charset=utf-8' },
      })
    }
    if (request.method !== 'POST') return plain(405, 'Methods are called with POST.')
    if (path === '/api/upload') return upload(parts, request, url)
    return asks.during(url.searchParams.get('ask'), request.signal, (asking) =>
      callMethod({ ...parts, asks }, request, path.slice('/api/'.length), asking),
    )
  }
}

async function upload(parts: HandlerParts, request: Request, url: URL): Promise<Response> {
  const received = await parts.uploads.receive(bodyChunks(request), announcedBytes(request))
  if (!received.ok) return jsonResponse(received)
  return jsonResponse(
    await parts.sources.openUpload(received.value, uploadName(url.searchParams.get('name'))),
  )
}

interface CallParts extends HandlerParts {
  readonly asks: OpenAsks
}

async function callMethod(
  parts: CallParts,
  request: Request,
  name: string,
  asking: Asking,
): Promise<Response> {
  if (!isMethod(name)) {
    return jsonResponse(fail({ code: 'unknown-method', message: `there is no method ${name.slice(0, 64)}` }))
  }
  // A form of another page could not send this type without being asked first.
  if (!/^application\/json\b/.test(request.headers.get('content-type') ?? '')) {
    return plain(415, 'The body of a call is application/json.')
  }
  const maximumBytes = name === 'sources/save-session' ? limits.sessionBytes : limits.requestBytes
  const text = await readText(request, maximumBytes)
  if (text === undefined) return plain(413, `This call has ${maximumBytes} bytes of UTF-8 at most.`)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return jsonResponse(fail({ code: 'bad-request', message: 'the body is not JSON' }))
  }
  const params = checkParams(name, body)
  if (!params.ok) return jsonResponse(params)
  return dispatch(parts, name, params.value, asking)
}

async function dispatch<M extends MethodName>(
  parts: CallParts,
  name: M,
  params: Params<M>,
  { signal, onShare }: Asking,
): Promise<Response> {
  if (!isHostMethod(name)) {
    const { source } = params as { readonly source: string }
    const answer = await parts.sources.call(source, name, params, signal, onShare)
    if (!answer.ok) return jsonResponse(answer)
    if (answer.value === undefined) {
      return jsonResponse(fail({ code: 'cancelled', message: 'the request was taken back' }))
    }
    const { type, bytes } = answer.value
    return bytesResponse(
      bytes,
      type === 'frame' ? 'application/octet-stream' : 'application/json; charset=utf-8',
    )
  }
  return jsonResponse(await callHost(parts, name, params as HostParams))
}

interface HostParams {
  readonly ask: string
  readonly id: string
  readonly source: string
  readonly text: string
}

type HostMethod = Extract<MethodName, `sources/${string}`>

function isHostMethod(name: MethodName): name is HostMethod {
  return name.startsWith('sources/')
}

/** Methods about the set of files, which no file's thread could answer. */
async function callHost(
  parts: CallParts,
  name: HostMethod,
  params: HostParams,
): Promise<Result<unknown, ApiError>> {
  const { sources, samples, recents, sessions } = parts
  switch (name) {
    case 'sources/list':
      return succeed(sources.list())
    case 'sources/open-sample': {
      const sample = await samples.find(params.id)
      if (sample === undefined) return fail({ code: 'not-found', message: 'there is no such sample' })
      return sources.openPath(sample.path, 'sample', sample.name)
    }
    case 'sources/open-recent': {
      const path = await recents.pathOf(params.id)
      if (path === undefined)
        return fail({ code: 'not-found', message: 'this file is not in the list any more' })
      return sources.openPath(path)
    }
    case 'sources/reopen':
      return sources.reopen(params.source)
    case 'sources/cancel':
      return sources.cancel(params.source)
    case 'sources/close':
      return sources.close(params.source)
    case 'sources/recent':
      return succeed(await recents.list())
    case 'sources/samples':
      return succeed(await samples.list())
    case 'sources/withdraw':
      parts.asks.withdraw(params.ask)
      return succeed(null)
    case 'sources/hash':
      return sources.hash(params.source)
    case 'sources/load-session': {
      const hash = await sources.hash(params.source)
      return hash.ok ? succeed({ text: (await sessions.load(hash.value.sha256)) ?? '' }) : hash
    }
    case 'sources/save-session': {
      const hash = await sources.hash(params.source)
      return hash.ok ? sessions.save(hash.value.sha256, params.text) : hash
    }
    default:
      return assertUnreachable(name)
  }
}
