/**
 * The one way of the page to its host: typed calls to the host, the upload of a file. Failures are values; nothing
 * here throws for what a host or a network can do.
 */
import { longMethods } from '../../contract/method-kinds'
import type { MethodName, Params, Results } from '../../contract/api'
import type { ApiError, ApiErrorCode } from '../../contract/errors'
import type { SourceDto } from '../../contract/sources'
import { decodeFrame } from '../../contract/wire'
import { assertUnreachable } from '../../base/assert'
import { fail, succeed, type Result } from '../../base/result'
import { postOffThread } from './fetch-thread'
import { closeAsk, openAsk, withdraw, type OpenAsk } from './open-asks'
import { fetchReply, type Reply } from './reply'

/** What the host answers, and two failures of the way to it. */
export interface CallError {
  /** `unreachable`: no answer at all. `refused`: an answer that is not of our interface (no token, too large). */
  readonly code: ApiErrorCode | 'unreachable' | 'refused'
  readonly message: string
  readonly byteOffset?: number
}

/**
 * Asks the host.
 * @param signal aborting it cancels the work on the host too; the result is then the failure `cancelled`.
 * @param onShare told how far a long one is, once it has taken a moment.
 */
export async function call<M extends MethodName>(
  method: M,
  params: Params<M>,
  signal?: AbortSignal,
  onShare?: (ask: OpenAsk) => void,
): Promise<Result<Results[M], CallError>> {
  const init: RequestInit = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
    ...(signal === undefined ? {} : { signal }),
  }
  if (!longMethods.has(method)) return request(`/api/${method}`, init)
  const ask = openAsk(method, onShare)
  // A request that is given up need not be noticed by the host of a window.
  const withdrawn = (): void => withdraw(ask)
  signal?.addEventListener('abort', withdrawn)
  try {
    return await request(`/api/${method}?ask=${ask}`, init)
  } finally {
    signal?.removeEventListener('abort', withdrawn)
    closeAsk(ask)
  }
}

/** Sends a file's bytes; the browser streams them from disk. Progress comes through the event stream. */
export async function upload(file: File, signal?: AbortSignal): Promise<Result<SourceDto, CallError>> {
  return request(`/api/upload?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
    ...(signal === undefined ? {} : { signal }),
  })
}

/**
 * The same on a thread of its own, for what a moving timeline asks with nearly every frame: the request does not hold up the
 * next picture.
 */
export async function callOffThread<M extends MethodName>(
  method: M,
  params: Params<M>,
  signal?: AbortSignal,
): Promise<Result<Results[M], CallError>> {
  return read(await postOffThread(`/api/${method}`, JSON.stringify(params), signal))
}

async function request<T>(path: string, init: RequestInit): Promise<Result<T, CallError>> {
  return read(await fetchReply(path, init))
}

function read<T>(reply: Reply): Result<T, CallError> {
  switch (reply.kind) {
    case 'text':
      return reply.isJson ? readAnswer<T>(reply.text, reply.status) : fail(refusal(reply.status, reply.text))
    case 'bytes':
      return readFrame<T>(reply.bytes)
    case 'cancelled':
      return fail({ code: 'cancelled', message: 'no longer wanted' })
    case 'unreachable':
      return noAnswer(reply.message)
    default:
      return assertUnreachable(reply)
  }
}

function readFrame<T>(bytes: ArrayBuffer): Result<T, CallError> {
  try {
    return succeed(decodeFrame(bytes) as T)
  } catch (error) {
    return noAnswer(error instanceof Error ? error.message : String(error))
  }
}

const noAnswer = (why: string): Result<never, CallError> =>
  fail({ code: 'unreachable', message: `Marey's own server gave no answer (${why})` })

function readAnswer<T>(text: string, status: number): Result<T, CallError> {
  let answer: { ok?: unknown; value?: T; error?: ApiError }
  try {
    answer = JSON.parse(text) as typeof answer
  } catch {
    return fail(refusal(status, text))
  }
  if (answer.ok === true) return succeed(answer.value as T)
  return fail(answer.error ?? refusal(status, text))
}

function refusal(status: number, text: string): CallError {
  return {
    code: 'refused',
    message:
      status === 401 || status === 403
        ? 'this page is not known to the running Marey: open the address that it printed'
        : `the request was refused (status ${status}${text === '' ? '' : `: ${text.slice(0, 200)}`})`,
  }
}
