/**
 * What the host asks of a session thread (comlink) and what comes back by itself (progress, over its own port).
 */
import type { MessagePort } from 'node:worker_threads'
import type { ImportWarning } from '../base/import-warning'
import type { Result } from '../base/result'
import type { MethodName } from '../contract/api'
import type { ApiError } from '../contract/errors'
import type { FileKind, ProgressDto } from '../contract/sources'

export interface OpenRequest {
  readonly path: string
  /** As people know the file: an upload's temporary file has a name of no meaning. */
  readonly name: string
  readonly budgetBytes: number
  /** One Int32; set to 1 to cancel. */
  readonly cancelFlag: SharedArrayBuffer
  /** Parse threads that there will be once the session asks for them. */
  readonly poolSize: number
  /** Both ways: SideMessage. */
  readonly sidePort: MessagePort
}

export interface OpenedFile {
  readonly kind: FileKind
  readonly warnings: readonly ImportWarning[]
  readonly isComplete: boolean
}

/** An answer ready to be sent: JSON text, or a frame (contract/wire.ts). */
export interface EncodedAnswer {
  readonly type: 'json' | 'frame'
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface SessionWorkerApi {
  open(request: OpenRequest): Promise<Result<OpenedFile, ApiError>>
  call(method: MethodName, params: unknown): EncodedAnswer
  /**
   * As `call`, in pieces, with time for other calls between them. Undefined when it was told to stop.
   * @param control two Int32: set the first to 1 to stop; the second is how much is done, in `sharesOfWhole`.
   */
  callInSteps(
    method: MethodName,
    params: unknown,
    control: SharedArrayBuffer,
  ): Promise<EncodedAnswer | undefined>
}

/** Length of `control`, and what its parts mean. */
export const controlBytes = 8
export const stopSlot = 0
export const shareSlot = 1
export const sharesOfWhole = 1_000

export type SideMessage =
  /** Session to host. */
  | { readonly type: 'progress'; readonly progress: ProgressDto }
  /** Session to host: a first picture (contract/sketch-dto.ts), encoded; large files only. */
  | { readonly type: 'sketch'; readonly bytes: Uint8Array<ArrayBuffer> }
  /** Session to host: there is work for parse threads. Small files have none, and start none. */
  | { readonly type: 'need-threads' }
  /** Session to host: all has been read. What is held for parsing can go before the indexes are built. */
  | { readonly type: 'no-more-tasks' }
  /** Host to session: a way to a parse thread, also to one that replaces another. */
  | { readonly type: 'thread'; readonly port: MessagePort }
  /** Host to session: parse threads die as soon as they start, there will be no more. */
  | { readonly type: 'no-more-threads' }
