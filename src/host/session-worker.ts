/**
 * Entry of a session thread: one opened file, from its first byte to every answer about it.
 * Expected failures leave as values; what is thrown across is a bug, and the host says so.
 */
import { expose, transfer } from 'comlink'
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import { parentPort } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { ensure } from '../base/assert'
import { SourceReadError } from '../base/byte-source'
import { CancelledError } from '../base/cancellation'
import type { ImportFailure } from '../base/import-warning'
import { fail, succeed } from '../base/result'
import type { Result } from '../base/result'
import { bulkMethods } from '../contract/method-kinds'
import type { MethodName } from '../contract/api'
import type { ApiError } from '../contract/errors'
import { encodeFrame } from '../contract/wire'
import type { Frame } from '../contract/wire'
import { openSession } from '../engine/open-session'
import type { Session } from '../engine/session'
import { FileChangedError, openFileSource } from './file-source'
import type { FileSource } from './file-source'
import { ParsePoolClient, ParseThreadDiedError } from './parse-pool-client'
import { shareSlot, sharesOfWhole, stopSlot } from './session-protocol'
import type {
  EncodedAnswer,
  OpenedFile,
  OpenRequest,
  SessionWorkerApi,
  SideMessage,
} from './session-protocol'

/** People see a bar move at this pace; more lines would only cost. */
const progressEveryMs = 50

let session: Session | undefined

function toApiError(failure: ImportFailure): ApiError {
  const { message, byteOffset } = failure
  switch (failure.code) {
    case 'over-budget':
      return { code: 'over-budget', message, byteOffset }
    case 'unsupported-version':
    case 'unsupported-kind':
      return { code: 'unsupported', message, byteOffset }
    case 'empty':
    case 'too-short':
    case 'unknown-kind':
    case 'damaged':
      return { code: 'not-readable', message, byteOffset }
  }
}

/** The failure that `error` stands for; a bug is thrown on. */
function expectedFailure(error: unknown): ApiError {
  if (error instanceof CancelledError) return { code: 'cancelled', message: 'opening was cancelled' }
  if (error instanceof FileChangedError) {
    return { code: 'file-changed', message: error.message, byteOffset: error.byteOffset }
  }
  if (error instanceof SourceReadError) {
    return { code: 'file-unreadable', message: error.message, byteOffset: error.byteOffset }
  }
  if (error instanceof ParseThreadDiedError) return { code: 'worker-died', message: error.message }
  // V8 refuses a buffer of that size: the budget was right when it was checked and is no longer.
  if (error instanceof RangeError && error.message.includes('llocation failed')) {
    return { code: 'over-budget', message: `the memory for this file could not be had: ${error.message}` }
  }
  throw error
}

function progressTo(port: MessagePort): (stage: string, doneBytes: number, totalBytes: number) => void {
  let lastStage = ''
  let lastMs = 0
  return (stage, doneBytes, totalBytes) => {
    const nowMs = performance.now()
    if (stage === lastStage && nowMs - lastMs < progressEveryMs) return
    lastStage = stage
    lastMs = nowMs
    const message: SideMessage = { type: 'progress', progress: { stage, doneBytes, totalBytes } }
    port.postMessage(message)
  }
}

async function load(source: FileSource, request: OpenRequest): Promise<Result<OpenedFile, ApiError>> {
  const flag = new Int32Array(request.cancelFlag)
  const needThreads = (): void => {
    const message: SideMessage = { type: 'need-threads' }
    request.sidePort.postMessage(message)
  }
  const { poolSize, path, cancelFlag } = request
  const pool = new ParsePoolClient(poolSize, path, source.identity, cancelFlag, needThreads)
  request.sidePort.on('message', (message: SideMessage) => {
    if (message.type === 'thread') pool.addPort(message.port)
    else if (message.type === 'no-more-threads') pool.giveUp()
  })
  try {
    const opened = await openSession(source, {
      name: request.name,
      pool,
      onPoolDone: () => {
        pool.close()
        const message: SideMessage = { type: 'no-more-tasks' }
        request.sidePort.postMessage(message)
      },
      budgetBytes: request.budgetBytes,
      cancellation: { isCancelled: () => Atomics.load(flag, 0) !== 0 },
      onProgress: progressTo(request.sidePort),
      onSketch: (frame) => {
        const bytes = encodeFrame(frame)
        const message: SideMessage = { type: 'sketch', bytes }
        request.sidePort.postMessage(message, [bytes.buffer])
      },
    })
    if (!opened.ok) return fail(toApiError(opened.error))
    session = opened.value
    const { kind, warnings, isComplete } = opened.value
    return succeed({ kind, warnings, isComplete })
  } catch (error) {
    return fail(expectedFailure(error))
  } finally {
    pool.close()
    request.sidePort.close()
  }
}

const api: SessionWorkerApi = {
  open: async (request) => {
    const opened = openFileSource(request.path)
    if (!opened.ok) {
      request.sidePort.close()
      return opened
    }
    const result = await load(opened.value, request)
    // A session may read its file again for later answers; without one nobody will.
    if (!result.ok) opened.value.close()
    return result
  },
  call: (method, params) => {
    const answer = encode(method, answerOf(method, params))
    return transfer(answer, [answer.bytes.buffer])
  },
  callInSteps: async (method, params, control) => {
    const result = await resultInSteps(method, params, new Int32Array(control))
    if (result === undefined) return undefined
    const answer = encode(method, result)
    return transfer(answer, [answer.bytes.buffer])
  },
}

/** Work goes on for so long before others have their turn: a tile that waits is not missed in a frame. */
const turnMs = 6

/** Undefined when it was told to stop. */
async function resultInSteps(
  method: MethodName,
  params: unknown,
  control: Int32Array,
): Promise<Result<unknown, ApiError> | undefined> {
  const { callInSteps } = ensure(session, 'calls follow a successful open')
  if (callInSteps === undefined) return answerOf(method, params)
  const steps = callInSteps(method, params)
  try {
    let turnAtMs = performance.now()
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
      if (performance.now() - turnAtMs >= turnMs) {
        Atomics.store(control, shareSlot, Math.round(step.value * sharesOfWhole))
        // Behind whatever has come in meanwhile.
        await new Promise((resolve) => setImmediate(resolve))
        turnAtMs = performance.now()
      }
      if (Atomics.load(control, stopSlot) !== 0) {
        steps.return(undefined as never)
        return undefined
      }
    }
  } catch (error) {
    return fail(expectedFailure(error))
  }
}

function answerOf(method: MethodName, params: unknown): Result<unknown, ApiError> {
  try {
    return ensure(session, 'calls follow a successful open').call(method, params)
  } catch (error) {
    return fail(expectedFailure(error))
  }
}

function encode(method: MethodName, result: Result<unknown, ApiError>): EncodedAnswer {
  if (result.ok && bulkMethods.has(method)) {
    return { type: 'frame', bytes: encodeFrame(result.value as Frame<unknown>) }
  }
  return { type: 'json', bytes: new TextEncoder().encode(JSON.stringify(result)) as Uint8Array<ArrayBuffer> }
}

expose(api, nodeEndpoint(ensure(parentPort, 'session-worker runs in a worker thread')))
