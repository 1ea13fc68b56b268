/**
 * The one place of the page that fetches: typed calls to the host, the upload of a file. Failures are values; nothing
 * here throws for what a host or a network can do.
 */
import type { MethodName, Params, Results } from '../../contract/api'
import type { ApiError, ApiErrorCode } from '../../contract/errors'
import type { SourceDto } from '../../contract/sources'
import { decodeFrame } from '../../contract/wire'
import { fail, succeed, type Result } from '../../base/result'

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
 */
export async function call<M extends MethodName>(
  method: M,
  params: Params<M>,
  signal?: AbortSignal,
): Promise<Result<Results[M], CallError>> {
  return request(`/api/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
    ...(signal === undefined ? {} : { signal }),
  })
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

async function request<T>(path: string, init: RequestInit): Promise<Result<T, CallError>> {
  try {
    const response = await fetch(path, init)
    const isJson = (response.headers.get('content-type') ?? '').includes('json')
    if (isJson) return readAnswer<T>(await response.text(), response.status)
    if (!response.ok) return fail(refusal(response.status, await response.text()))
    return succeed(decodeFrame(await response.arrayBuffer()) as T)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError')
      return fail({ code: 'cancelled', message: 'no longer wanted' })
    return fail({
      code: 'unreachable',
      message: `Marey's own server gave no answer (${error instanceof Error ? error.message : String(error)})`,
    })
  }
}

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
